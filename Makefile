# make run and make test are the two that matter; make help lists all.
# Plain recipes on purpose: they work with GNU make 3.81 (macOS) and 4.x.
PY = .venv/bin/python
# Wheels only: a source build needs a compiler and fetches build tools no lock has checked.
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
COMPILE = "$$tmp/bin/uv" pip compile pyproject.toml --quiet --no-config --no-cache --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)
# Settings of one machine must not decide which files a lock trusts.
unexport UV_INDEX UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS
# What a person says must not be read by make or a shell: scripts/run.py splits it into words.
override ARGS := $(value ARGS)
export ARGS
.NOTPARALLEL:
.PHONY: help run test test-slow fix bench links picture lock clean venv env-run env-dev
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' Makefile

run: env-run ## start the program, e.g. make run ARGS="what's our plan"
	@$(PY) -m scripts.run

test: env-dev ## check format, lint and types, then run the tests
	@out=$$($(PY) -m ruff format --check . 2>&1) || { echo "$$out"; echo "Repair: make fix"; exit 1; }
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy --no-error-summary
	@$(PY) -m pytest -n 2 -m "not slow"

test-slow: env-dev ## run what make test leaves out: process kills, fuzz, whole-log sizes
	@$(PY) -m pytest -n 2 -m slow

fix: env-dev ## repair what a tool can repair
	@$(PY) -m ruff check --quiet --fix-only .
	@$(PY) -m ruff format --quiet .

bench: env-run ## compare the speed with hand-written Python, four other engines, and bare SQL
	@cmp -s benchmarks/requirements.txt benchmarks/.venv/requirements.txt || { rm -rf benchmarks/.venv && \
	$(PY) -m venv benchmarks/.venv && $(PIP:.venv/%=benchmarks/.venv/%) -r benchmarks/requirements.txt </dev/null && \
	cp benchmarks/requirements.txt benchmarks/.venv; }
	@benchmarks/.venv/bin/python -m benchmarks
	@$(PY) -m benchmarks.digests

links: env-run ## ask the web whether every page the rules link to still answers
	@$(PY) -m docs.links

picture: env-run ## draw the README's picture again, with Node, and chromium and fonts-lato of Debian
	@npm ci --prefix docs/picture --silent --no-audit
	@$(PY) -m docs.picture

lock: venv ## write both locks again; make lock UPGRADE=--upgrade takes newer versions
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 1' INT TERM && \
	$(PY) -m venv "$$tmp" && "$$tmp/bin/python" -m pip install --quiet uv==0.13.8 && \
	$(COMPILE) -o requirements.lock && \
	$(COMPILE) -c requirements.lock --group dev -o requirements-dev.lock && \
	if grep -n / requirements.lock requirements-dev.lock; then echo "A lock names a place."; exit 1; fi

clean: ## remove what make and the tools have made
	@rm -rf .venv benchmarks/.venv docs/picture/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

env-run:
	@sh scripts/venv.sh requirements.lock
env-dev:
	@sh scripts/venv.sh requirements-dev.lock requirements.lock
venv:
	@sh scripts/venv.sh
