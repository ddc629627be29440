# `make run` and `make test` need Python 3.11 or newer and nothing else; both set up their own .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# $(call steadily,COMMAND): the command, with a line every four seconds for whoever waits; stopped, it stops the command.
steadily = @echo '$(1)'; $(1) & n=0; trap "kill $$!" INT TERM; \
	while kill -0 $$! 2> /dev/null; do sleep 1; n=$$((n + 1)); [ $$((n % 4)) != 0 ] || echo "... for $$n s"; done; wait $$!
LOCK = $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url
WORKERS ?= 1
# Tests run in so many processes, each of which takes the next ones when it has none left.
PROCESSES ?= 2
TESTS = $(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal

.PHONY: help run test test-spark test-browser test-lowest torture fuzz audit lint types format docs dist lock clean

help:
	@echo 'make run     run the pipeline on seeds/; results in output/seeds/'
	@echo 'make test    everything that checks the project: ruff, mypy --strict, pytest; in PROCESSES=2'
	@echo 'make test-spark  the tests that need Spark, which it installs (500 MB): Java 17 must be there'
	@echo 'make test-browser  the tests of the report that need a browser (170 MB): Chromium must be there'
	@echo 'make torture every fault of docs/reliability.md, one after the other: hours'
	@echo 'make fuzz    inputs that a fuzzer makes up: FUZZ=decode, repair, texts, pages, formats or warc; SECONDS=600'
	@echo 'make audit   whether a locked package has a known vulnerability; fails where the database cannot be asked'
	@echo 'make test-lowest  the oldest releases that setup.cfg allows, and a quick part of the tests with them'
	@echo 'make format  lay the code out as the project does'
	@echo 'make docs    the documentation as a site, in build/site/'
	@echo 'make dist    a wheel and an sdist, in dist/'
	@echo 'make lock    choose the versions anew that setup.cfg allows; the lock files say them'
	@echo 'make clean   delete .venv, caches and results'

# Every package in the version, and of the bytes, that the lock files say. `tasks` is importable in this .venv alone.
$(VENV)/.run: setup.cfg pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "copydesk needs Python 3.11 or newer; name it: make PYTHON=python3.12 ...")'
	@echo 'Setting up $(VENV); this takes about a minute.'
	$(call steadily,test -x $(BIN)/python || $(PYTHON) -m venv $(VENV))
	$(call steadily,$(PIP) --require-hashes --requirement requirements.lock)
	$(call steadily,$(PIP) --no-deps --editable .)
	echo '$(CURDIR)' > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/checkout.pth"
	touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.lock
	$(call steadily,$(PIP) --require-hashes --requirement requirements-test.lock)
	touch $@

# The object store that the tests start on this machine, with packages that ours must not depend on. Without it the
# tests that need it are skipped, and say so.
$(VENV)/.s3server/.made: requirements-s3server.lock | $(VENV)/.run
	$(PYTHON) -m venv $(VENV)/.s3server
	if $(VENV)/.s3server/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	--requirement requirements-s3server.lock; then touch $@; else rm -rf $(VENV)/.s3server; fi

run: $(VENV)/.run
	$(BIN)/luigi --module tasks EmitCanonical --source seeds --workers $(WORKERS) --local-scheduler
	@echo
	@echo 'Open   output/seeds/report.html    what was mended, removed, and what is shared'
	@echo 'Read   output/seeds/text/          the clean articles'
	@echo 'Query  output/seeds/*.parquet      every table; output/README.md explains them'

test: lint types $(VENV)/.test $(VENV)/.s3server/.made
	$(TESTS)

# pyspark; what needs it is skipped where it is not installed.
$(VENV)/.spark: $(VENV)/.test requirements-spark.lock
	$(call steadily,$(PIP) --require-hashes --requirement requirements-spark.lock)
	touch $@

test-spark: $(VENV)/.spark
	$(BIN)/python -m pytest tests/test_spark.py tests/test_consuming.py

