# Each target is one line of what it does; `make` alone lists them.
PYTHON ?=
BIN := .venv/bin
UV_VERSION := 0.13.9

.PHONY: help env run test lint format bench mutants soak fuzz messages contracts indicators screenshots test-compose browser clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

env: ## build the environment in .venv from the lock file
	@sh deploy/env.sh $(UV_VERSION) $(PYTHON)
	@sh deploy/letters.sh

run: env ## start servers and services, load the sample, serve http://127.0.0.1:8000 until Ctrl-C
	@exec $(BIN)/achyk up

browser: ## install Debian's Chromium for the browser tests when it is missing
	@sh tests/browser/install.sh

test: env browser ## run the tests on real servers
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile

lint: env ## formatting, lint, types, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: env ## format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

contracts: env ## write the interface documents in docs/api from the contracts
	$(BIN)/python -m achyk.documents write

indicators: env ## write the pages in docs/indicators from the definitions
	$(BIN)/python -m achyk.indicator_pages write

messages: env ## take the texts of pages into the catalogues of the three languages
	$(BIN)/python -m services.gateway.i18n extract

bench: env ## measure, print the table, write bench/results.json
	$(BIN)/python -m bench

mutants: env ## change the indicators one expression at a time: which changes does no test notice
	$(BIN)/python -m bench.mutants $(MUTANTS)

soak: env ## kill services and servers under load, again and again
	$(BIN)/pytest -q -m fault tests/fault --rounds 5

fuzz: env ## throw broken input at the readers and the web
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -q tests/unit -k "property or fuzz or hostile"

screenshots: env browser ## take the pictures in docs/img from the running sample
	$(BIN)/python -m tests.browser.screenshots

test-compose: env ## build the images, run the main job through docker-compose, take it down
	sh deploy/test-compose.sh

clean: ## delete the environment, the data of the embedded run and caches
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
