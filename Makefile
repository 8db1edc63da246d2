# make demo    real customers in, a measured journey map out
# make test    every test
# make check   format, lint, types, layers and the fast tests: before every commit
# make bench   Sojourn beside its peers on generated logs; writes docs/benchmarks.md. BENCH="--events 1000000" for less
# make science insights on fresh simulated worlds; takes hours, writes docs/science.md. SCIENCE="--quick" for less
# make docs    the reference, from the code
# VENV=path    uses an environment of your own as it is, and installs nothing into it
# PYTHON=path  makes .venv with another Python

.DELETE_ON_ERROR:
.PHONY: help demo test check format bench science docs requirements clean

PYTHON ?= python3
VENV ?= .venv
RUN := "$(VENV)/bin/python" -m
SIDE_BY_SIDE := -n auto --dist loadscope

# A foreign environment is ready as it stands; ours is ready when its stamp is newer than what it was made from.
ifeq ($(VENV),.venv)
DEMO_READY := .venv/demo.stamp
DEV_READY := .venv/dev.stamp
endif

help:
	@sed -n 's/^# //p;/^$$/q' Makefile

demo: $(DEMO_READY)
	@"$(VENV)/bin/sojourn" demo

test: $(DEV_READY)
	@$(RUN) pytest $(SIDE_BY_SIDE) $(PYTEST_ARGS)

check: $(DEV_READY)
	@$(RUN) ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@$(RUN) ruff check --quiet .
	@$(RUN) mypy --no-error-summary
	@found=$$(PYTHONPATH=src "$(VENV)/bin/lint-imports" --no-logo) || { echo "$$found"; exit 1; }
	@$(RUN) pytest --quiet -m "not slow" --hypothesis-profile=fast $(SIDE_BY_SIDE) $(PYTEST_ARGS)

format: $(DEV_READY)
	@$(RUN) ruff check --quiet --fix-only .
	@$(RUN) ruff format .

bench: $(DEV_READY)
	@PYTHONPATH=src $(RUN) benchmarks $(BENCH)

science: $(DEV_READY)
	@PYTHONPATH=src $(RUN) benchmarks.science $(SCIENCE)

docs: $(DEV_READY)
	@PYTHONPATH=src $(RUN) docs.generate

requirements:
	@PYTHON="$(PYTHON)" requirements/compile $(UPGRADE)

clean:
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

.venv/made:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo 'Sojourn needs Python 3.11 or newer, and "$(PYTHON)" is not. With another: make PYTHON=python3.12'; exit 1; }
	@echo "Making .venv"
	@"$(PYTHON)" -m venv --clear .venv
	@touch $@

.venv/%.stamp: requirements/%.txt pyproject.toml | .venv/made
	@echo "Installing requirements/$*.txt into .venv (the first time takes a minute or two)"
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index --editable .
	@touch $@
