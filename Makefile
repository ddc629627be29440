# `make run` and `make test` need Python 3.11 or newer and nothing else; both set up their own .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 1

.PHONY: help run test lint types format clean

help:
	@echo 'make run     run the pipeline on seeds/; results in output/seeds/'
	@echo 'make test    everything that checks the project: ruff, mypy --strict, pytest'
	@echo 'make format  lay the code out as the project does'
	@echo 'make clean   delete .venv, caches and results'

$(VENV)/.run: setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "copydesk needs Python 3.11 or newer; name it: make PYTHON=python3.12 ...")'
	@echo 'Setting up $(VENV); this takes about half a minute.'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

run: $(VENV)/.run
	$(BIN)/luigi --module tasks EmitCanonical --source seeds --workers $(WORKERS) --local-scheduler
	@echo
	@echo 'Open   output/seeds/report.html    what was mended, removed, and what is shared'
	@echo 'Read   output/seeds/text/          the clean articles'
	@echo 'Query  output/seeds/*.parquet      every table; output/README.md explains them'

test: lint types $(VENV)/.test
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build ./*.egg-info
	rm -rf output/.work && find output -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
