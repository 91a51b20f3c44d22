#!/usr/bin/env bash
# Every curl line of README.md, with the port of the service under test.
set -euo pipefail
host=${FIRST#http://}
script=$SCRATCH/readme.sh
# A line that ends in a backslash goes on.
sed -e ':a' -e '/\\$/N; s/\\\n//; ta' "$ROOT/README.md" | grep -E '^curl ' | sed "s|localhost:7878|$host|g" >"$script"
lines=$(wc -l <"$script")
[ "$lines" -gt 0 ] || { echo "README.md has no curl line"; exit 1; }
while IFS= read -r line; do
  echo "\$ $line"
  answer=$(bash -c "${line/curl /curl --fail-with-body }")
  echo "$answer" | head -3
  [ -n "$answer" ] || { echo "it answered nothing"; exit 1; }
done <"$script"
# The first query of the README counts the articles of the example.
bash -c "$(head -1 "$script")" | tr -d '\r' | grep -qx 8 || { echo "the first query does not count 8 articles"; exit 1; }
echo "$lines lines of README.md"
