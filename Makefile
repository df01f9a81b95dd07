# Every target installs what it needs first; `make` alone lists them.

PYTHON ?= python3
COVERAGE_FLOOR ?= 90
WORKERS ?= 2

UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
UV = $$(command -v uv || echo $(BIN)/uv)
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install check types sql layers fix test night bench docs demo lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

install: $(INSTALLED) ## make .venv from requirements.lock

# A virtual environment needs ensurepip, which Debian keeps in a package of its own.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 is needed.")'
	@if command -v uv > /dev/null; then \
	    uv venv --quiet --python $(PYTHON) $(VENV); \
	elif $(PYTHON) -c 'import ensurepip' 2> /dev/null; then \
	    $(PYTHON) -m venv $(VENV); \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes python3-venv > /dev/null \
	    && $(PYTHON) -m venv $(VENV); \
	else \
	    echo '$(PYTHON) cannot make a virtual environment: ensurepip is absent.' >&2; \
	    echo 'Run "sudo apt-get install python3-venv", then make again.' >&2; \
	    exit 1; \
	fi

# The project goes in without its dependencies: the lock has them all, with their hashes.
$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/python
	@command -v uv > /dev/null || test -x $(BIN)/uv \
	    || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(UV) pip sync --compile-bytecode --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

check: install ## everything that reads the code: format, lint, types, SQL style, layers, spelling
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	@$(MAKE) --no-print-directory --jobs $(WORKERS) --output-sync types sql layers

types:
	$(BIN)/mypy etl catalog checks

sql:
	$(BIN)/sqlfluff lint etl catalog checks
	$(BIN)/sqlfluff lint --templater jinja models/marts models/staging models/tests

layers:
	$(BIN)/lint-imports
	$(BIN)/codespell

fix: install ## what a tool can mend: format, lint, SQL style
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/sqlfluff fix --processes $(WORKERS) etl catalog checks
	$(BIN)/sqlfluff fix --processes $(WORKERS) --templater jinja models/marts models/staging models/tests

test: install ## all tests in random order, with branch coverage
	$(BIN)/pytest -q -n $(WORKERS) -m 'not night' \
	    --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE_FLOOR)

night: install ## the long searches: kills at every instant, the properties with 10 000 examples, fuzzing
	$(BIN)/pytest -q -n $(WORKERS) -m night --ignore tests/properties tests
	HYPOTHESIS_PROFILE=night $(BIN)/pytest -q -n $(WORKERS) -m 'night or not night' tests/properties
	mkdir -p build/fuzz
	for minute in 1 2 3 4 5 6 7 8 9 10; do \
	    $(BIN)/python -m tests.fuzz_readers -max_total_time=60 -max_len=8192 -rss_limit_mb=6144 build/fuzz || exit 1; \
	done

bench: install ## every measurement of tests/bench, one after the other
	@for script in tests/bench/bench_*.py; do \
	    $(BIN)/python -m tests.bench.$$(basename $$script .py) || exit 1; \
	done

docs: install ## the dictionary, the command line and dbt's site of the models, in build/docs
	$(BIN)/python docs/pages.py build/docs

demo: install ## a sample mission day in ./demo
	$(BIN)/halfpipe demo

lock: install ## pin all dependencies of pyproject.toml anew
	$(UV) pip compile pyproject.toml --group test --group check --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
	    -o requirements.lock

clean: ## remove what was built, the environment included
	rm -rf $(VENV) build demo .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
