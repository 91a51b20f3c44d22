#!/bin/sh
# A second opinion on our readers: other programs read the same real files, and every field is compared.
#
#   tests/oracles/reading.sh DATA [FOLDER...]
#
# DATA is the folder of real files (`shared/data`); FOLDERs are some of pubmed_xml nbib ris bibtex isi endnote_xml csl_json
# openalex_json other_tagged, all of them where none is named. The programs are rispy, nbib, bibtexparser and pubmed_parser
# (from PyPI, in a virtual environment of their own in the folder for temporary files), the crate biblib, and Zotero, whose
# results lie beside some inputs as `*.expected.json`.
#
# Disagreements that were judged are in judgements.tsv; those that were not are printed. Ends with 0 where every
# disagreement is judged and at least 99.5 % of the fields agree wherever the other program is right.
set -eu

[ $# -ge 1 ] || { echo "usage: $0 DATA [FOLDER...]" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
environment=${LINKWORKER_ORACLES:-${TMPDIR:-/tmp}/linkworker-oracles}
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/python" -c 'import rispy, nbib, bibtexparser, pubmed_parser' 2>/dev/null || \
    "$environment/bin/pip" install --quiet rispy nbib 'bibtexparser>=2' pubmed_parser

cd "$here/../.."
features="--no-default-features --features cli,server"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/linkworker/target}"
cargo build --release --locked $features --example records --example biblib_records
LINKWORKER_EXAMPLES="$CARGO_TARGET_DIR/release/examples" exec "$environment/bin/python" "$here/reading.py" "$@"
