# What a person or CI runs. Every target sets up what it needs first.

.DEFAULT_GOAL := help
RUN := .venv/bin/python
ARGS :=

.PHONY: help setup demo test soak lint ruff format mypy check bench confusion words corpus mutation fuzz reference reader lock clean

help:            ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:           ## a virtual environment with the locked dependencies (PYTHON=/usr/bin/python3)
	@scripts/setup

demo: setup      ## a contract's way, with a mail server inside (INTERACTIVE=1: you are the approvers)
	@INTERACTIVE="$(INTERACTIVE)" $(RUN) -m demo

test: setup      ## all tests, on real servers where they can be had (ARGS="-k word"; EVERY_DATABASE=1: all on both)
	@scripts/test-servers
	@$(RUN) -m pytest -n auto --dist worksteal $(ARGS)

soak: setup      ## contracts under kill -9 for long, on both databases (CONTRACTD_SOAK_ROUNDS=10)
	@scripts/test-servers
	@$(RUN) -m pytest -s tests/e2e/soak.py $(ARGS)

lint: ruff format mypy ## the three that follow; -k runs them all

ruff: setup      ## ruff's rules
	@scripts/gate "ruff check" $(RUN) -m ruff check --quiet .

format: setup    ## ruff's formatting, only checked
	@scripts/gate "ruff format" $(RUN) -m ruff format --check --quiet .

mypy: setup      ## types, strict, in daemon/
	@scripts/gate "mypy strict" $(RUN) -m mypy

check: lint test ## what CI runs

bench: setup     ## the figures of docs/benchmarks.md, measured on this machine
	@scripts/test-servers
	@$(RUN) -m benchmarks.replies $(ARGS)
	@$(RUN) -m benchmarks.workflow
	@$(RUN) -m benchmarks.main_job
	@$(RUN) -m benchmarks.board

confusion: setup ## how replies are read, by mail program, with and without the request (ARGS="-v outlook")
	@PYTHONPATH=tests $(RUN) -m replies.confusion $(ARGS)

words: setup     ## own words as they were typed, in replies that every program writes anew (ARGS=-v)
	@PYTHONPATH=tests $(RUN) -m replies.own_words $(ARGS)

corpus: setup    ## the mails of tests/replies made anew, when letters or programs change
	@PYTHONPATH=tests $(RUN) -m replies

mutation: setup  ## which changes to the core no test notices (long; ARGS="--minutes 5 quorum")
	@$(RUN) tests/mutation/mutate.py $(ARGS)

fuzz: setup      ## mutated mails and all other properties, with other examples each time (FUZZ_EXAMPLES=20000)
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-2000} $(RUN) -m pytest tests/replies/test_fuzzing.py \
	  $$(grep -lr --include='test_*.py' hypothesis tests | grep -v test_fuzzing) $(ARGS)

reference: setup ## the keys of docs/configuration.md and config.schema.json made anew from daemon/config/key_table.py
	@$(RUN) scripts/configuration_reference $(ARGS)

reader: setup    ## the second reader trained anew, when its texts or the rules change (ARGS=--figures measures it)
	@$(RUN) scripts/train_reader $(ARGS)

lock: setup      ## the lock file made anew from pyproject.toml
	@scripts/lock $(ARGS)

clean:           ## away with what was built
	@rm -rf .venv build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis demo/run
