# Two commands: `make demo` shows maquette at work, `make test` proves it. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE  # the tests start maquette hundreds of times: it is compiled once

.PHONY: demo test test-all check lint types floors pages docs record clean

demo:
	@$(PYTHON) tools/prepare.py
	@$(BIN)/maquette demo

test:
	@$(PYTHON) tools/prepare.py --test
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2

test-all:
	@$(PYTHON) tools/prepare.py --test-all
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --postgres all

check:
	@$(MAKE) --no-print-directory --jobs $(if $(filter output-sync,$(.FEATURES)),--output-sync) lint types floors pages

lint:
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types:
	@$(BIN)/mypy

floors:
	@$(BIN)/lint-imports --no-cache

pages:
	@$(BIN)/python tools/docs.py --check

docs:
	@$(BIN)/python tools/docs.py

record:
	@$(BIN)/python tools/record.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
