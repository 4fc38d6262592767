# The words of the house. Each one sets up what it needs first; none needs root.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
RUN := $(VENV)/bin
PACKAGES := gongkai crawler extract publish samples foundation

# Candidates for the Python that makes the environment: `make setup PYTHON=/path/to/python3.12` names another.
PYTHON ?=
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python

.PHONY: help setup demo test test-fast nightly coverage check bench serve docs book lock clean

help: ## Show these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## Make .venv with everything in it (once per change of requirements.lock)
	@:

$(VENV)/.ready: requirements.lock pyproject.toml gongkai/setup.sh
	@bash gongkai/setup.sh $(VENV) requirements.lock $(PYTHONS)
	@$(RUN)/python -m gongkai.chromium
	@touch $(VENV)/.ready-to-run $@

# What running needs, without browser, recognition of characters, tests and benchmarks.
$(VENV)/.ready-to-run: requirements-run.lock pyproject.toml gongkai/setup.sh
	@bash gongkai/setup.sh $(VENV) requirements-run.lock $(PYTHONS)
	@touch $@

demo: $(VENV)/.ready-to-run ## Crawl the practice portals and build archive.db; SERVE=1 opens the site, PORT=8001 chooses its port
	@$(RUN)/gongkai demo $(if $(SERVE),--serve) $(if $(PORT),--port $(PORT))

# Tests of servers and crawls mostly wait, so there are more workers than processors.
WORKERS ?= $(shell expr 2 \* "$$(getconf _NPROCESSORS_ONLN)")
PYTEST := $(RUN)/python -m pytest -n $(WORKERS) --dist loadfile

# Half of what a start of Python costs is compiling modules, and the tests start thousands: let the
# compiled ones be kept, also where the machine is set not to.
test test-fast nightly coverage: export PYTHONDONTWRITEBYTECODE :=

test: setup ## Run every test; TESTS=tests/house runs a part
	@$(PYTEST) $(TESTS)

test-fast: setup ## Run what starts no server, crawl or browser, for while you edit
	@$(PYTEST) -m "not loopback and not slow" $(TESTS)

nightly: setup ## Run the long tests, mutations and coverage, which `make test` leaves out
	@$(RUN)/python -m pytest -m nightly $(TESTS)
	@$(RUN)/python -m tests.mutation --sample 200
	@$(RUN)/python -m tests.line_coverage -n $(WORKERS) --dist loadfile

coverage: setup ## Run every test, and fail where fewer lines are run than before
	@$(RUN)/python -m tests.line_coverage -n $(WORKERS) --dist loadfile

check: setup ## Style, types, import rules, and documents in step with the code
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@$(RUN)/python -m gongkai.rule_files
	@$(RUN)/python -m gongkai.reference --check
	@$(RUN)/python -m publish.schema.metadata --check

bench: setup ## Measure the speed of crawling, reading and building
	@$(RUN)/python -m bench

serve: $(VENV)/.ready-to-run ## Open the site on archive.db; PORT=8001 chooses its port
	@$(RUN)/gongkai serve $(if $(PORT),--port $(PORT))

docs: setup ## Write what is generated: commands.md, exit-statuses.md, house.md and codebook.md in docs, metadata.yml
	@$(RUN)/python -m gongkai.reference
	@$(RUN)/python -m publish.schema.metadata

book: docs ## Make the book out of docs, as a site in build/book
	@$(RUN)/python -m sphinx --quiet --fail-on-warning --keep-going docs build/book
	@echo "Open / 打开: build/book/index.html"

COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --no-header --quiet

lock: ## Compile the lock files anew from pyproject.toml (needs uv)
	@uv --version >/dev/null 2>&1 || { echo "make: uv is missing: install it to compile the locks (setting up does not need it)" >&2; exit 1; }
	@sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
	    $(COMPILE) pyproject.toml - --all-extras --output-file requirements.lock
	@sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
	    $(COMPILE) pyproject.toml - --constraints requirements.lock --output-file requirements-run.lock
	@echo uv | $(COMPILE) - --output-file requirements-uv.lock
	@! grep -nE '://| @ ' requirements.lock requirements-run.lock requirements-uv.lock

clean: ## Remove the environment, the built archive and the caches; the captures in var/ stay
	rm -rf $(VENV) build *.egg-info archive.db archive.db-* inspect-data.json
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
