# make run and make test are the two that matter; make help lists all.
# Plain recipes on purpose: they work with GNU make 3.81 (macOS) and 4.x.
PYTHONS = $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3)
PY = .venv/bin/python
# Wheels only: a source build needs a compiler and fetches build tools no lock has checked.
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
COMPILE = "$$tmp/bin/uv" pip compile pyproject.toml --quiet --no-config --no-cache --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)
# Settings of one machine must not decide which files a lock trusts.
unexport UV_INDEX UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS
.NOTPARALLEL:
.PHONY: help run test test-slow fix bench links lock clean venv env-run env-dev
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' Makefile

run: env-run ## start the program, e.g. make run ARGS=--help
	@$(PY) -m bot $(ARGS)

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

lock: venv ## write both locks again; make lock UPGRADE=--upgrade takes newer versions
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 1' INT TERM && \
	$(PY) -m venv "$$tmp" && "$$tmp/bin/python" -m pip install --quiet uv==0.13.8 && \
	$(COMPILE) -o requirements.lock && \
	$(COMPILE) -c requirements.lock --group dev -o requirements-dev.lock && \
	if grep -n / requirements.lock requirements-dev.lock; then echo "A lock names a place."; exit 1; fi

clean: ## remove what make and the tools have made
	@rm -rf .venv benchmarks/.venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# The copy of a lock inside .venv is its stamp. "unfinished" marks work that was cut short.
env-run: LOCKS = requirements.lock
env-dev: LOCKS = requirements-dev.lock requirements.lock
env-run env-dev: venv
	@set -- $(LOCKS); if cmp -s $$1 .venv/$$1; then exit 0; fi; \
	echo "Installing $$1 into .venv, this happens once." >&2; touch .venv/unfinished && \
	$(PIP) -r $$1 </dev/null && cp $(LOCKS) .venv && rm .venv/unfinished
# Keep a .venv that works, is whole, fits the locks and is the Python asked for; else rebuild it.
venv:
	@have=$$($(PY) -c 'import sys, pip; print(sys.version)' 2>/dev/null); new='sys.version_info >= (3, 11)'; \
	$(PY) -c "import sys; sys.exit(not $$new)" 2>/dev/null && [ ! -e .venv/unfinished ] || have=; \
	for lock in requirements.lock requirements-dev.lock; do \
	  [ ! -e .venv/$$lock ] || cmp -s $$lock .venv/$$lock || have=; done; \
	[ -z "$(PYTHON)" ] || [ "$$have" = "$$($(PYTHON) -c 'import sys; print(sys.version)' 2>&1)" ] || have=; \
	[ -z "$$have" ] || exit 0; for python in $(PYTHONS); do \
	  $$python -c "import sys; sys.exit(not $$new)" 2>/dev/null || continue; \
	  if $$python -c 'import ensurepip, venv' 2>/dev/null; then rm -rf .venv && mkdir .venv && \
	    touch .venv/unfinished && $$python -m venv .venv </dev/null && rm .venv/unfinished && exit 0; \
	    rm -rf .venv; exit 1; fi; \
	  lacks=$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); done; \
	[ -z "$$lacks" ] || { echo "Python cannot make a .venv yet. Run: apt install $$lacks" >&2; exit 1; }; \
	echo "No Python 3.11 or newer found. Install one, or name it: PYTHON=/path/to/python" >&2; exit 1
