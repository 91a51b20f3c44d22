#!/usr/bin/env bash
# Other people's tools against a served linkworker, without any set-up on their side. README.md says which and how.
#
#   tests/tools/run.sh [BINARY] [--only NAME] [--install]
#
# Ends with 0 only if every tool passes; one that is not here and can't be installed fails by name. --install lets it install
# Debian packages (chromium, the Jena jars, a Java runtime) with apt-get; packages of npm and PyPI go into a cache folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/linkworker/tools
binary= only= install=
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=$2; shift ;;
    --install) install=yes ;;
    *) binary=$1 ;;
  esac
  shift
done
if [ -z "$binary" ]; then
  target=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/linkworker/target}
  CARGO_TARGET_DIR=$target cargo build --release --locked --no-default-features --features cli --manifest-path "$root/Cargo.toml"
  binary=$target/release/linkworker
fi
binary=$(realpath "$binary")

# --- what the tools need --------------------------------------------------------------------------------------------
mkdir -p "$cache"
[ -x "$cache/venv/bin/python" ] || python3 -m venv "$cache/venv"
"$cache/venv/bin/pip" install --quiet --disable-pip-version-check rdflib==7.6.0 SPARQLWrapper==2.0.0
cp "$here/package.json" "$cache/package.json"
npm install --prefix "$cache" --loglevel=error --no-audit --no-fund --ignore-scripts >&2
packages="chromium libapache-jena-java default-jre-headless"
for package in $packages; do
  dpkg -s "$package" >/dev/null 2>&1 && continue
  if [ "$package" = default-jre-headless ] && command -v java >/dev/null; then continue; fi
  if [ -n "$install" ]; then
    apt-get install -y --no-install-recommends "$package" >&2
  else
    echo "not here: $package (run with --install, or: apt-get install $package)" >&2
  fi
done

# --- two services ---------------------------------------------------------------------------------------------------
scratch=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap stop EXIT

# start NAME ARGUMENT...: serves on a free port; the address is in $address.
start() {
  local log=$scratch/$1.log
  shift
  "$binary" serve --bind 127.0.0.1:0 --log off "$@" 2>"$log" >/dev/null &
  pids+=($!)
  for _ in $(seq 300); do
    address=$(sed -nE 's|.*Serving at (http://[^ ]+)/ .*|\1|p' "$log" | head -1)
    [ -n "$address" ] && return
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  echo "the service did not start:" >&2
  cat "$log" >&2
  exit 1
}
start first --retrieved 2025-06-01 "$root/examples/social-prescribing.txt"
first=$address
start second --retrieved 2025-06-01 --base-iri https://second.example/ --federate "$first/sparql" "$root/tests/fixtures/formats/pubmed-xml.xml"
second=$address
export FIRST=$first SECOND=$second SCRATCH=$scratch ROOT=$root
export NODE_PATH=$cache/node_modules

# --- the tools ------------------------------------------------------------------------------------------------------
failed=0
# check NAME COMMAND...: one line with the outcome; what it said, where it failed.
check() {
  local name=$1
  shift
  [ -z "$only" ] || [ "$only" = "$name" ] || return 0
  if timeout 180 "$@" >"$scratch/$name.out" 2>&1; then
    printf 'ok    %-14s %s\n' "$name" "$(tail -1 "$scratch/$name.out")"
  else
    failed=$((failed + 1))
    printf 'FAIL  %s\n' "$name"
    sed 's/^/      /' "$scratch/$name.out" | tail -30
  fi
}
# Modules are found from the folder that a script is in.
cp "$here"/*.mjs "$cache/"
check curl bash "$here/curl.sh"
check rdflib "$cache/venv/bin/python" "$here/rdflib_store.py"
check sparqlwrapper "$cache/venv/bin/python" "$here/sparqlwrapper.py"
check jena bash "$here/jena.sh"
check comunica node "$cache/comunica.mjs"
check yasqe node "$cache/yasqe.mjs"
check sib-editor node "$cache/sib-editor.mjs"
check federation bash "$here/federation.sh"
[ $failed = 0 ] || { echo "$failed failed"; exit 1; }
