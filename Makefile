# What can be done with a checkout. Needs Python 3.11 or newer with pip and venv, git and make; brings everything else.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
DATA ?= var
MINUTES ?= 20

# The first Python on this machine that is new enough; PYTHON=… names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$python -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 $(BIN)/python -m pip -qq

.PHONY: help
help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: run
run: runtime ## Start Club 21 at http://127.0.0.1:8000 (PORT=8123 for another port, DATA=folder for another data folder).
	@$(BIN)/python -m service.web.build
	@PORT=$(PORT) DATA=$(DATA) exec $(BIN)/club21 serve

.PHONY: test
test: development ## All of CI: linters, types, generated files, every test, a real browser.
	@$(BIN)/python -m tests

.PHONY: screens
screens: development ## The tests in a real browser, of every screen in every state and by Lighthouse, with a report in docs/reports (SIZE_MINUTES=30: half an hour of changes).
	@$(BIN)/python -m tests --report screens

.PHONY: pictures
pictures: development ## Take the pictures of README and docs anew, of the demonstration.
	@$(BIN)/python -m tests.screens.pictures

.PHONY: faults
faults: development ## Break things for a long time (MINUTES=20) and check that nothing was lost, with a report in docs/reports.
	@FAULT_MINUTES=$(MINUTES) $(BIN)/python -m tests --report faults

.PHONY: bench
bench: development ## Measure it against its peers; writes var/bench.json.
	@$(call install,bench/requirements.lock,the programs it is compared with)
	@exec $(BIN)/python -m bench --report

.PHONY: soak
soak: development ## Let screens come and go for a long time (MINUTES=20) and check that nothing is lost, and nothing kept.
	@exec $(BIN)/python -m bench.soak $(MINUTES)

.PHONY: audit
audit: runtime ## Ask whether anything installed here is known to be vulnerable; needs a network, and says so (exit 2) without one.
	@test -x var/audit/bin/python || $(PYTHON) -m venv var/audit
	@var/audit/bin/python -m pip -qq install --require-hashes --only-binary :all: -r .ci/audit.lock || { \
		echo "The auditing tool of .ci/audit.lock could not be installed, so nothing was audited; it needs a network." >&2; exit 2; }
	@exec $(BIN)/python .ci/audit.py

.PHONY: types
types: development ## Write the TypeScript types of commands and rows from the Python ones.
	@exec $(BIN)/club21 types

.PHONY: fmt
fmt: development ## Format the code and mend what can be mended.
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

# Hashes of every wheel, and no address of any registry: neither uv.lock nor pip-compile can do that.
COMPILE = $$uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --quiet \
	--custom-compile-command 'make lock' $(UPGRADE)

.PHONY: lock
lock: ## Write the lock files anew from pyproject.toml and package.json (UPGRADE=--upgrade takes newer versions).
	@uv=$$(command -v uv || echo var/uv/bin/uv); \
	test -x "$$uv" || { $(PYTHON) -m venv var/uv && var/uv/bin/python -m pip -q install uv; } && \
	$(COMPILE) pyproject.toml --group build -o requirements.lock >/dev/null && \
	$(COMPILE) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock >/dev/null && \
	$(COMPILE) pyproject.toml --group build --group dev --group bench -c requirements-dev.lock -o bench/requirements.lock >/dev/null && \
	$(COMPILE) --group pyproject.toml:audit -o .ci/audit.lock >/dev/null
	@$(MAKE) runtime
	@$(BIN)/python -m service.web.build --lock

.PHONY: clean
clean: ## Remove what was built and installed; the data in var/ stays.
	rm -rf .venv service/web/dist service/web/ui/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What a lock file asks for is installed once; a stamp with its content and this folder tells whether that was done.
define install
stamp=.venv/$(subst /,-,$(1)).installed; wanted="$(CURDIR) $$(cat $(1))"; \
if [ "$$(cat $$stamp 2>/dev/null)" != "$$wanted" ]; then \
	echo "Installing $(2) from $(1)…" && \
	$(PIP) install --require-hashes --only-binary :all: -r $(1) && \
	$(PIP) install --no-deps --no-build-isolation -e . && \
	printf '%s' "$$wanted" > $$stamp; \
fi
endef

.PHONY: runtime
runtime: environment
	@$(call install,requirements.lock,what Club 21 needs)

.PHONY: development
development: environment
	@$(call install,requirements-dev.lock,what its developers need)

.PHONY: environment
environment:
	@if [ -z "$(PYTHON)" ]; then echo "Club 21 needs Python 3.11 or newer; install it, or name it: make run PYTHON=/path/to/python3." >&2; exit 1; fi
	@$(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null && [ "$$(cat .venv/.made-in 2>/dev/null)" = "$(CURDIR)" ] || { \
		$(PYTHON) -m venv --clear .venv && printf '%s' "$(CURDIR)" > .venv/.made-in; }
