# The two commands of the README: `make serve` and `make test`. `make help` lists the rest.
#
# Everything is built in the release profile and in one target folder, because RocksDB's C++ (the store on disk) is
# compiled once for each profile and folder, and takes 15 to 30 minutes on two cores.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/linkworker/target

CARGO ?= cargo
MEMORY := --no-default-features --features cli,server
ADDRESS ?= 127.0.0.1:7878
LISTING ?= examples/social-prescribing.txt
RETRIEVED ?= 2025-06-01

.PHONY: help serve test test-memory test-disk differential install lint doc deny bench need-linker need-rocksdb

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

serve: need-linker ## Build (a few minutes the first time) and serve the examples at http://127.0.0.1:7878/
	$(CARGO) run --release --locked $(MEMORY) -- serve --bind $(ADDRESS) --retrieved $(RETRIEVED) $(LISTING)

test: test-memory test-disk ## Run all tests, without and with the store on disk (the first run compiles RocksDB)

test-memory: need-linker ## Run the tests of the build without RocksDB: minutes, not a quarter of an hour
	$(CARGO) test --release --locked $(MEMORY)

test-disk: need-rocksdb ## Run the tests of the full build
	$(CARGO) test --release --locked

differential: need-linker ## Ten minutes of random queries, the engine beside oxigraph's own store and evaluator
	LINKWORKER_DIFFERENTIAL_SECONDS=600 $(CARGO) test --release --locked $(MEMORY) --test it differential -- --nocapture

install: need-rocksdb ## Build the full program and put it into ~/.cargo/bin
	$(CARGO) install --locked --path .

lint: need-rocksdb ## Formatting and lints, for every feature set
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked --all-targets -- -D warnings
	$(CARGO) clippy --release --locked --all-targets $(MEMORY) -- -D warnings
	$(CARGO) clippy --release --locked --lib --no-default-features -- -D warnings

doc: need-rocksdb ## Build the documentation of the library
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --locked --no-deps

deny: ## Check licences, advisories and sources of all dependencies
	@command -v cargo-deny >/dev/null || { \
	  echo "cargo-deny is missing: it checks the licences of all dependencies. Installing it takes some minutes."; \
	  $(CARGO) install --locked cargo-deny; }
	$(CARGO) deny --all-features check bans licenses sources

bench: need-linker ## Measure reading, annotating, mapping, loading and exporting beside a plain pass over the bytes
	$(CARGO) bench --locked $(MEMORY)

# --- what a fresh machine lacks -------------------------------------------------------------------------------------

# $(call install,packages,reason): says what and why, then installs with Debian's package manager, or stops before any
# compiler has started.
define install
	echo "This machine lacks: $(1)"; echo "  $(2)"; \
	if ! command -v apt-get >/dev/null; then \
	  echo "  Install the equivalent with your package manager, then run make again."; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; elif command -v sudo >/dev/null; then sudo=sudo; else \
	  echo "  Neither root nor sudo: ask an administrator for: apt-get install $(1)"; exit 1; fi; \
	echo "  Installing with apt-get ..."; \
	{ $$sudo apt-get install -y --no-install-recommends $(1) || \
	  { $$sudo apt-get update && $$sudo apt-get install -y --no-install-recommends $(1); }; } >&2
endef

need-linker:
	@command -v $(CARGO) >/dev/null || { echo "There is no Rust toolchain: install one (https://rustup.rs), 1.89 or later."; exit 1; }
	@command -v cc >/dev/null && echo 'int main(){}' | cc -x c -o /dev/null - 2>/dev/null || { \
	  $(call install,gcc libc6-dev,Rust needs a linker and the C library's start files.); }

need-rocksdb: need-linker
	@command -v c++ >/dev/null || { \
	  $(call install,g++,The store on disk is RocksDB; its C++ is compiled here.); }
	@ls /usr/lib/llvm-*/lib/libclang*.so* /usr/lib/*/libclang*.so* /usr/lib64/libclang*.so* "$${LIBCLANG_PATH:-/nonexistent}"/libclang*.so* 2>/dev/null | grep -q . || { \
	  $(call install,libclang-dev,RocksDB's headers are read by libclang after its C++ has compiled: without it the build would fail at the very end.); }
	@ls $(CARGO_TARGET_DIR)/release/build/oxrocksdb-sys-*/out/librocksdb.a >/dev/null 2>&1 || \
	  echo "First build with the store on disk: RocksDB compiles for 15 to 30 minutes on two cores, once."
