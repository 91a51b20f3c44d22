#!/bin/sh
# A second opinion on our JSON-LD: PyLD (the reference processor in Python) must read from the JSON-LD dump exactly the
# data set that it reads from the N-Triples dump of the same graph.
#
#   linkworker export FILE --format jsonld   > dump.jsonld
#   linkworker export FILE --format ntriples > dump.nt
#   tests/oracles/jsonld.sh dump.jsonld dump.nt
#
# Needs Python 3; PyLD is installed into a virtual environment of its own, in the folder for temporary files.
# Ends with 0 where the canonical forms (RDFC-1.0) are equal, with 1 where they differ.
set -eu

[ $# -eq 2 ] || { echo "usage: $0 dump.jsonld dump.nt" >&2; exit 2; }

environment=${LINKWORKER_ORACLES:-${TMPDIR:-/tmp}/linkworker-oracles}
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet PyLD
fi

exec "$environment/bin/python" - "$1" "$2" <<'PYTHON'
import hashlib, json, sys
from pyld import jsonld

def no_network(url, options):
    raise SystemExit(f"the document asks for {url}; its context must be embedded")

jsonld.set_document_loader(no_network)
canonical = {"algorithm": "URDNA2015", "format": "application/n-quads"}
with open(sys.argv[1], encoding="utf-8") as file:
    ours = jsonld.normalize(json.load(file), canonical)
with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
    wanted = jsonld.normalize(file.read(), {**canonical, "inputFormat": "application/n-quads"})

digest = lambda text: hashlib.sha256(text.encode()).hexdigest()
print(f"{sys.argv[1]}: {ours.count(chr(10))} triples, {digest(ours)}")
print(f"{sys.argv[2]}: {wanted.count(chr(10))} triples, {digest(wanted)}")
if ours != wanted:
    a, b = set(ours.splitlines()), set(wanted.splitlines())
    for line in sorted(a - b)[:20]:
        print("only in JSON-LD:   ", line)
    for line in sorted(b - a)[:20]:
        print("only in N-Triples: ", line)
    sys.exit(1)
PYTHON
