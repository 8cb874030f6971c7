# Two commands do all the set-up: make show, make test. Both make .venv here, so that .venv/bin/deedgraph is the command.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PAGE := deedgraph.html

.PHONY: help show test test-fast docs lint types rooms bench clean
.DEFAULT_GOAL := help

help:
	@echo "make show    set up and open the interactive graph"
	@echo "make test    set up and run every check and test"
	@echo "make test-fast  the tests without browser, servers, crashes and documents"
	@echo "make lock    renew locks/ to the newest versions that pyproject.toml allows"
	@echo "make docs    build the documentation site into site/"

show: .venv/run
	@$(BIN)/deedgraph show -o $(PAGE)

test: .venv/test servers lint types rooms
	$(BIN)/python -m pytest -n auto

# Some three minutes on two cores: no browser, no server, nothing by apt.
test-fast: .venv/test
	$(BIN)/python -m pytest -n auto -q -m "not browser and not server and not crash and not docs"

# NO_MKDOCS_2_WARNING silences an advertisement, no warning about the site.
docs: .venv/test
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd graph/web/page && ../../../$(BIN)/biome ci .
	cd graph/web/serve/pages && ../../../../$(BIN)/biome ci .
	cd graph/web/review/page && ../../../../$(BIN)/biome ci .

types: .venv/test
	$(BIN)/mypy

rooms: .venv/test
	$(BIN)/lint-imports

# The virtual environment, made again when the dependencies change.
.venv/bin/python:
	@scripts/make-venv.sh $(PYTHON)

.venv/run: .venv/bin/python pyproject.toml locks/run.txt
	$(PIP) --require-hashes --requirement locks/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: .venv/run locks/test.txt
	$(PIP) --require-hashes --requirement locks/test.txt
	@touch $@

# Renews what is locked: the newest versions that pyproject.toml allows, for all platforms and every Python from 3.11 on.
# Hashes and no addresses, so that any mirror of the registry serves them.
LOCK := -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-annotate --custom-compile-command "make lock" --all-extras pyproject.toml --group build
.PHONY: lock
lock: .venv/bin/python
	$(PIP) "uv>=0.9,<1"
	$(BIN)/python $(LOCK) --group test --group docs --output-file locks/test.txt
	$(BIN)/python $(LOCK) --constraint locks/test.txt --output-file locks/run.txt

# What tests need and pip does not have, by apt: Chromium, Chinese fonts, Virtuoso.
.PHONY: servers
servers:
	@scripts/install-browser.sh
	@scripts/install-servers.sh

# Writes docs/performance.md, docs/performance-serve.md and the table of docs/page.md; takes an hour or so on a calm
# machine. The load on the server comes from wrk (apt install wrk).
bench: .venv/test servers
	$(BIN)/python -m benchmarks.engines $(BENCH)
	$(BIN)/python benchmarks/page.py
	$(BIN)/python -m benchmarks.serve

clean:
	rm -rf .venv site $(PAGE) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
