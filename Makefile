# What a person or CI runs. Every target sets up what it needs first.

.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help setup demo test lint check bench lock clean

help:            ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:           ## a virtual environment with the locked dependencies
	@scripts/setup

demo: setup      ## a contract's way, with a mail server inside (INTERACTIVE=1: you are the approvers)
	@INTERACTIVE="$(INTERACTIVE)" $(PYTHON) -m demo

test: setup      ## all tests, on real mail servers and databases where they can be had
	@scripts/test-servers
	@$(PYTHON) -m pytest

lint: setup      ## ruff, its formatting, and mypy in strict mode
	@echo "ruff check";  $(PYTHON) -m ruff check .
	@echo "ruff format"; $(PYTHON) -m ruff format --check .
	@echo "mypy";        $(PYTHON) -m mypy

check: lint test ## what CI runs

bench: setup     ## the figures of docs/benchmarks.md, measured on this machine
	@scripts/test-servers
	@$(PYTHON) -m benchmarks.replies

lock: setup      ## the lock file made anew from pyproject.toml
	@scripts/lock

clean:           ## away with what was built
	@rm -rf .venv build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis demo/run
