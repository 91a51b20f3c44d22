#!/usr/bin/env bash
# A second linkworker asks the first by SERVICE, which it was told that it may; nobody else.
set -euo pipefail
ask() { curl -s "$SECOND/sparql" -H 'Accept: text/csv' --data-urlencode "query=$1"; }
answer=$(ask "SELECT (COUNT(?w) AS ?n) { SERVICE <$FIRST/sparql> { ?w a <http://purl.org/spar/fabio/JournalArticle> } }" | tr -d '\r')
[ "$answer" = $'n\n8' ] || { echo "$answer"; exit 1; }
refused=$(ask "SELECT * { SERVICE <$SECOND/sparql> { ?s ?p ?o } }")
echo "$refused" | grep -q '"status":400' || { echo "$refused"; exit 1; }
echo "8 articles of the first by way of the second"
