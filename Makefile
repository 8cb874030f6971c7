# Two commands do all the set-up: make show, make test. Both make .venv here, so that .venv/bin/deedgraph is the command.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PAGE := deedgraph.html

.PHONY: help show test docs lint types rooms bench clean
.DEFAULT_GOAL := help

help:
	@echo "make show    set up and open the interactive graph"
	@echo "make test    set up and run every check and test"
	@echo "make docs    build the documentation site into site/"

show: .venv/run
	@$(BIN)/deedgraph show -o $(PAGE)

test: .venv/test servers lint types rooms
	$(BIN)/python -m pytest -n auto

# NO_MKDOCS_2_WARNING silences an advertisement, no warning about the site.
docs: .venv/test
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd graph/web/page && ../../../../../$(BIN)/biome ci .
	cd graph/web/serve/pages && ../../../../../../$(BIN)/biome ci .
	cd graph/web/review/page && ../../../../../../$(BIN)/biome ci .

types: .venv/test
	$(BIN)/mypy

rooms: .venv/test
	$(BIN)/lint-imports

# The virtual environment, made again when the dependencies change.
.venv/bin/python:
	@scripts/make-venv.sh $(PYTHON)

.venv/run: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]"
	@touch $@

.venv/test: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test --group docs
	@touch $@

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
