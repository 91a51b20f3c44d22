#!/bin/sh
# Second opinion on the SHACL fixtures: does pySHACL agree which of them conform to ontology/shapes.ttl?
# Needs python3 with venv and a package index. Prints one line for each fixture and fails where opinions differ.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
venv=${SHACL_VENV:-$(mktemp -d)/venv}
[ -x "$venv/bin/pyshacl" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet pyshacl; } >&2
failed=0
for data in "$root"/tests/fixtures/shapes/*.ttl; do
    expected=false
    if head -n 1 "$data" | grep -qx '# conforms'; then expected=true; fi
    status=0
    "$venv/bin/pyshacl" -s "$root/ontology/shapes.ttl" -i none "$data" >/dev/null 2>&1 || status=$?
    case $status in 0) found=true ;; 1) found=false ;; *) found=error ;; esac
    echo "$(basename "$data"): expected $expected, pySHACL $found"
    [ "$expected" = "$found" ] || failed=1
done
exit $failed
