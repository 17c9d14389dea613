# careerfollow: `make run` to try it, `make test` to check it, `make help` for the rest.

PYTHON ?=
PORT ?= 8000
BIN := .venv/bin
LOCKING := --quiet --generate-hashes --universal --python-version 3.11 --custom-compile-command "make lock"
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install run run-services test lint fmt lock bench demo screenshots shell assets clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.base ## Try it: the demo office on http://127.0.0.1:8000/ (PORT=8001 for another port)
	@PORT=$(PORT) $(BIN)/python scripts/start.py tryout

run-services: .venv/.base ## The production processes on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	@PORT=$(PORT) $(BIN)/python scripts/start.py services

test: .venv/.dev ## Everything that must hold, tests included (PARTS="lint types" for some of it)
	@$(BIN)/python scripts/check.py $(PARTS)

lint: .venv/.dev ## What is checked without running anything: style, types, layers, templates
	@$(BIN)/python scripts/check.py lint types layers templates

fmt: .venv/.dev ## Format the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

install: .venv/.dev ## Just the environment, in .venv

lock: .venv/.dev ## Lock the requirements anew from pyproject.toml (UPGRADE=--upgrade to renew them)
	$(BIN)/uv pip compile $(UPGRADE) $(LOCKING) pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile $(UPGRADE) $(LOCKING) -c requirements/base.txt --group dev pyproject.toml -o requirements/dev.txt

bench: .venv/.dev ## Measure: pages at 60 and 5,000 students, emails per second (JSON)
	@$(BIN)/python scripts/bench.py

demo: .venv/.base ## Make the demo office in a database that has none (STUDENTS=60)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo --if-empty $(if $(STUDENTS),--students $(STUDENTS))

screenshots: .venv/.dev ## Take the README's pictures from a fresh demo office (needs chromium)
	@$(BIN)/python scripts/screenshots.py

shell: .venv/.base ## A Python shell with the models at hand
	@$(BIN)/python manage.py shell

assets: .venv/.dev ## Check the vendored scripts, styles and fonts against their digests
	@$(BIN)/python scripts/vendor_assets.py check

clean: ## Remove the environment and everything that was made here (the try-out's data too)
	rm -rf .venv var staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@PYTHON="$(PYTHON)" sh scripts/make_venv.sh

.venv/.base: requirements/base.txt | .venv/bin/python
	@echo "Installing what careerfollow needs into .venv (about a minute the first time) ..."
	@$(BIN)/python -m pip install --require-hashes -r requirements/base.txt
	@touch $@

.venv/.dev: requirements/base.txt requirements/dev.txt | .venv/bin/python
	@echo "Installing what careerfollow and its tests need into .venv (about two minutes the first time) ..."
	@$(BIN)/python -m pip install --require-hashes -r requirements/dev.txt
	@touch .venv/.base $@