# playwright; what needs it is skipped where it is not installed.
$(VENV)/.browser: $(VENV)/.test requirements-browser.lock
	$(call steadily,$(PIP) --require-hashes --requirement requirements-browser.lock)
	touch $@

test-browser: $(VENV)/.browser
	$(BIN)/python -m pytest tests/test_report_browser.py

# With its progress, a line a test, and what was tried at the end; TORTURE chooses, as pytest's -k does.
torture: $(VENV)/.test $(VENV)/.s3server/.made
	$(TESTS) -vv -m torture $(if $(TORTURE),-k "$(TORTURE)")

# A fuzzer that is guided by the code which an input reaches, in an environment of its own. FUZZ is a file of
# tests/fuzz/; what it found, and where the next run goes on, is in build/fuzz/.
SECONDS ?= 600
$(VENV)/.fuzz/.made: requirements-fuzz.lock | $(VENV)/.run
	$(PYTHON) -m venv $(VENV)/.fuzz
	$(VENV)/.fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	--requirement requirements-fuzz.lock
	touch $@

fuzz: $(VENV)/.fuzz/.made
	$(BIN)/python benchmarks/fuzz.py $(FUZZ) --seconds $(SECONDS)

# Strict: a package that the database does not tell of, or that cannot be asked about, is a failure and not left out.
LOCKS := $(sort $(wildcard requirements*.lock))
audit:
	$(PYTHON) -m venv --clear $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.7,<3'
	failed=; for lock in $(LOCKS); do echo "$$lock:"; $(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes \
	--progress-spinner off --requirement $$lock || failed="$$failed $$lock"; done; \
	test -z "$$failed" || { echo "not clean, or not asked:$$failed" >&2; exit 1; }

# The oldest releases that setup.cfg allows of what copydesk names, in an environment of its own; `make test` has the
# newest ones, as the lock files say them.
LOWEST := $(VENV)/lowest
test-lowest:
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOWEST)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable . \
	'pytest>=8.4,<10' 'hypothesis>=6.100,<7' 'packaging>=24' 'pandas>=2.2,<4'
	$(LOWEST)/bin/python -m pytest tests/test_seeds.py tests/test_read_decode.py tests/test_read_page.py \
	tests/test_read_formats.py tests/test_repair_cases.py tests/test_nothing_is_lost.py tests/test_strip_page.py \
	tests/test_reuse_find.py tests/test_hostile_data.py tests/test_archive_grows.py

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.test
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q docs build/site
	@echo 'Open build/site/index.html'

dist: $(VENV)/.test
	rm -rf dist build/lib build/bdist*
	$(BIN)/python -c 'from setuptools import build_meta as made; made.build_sdist("dist"); made.build_wheel("dist")'

# The one with most in it first: what is run is what is tested, also where a tool asks for an older library.
lock:
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --upgrade setup.cfg --extra test --extra docs --extra s3 --extra spark \
	--output-file requirements-spark.lock > /dev/null
	$(LOCK) --upgrade setup.cfg --extra test --extra docs --extra s3 --constraint requirements-spark.lock \
	--output-file requirements-test.lock > /dev/null
	$(LOCK) --upgrade setup.cfg --constraint requirements-test.lock --output-file requirements.lock > /dev/null
	$(LOCK) --upgrade setup.cfg --extra test --extra docs --extra s3 --extra browser --constraint requirements-test.lock \
	--output-file requirements-browser.lock > /dev/null
	$(LOCK) --upgrade setup.cfg --extra fuzz --constraint requirements-test.lock --output-file requirements-fuzz.lock > /dev/null
	printf 'moto[s3]>=5.2.5,<6\nflask>=3,<4\nflask-cors>=6,<7\n' | \
	$(LOCK) --upgrade - --output-file requirements-s3server.lock > /dev/null
	rm -rf $(VENV)/lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist ./*.egg-info
	rm -rf output/.work && find output -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
