#!/usr/bin/env bash
# Apache Jena: rsparql against the endpoint, riot on the downloads.
set -euo pipefail
command -v java >/dev/null || { echo "no java"; exit 1; }
[ -f /usr/share/java/jena-arq.jar ] || { echo "the Jena jars are not here"; exit 1; }
# Debian has the jars, not the commands; what they depend on lies in the same folder.
needed='jena-.*|slf4j-(api|nop)|jcl-over-slf4j|commons-(cli|codec|compress|csv|io|lang3)|dexx.collection|gson|guava|http(client|core)'
needed="$needed|jackson-(core|annotations|databind)|jsonld-java|jakarta.json.*|protobuf|thrift|titanium-json-ld"
classes=$(ls /usr/share/java/*.jar | grep -E "/($needed)\.jar$" | grep -vE -- '-[0-9][0-9.]*\.jar$' | tr '\n' ':')
# Debian's build has renamed the classes of its XML parser, but not the folder of the texts that these look for at their start.
python3 - "$SCRATCH/jena" <<'PYTHON'
import pathlib, sys, zipfile
jar = zipfile.ZipFile("/usr/share/java/jena-core.jar")
old = "org/apache/jena/ext/xerces/"
for name in jar.namelist():
    if name.startswith(old) and name.endswith(".properties"):
        to = pathlib.Path(sys.argv[1], "xerces", name[len(old):])
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(jar.read(name))
PYTHON
classes="$SCRATCH/jena:$classes"
run() { java -cp "$classes" "$@"; }
query='PREFIX fabio: <http://purl.org/spar/fabio/> SELECT (COUNT(?w) AS ?n) { ?w a fabio:JournalArticle }'
for format in text CSV TSV JSON XML; do
  answer=$(run arq.rsparql --service "$FIRST/sparql" --results "$format" "$query" 2>&1)
  echo "$answer" | grep -q 8 || { echo "$format: $answer"; exit 1; }
done
run arq.rsparql --service "$FIRST/sparql" 'ASK { ?s ?p ?o }' 2>&1 | grep -qi 'yes' || { echo "ASK did not answer yes"; exit 1; }
run arq.rsparql --service "$FIRST/sparql" 'CONSTRUCT { ?w <urn:t> ?t } WHERE { ?w <http://purl.org/dc/terms/title> ?t }' 2>&1 | grep -q 'urn:t' || { echo "CONSTRUCT gave no triple"; exit 1; }
expected=
for path in dump.ttl dump.nt dump.rdf; do
  curl -sf "$FIRST/$path" -o "$SCRATCH/$path"
  lines=$(run riotcmd.riot --output=N-Triples "$SCRATCH/$path" 2>"$SCRATCH/riot.log" | sort -u | wc -l)
  grep -E 'ERROR' "$SCRATCH/riot.log" && exit 1
  [ "$lines" = "${expected:=$lines}" ] || { echo "$path: $lines triples, others $expected"; exit 1; }
done
[ "$expected" -gt 1000 ] || { echo "only $expected triples"; exit 1; }
for path in dump.nq dump.trig; do
  curl -sf "$FIRST/$path" -o "$SCRATCH/$path"
  run riotcmd.riot --validate "$SCRATCH/$path" 2>&1 | grep -E 'ERROR' && exit 1
done
echo "rsparql in five formats, riot on five downloads of $expected triples"
