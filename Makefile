# The one command surface. `make help` lists the targets.

CERTSITE := target/release/certsite
LISTEN   ?= 127.0.0.1:8080
# What the form function on Lambda takes along.
BUNDLE   ?= form-bundle
KEYS     ?= content/keys
# Where the sample site is put together.
DEMO     := target/demo
# CI builds exactly what Cargo.lock says; a developer may be changing it.
LOCKED   := $(if $(CI),--locked)
# What the tests need beside Rust, Node.js, Python 3 and make.
PACKAGES := apache2-bin caddy chromium faketime firefox-esr fonts-dejavu-core git gnupg libnss-wrapper neomutt nginx openssl strace systemd thunderbird util-linux
APT      := DEBIAN_FRONTEND=noninteractive apt-get -qq
DENY     := 0.20.2
BLADES   := 0.6.0
# Set to anything, it makes the benchmark measure other generators, too.
PEERS    ?=
# The program alone, with the features that its dependencies have for the whole workspace, so that
# none is compiled again for the tests.
GENERATOR := cargo build $(LOCKED) --release --workspace --bin certsite

.DEFAULT_GOAL := help
.PHONY: help serve demo build check test bench soak systemd lambda audit screenshots lighthouse clean programs sample compiler packages

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-11s %s\n", $$1, $$2 }'

serve: compiler ## build the program and serve the site on port 8080 (LISTEN=host:port), reloading on change
	$(GENERATOR)
	$(CERTSITE) serve --listen $(LISTEN)

demo: compiler sample ## the same with the site of a fictional team that has everything, from tests/sites/showcase
	$(GENERATOR)
	$(CERTSITE) serve --root $(DEMO) --listen $(LISTEN)

# What is published is put to the tests of CSAF before, which a preview does not need.
build: compiler ## compile the program and write the site to public/
	$(GENERATOR) --features certsite/complete
	$(CERTSITE) build

check: compiler ## formatting, lints, rules of the repository
	cargo fmt --all --check
	cargo clippy $(LOCKED) --release --workspace --all-targets -- -D warnings
	cargo test $(LOCKED) --release --workspace --test tidy

# `cargo test` makes the programs as well, with what tests want of them. Tests wait for programs as much
# as they reckon, so that there are two at a time for each core.
test: export RUST_TEST_THREADS ?= $(shell expr 2 \* $$(nproc))
test: check packages tests/node_modules/.package-lock.json .venv/made ## everything: unit tests, the site from outside, a real browser
	cargo test $(LOCKED) --release --workspace --no-fail-fast

# The other side of the benchmark of sensors' logs.
bench: PACKAGES += jq
# Other generators are installed for this alone; Zola is in no registry that they come from.
bench: $(if $(PEERS),.venv/peers tests/peers/node_modules/.package-lock.json target/tools/bin/blades)
bench: programs packages .venv/made ## time builds, edits, imports of logs and reports; PEERS=1: beside other generators too (ZOLA=/path/to/zola)
	cargo build $(LOCKED) --profile dist --package form-fn --features server --bin form-fn
	cargo build $(LOCKED) --profile lambda --package form-fn --features lambda --bin form-fn-lambda
	target/release/bench
	$(if $(PEERS),target/release/bench peers)

soak: programs packages .venv/made ## minutes of good and hostile reports while server, disk and mail fail (SOAK_MINUTES=20)
	cargo test $(LOCKED) --release --workspace --test soak

systemd: programs packages ## the units of the form function, under a systemd of their own; takes root
	cargo test $(LOCKED) --release --workspace --test systemd

lambda: compiler ## the form function for AWS Lambda, with form-bundle/ (BUNDLE=) and the team's keys (KEYS=)
	@command -v python3 >/dev/null || { echo "make: python3 is missing; install Python 3 first" >&2; exit 1; }
	cargo build $(LOCKED) --profile lambda --package form-fn --features lambda --bin form-fn-lambda
	python3 form-fn/lambda/pack.py target/lambda/form-fn-lambda $(BUNDLE) $(KEYS) target/lambda/form-fn-lambda.zip

audit: target/tools/bin/cargo-deny ## licences, sources and known holes of the dependencies (asks the network)
	target/tools/bin/cargo-deny check

screenshots: programs packages tests/node_modules/.package-lock.json sample ## the pictures of README.md, of the sample site
	$(CERTSITE) build --root $(DEMO)
	node tests/browser/screenshots.mjs '{"folder": "$(DEMO)/public", "out": "tests/sites/showcase/pictures", "pages": {"home": "/en/", "advisory": "/en/advisories/mail-server/", "figures": "/en/statistics/2026-10/#register"}}'

lighthouse: programs packages tests/lighthouse/node_modules/.package-lock.json sample ## scores of the sample site on a phone, as a web server sends it
	node tests/lighthouse/run.mjs $(CERTSITE) $(DEMO)

clean: ## remove programs and packages; not public/ and var/, which hold the site and reports
	cargo clean
	rm -rf tests/node_modules tests/lighthouse/node_modules tests/peers/node_modules .venv

# As `cargo test` makes them, with what a preview does without.
programs: compiler
	cargo build $(LOCKED) --release --workspace --features certsite/complete

# The sample lies over the project's own content, so that it need not repeat what is no team's alone.
sample:
	rm -rf $(DEMO)
	mkdir -p $(DEMO)
	cp -R content themes $(DEMO)
	cp -R tests/sites/showcase/content $(DEMO)

# A Rust toolchain links with the C compiler of the system.
compiler:
	@command -v cargo >/dev/null || { echo "make: cargo is missing; install the Rust toolchain (rustup) first" >&2; exit 1; }
	@command -v cc >/dev/null || { $(APT) update && $(APT) install -y gcc libc6-dev; }

packages:
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "make: node or npm is missing; install Node.js 20.19 or newer first" >&2; exit 1; }
	@command -v python3 >/dev/null || { echo "make: python3 is missing; install Python 3 first" >&2; exit 1; }
	@missing=; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	  [ -z "$$missing" ] || { echo "installing$$missing"; $(APT) update && $(APT) install -y --no-install-recommends $$missing; }

tests/node_modules/.package-lock.json: tests/package.json tests/package-lock.json | packages
	npm --prefix tests ci --no-audit --no-fund
	@touch $@

# Debian keeps what makes a virtual environment in a package of its own.
.venv/made: tests/requirements.txt | packages
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { $(APT) update && $(APT) install -y --no-install-recommends python3-venv; }
	python3 -m venv --clear .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement $<
	@touch $@

.venv/peers: tests/peers/requirements.txt .venv/made
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement $<
	@touch $@

tests/lighthouse/node_modules/.package-lock.json: tests/lighthouse/package.json tests/lighthouse/package-lock.json | packages
	npm --prefix tests/lighthouse ci --no-audit --no-fund
	@touch $@

tests/peers/node_modules/.package-lock.json: tests/peers/package.json tests/peers/package-lock.json | packages
	npm --prefix tests/peers ci --no-audit --no-fund
	@touch $@

target/tools/bin/blades:
	cargo install --locked --root target/tools --version $(BLADES) blades

target/tools/bin/cargo-deny:
	cargo install --locked --root target/tools --version $(DENY) cargo-deny
