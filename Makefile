# Commonwall on one machine. Needs Python 3.11 to 3.13 and make; `make help` lists what there is.

.DEFAULT_GOAL := help
.PHONY: help run test lint unit e2e fuzz bench chaos shots civic real lock stop clean venv venv-dev

PYTHON := .venv/bin/python
export PYTHONPATH := $(CURDIR):$(CURDIR)/platform
# What may be set: PORT, DATABASE_URL, BROKER_URL, CACHE_URL, CHROMIUM, REAL_DATA (docs/self-hosting.md says more);
# ONLY, SECONDS, REPEATS, WORKERS for `make bench` (docs/performance.md).
export PORT
export ONLY SECONDS REPEATS WORKERS

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: venv ## everything on this machine: http://localhost:8000 (PORT=8001 for another port)
	@$(PYTHON) -m config.local run

test: venv-dev ## everything CI runs, with a table at the end
	@$(PYTHON) tests/run.py all

lint: venv-dev ## the static checks: style, types, floors, templates, migrations, translations
	@$(PYTHON) tests/run.py static

unit: venv-dev ## all tests but those in a browser
	@$(PYTHON) tests/run.py unit

e2e: venv-dev ## the tests in a real browser
	@$(PYTHON) tests/run.py e2e

fuzz: venv-dev ## the API asked more than ten thousand times, rightly and wrongly, with a table at the end
	@FUZZ_CASES=$${FUZZ_CASES:-48} $(PYTHON) -m pytest -q -s -W ignore tests/test_api_fuzz.py

bench: venv-dev ## every figure that has a target, in one table (needs wrk; ONLY=list,vote for parts)
	@$(PYTHON) -m tests.bench

chaos: venv-dev ## kill -9 of each part under load: nothing that was answered may be lost
	@$(PYTHON) -m tests.bench.chaos

shots: venv-dev ## a screenshot of every page, phone and desktop, light and dark, into shots/
	@CHROMIUM="$$($(PYTHON) -m config.local chromium)" && export CHROMIUM && $(PYTHON) tests/shots.py

civic: venv ## the figures of ranking, similar ideas, topics and languages, measured anew
	@$(PYTHON) manage.py civic

real: venv ## cities on real data, from the folder that REAL_DATA names
	@$(PYTHON) manage.py provision_real

lock: venv-dev ## write the locks anew from pyproject.toml: hashes, no addresses
	@$(PYTHON) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header pyproject.toml -o requirements.txt
	@$(PYTHON) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

stop: ## stop embedded servers that something left running here
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m config.local stop; fi

clean: ## remove .venv and everything that running and testing made, the demo's data too
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m config.local clean; fi
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis shots staticfiles

# The first Python that the locks cover and that can make a virtual environment; else the first they cover, which
# then says what it lacks. PYTHONPATH is emptied: nothing of ours is needed yet.
define make_venv
@found=; \
for python in python3.13 python3.12 python3.11 python3; do \
	PYTHONPATH= $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue; \
	[ -n "$$found" ] || found=$$python; \
	if PYTHONPATH= $$python -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
done; \
if [ -z "$$found" ]; then \
	echo "Commonwall needs Python 3.11, 3.12 or 3.13: install one (Debian: apt-get install python3 python3-venv), then try again." >&2; \
	exit 1; \
fi; \
PYTHONPATH= $$found platform/config/local/make_venv.py $(1)
endef

venv:
	$(call make_venv,requirements.txt)

venv-dev:
	$(call make_venv,requirements-dev.txt)
