# Notworking. Bare `make` lists the targets; each installs what it needs into .venv.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types layers bench docs model eval dovecot clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/demo.stamp ## watch the real daemon file an invented mailbox (ARGS=--serve keeps it up)
	@$(BIN)/notworking demo $(ARGS)

test: $(VENV)/dev.stamp dovecot ## install what the tests need and run them
	@$(BIN)/python -m pytest $(ARGS)

check: lint types layers test ## everything that must be clean before a change lands

lint: $(VENV)/dev.stamp ## ruff: style and traps
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## mypy, strict
	@$(BIN)/mypy

layers: $(VENV)/dev.stamp ## import-linter: imports point down only
	@$(BIN)/lint-imports

bench: $(VENV)/dev.stamp dovecot ## measure, and write benchmarks/README.md
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/dev.stamp ## write the generated files again (examples, reference, map)
	@$(BIN)/python docs/generate.py

model: $(VENV)/dev.stamp ## train the shipped model again, byte for byte
	@$(BIN)/python -m notworking.learn.training $(ARGS)

eval: $(VENV)/dev.stamp ## measure the judgement, one source left out at a time
	@$(BIN)/python -m notworking.learn.evaluation $(ARGS)

dovecot: # the real IMAP server of the tests, from the system's packages
	@tests/install_dovecot.sh

clean: ## remove what the targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Notworking needs Python 3.11 or newer; none was found. Install it, or say: make PYTHON=/path/to/python3"; exit 2; }
	@echo "Making a virtual environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 2; }

$(VENV)/demo.stamp: $(BIN)/python pyproject.toml
	@echo "Installing Notworking (about a minute the first time)"
	@$(PIP) install --editable '.[demo]'
	@touch $@

$(VENV)/dev.stamp: $(BIN)/python pyproject.toml requirements-dev.txt
	@echo "Installing Notworking and its pinned development set (about a minute the first time)"
	@$(PIP) install --requirement requirements-dev.txt --editable '.[demo]'
	@touch $@ $(VENV)/demo.stamp
