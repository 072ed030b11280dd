# Simpul. `make` lists the targets. Nothing is needed but Python >= 3.11 with venv, git and make.
SHELL := /bin/bash
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
export UV_NO_PROGRESS := 1
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export SSL_CERT_FILE ?= /etc/ssl/certs/ca-certificates.crt
endif
PYTEST_ARGS ?=
SECTION ?=

.DEFAULT_GOAL := help
.PHONY: help setup dev assets demo test check fix bench soak docs lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.runtime assets ## the program and its browser libraries, ready to run

dev: .venv/.dev assets ## the same, and all that tests and checks need

assets: src/simpul/ui/static/built/manifest.json ## the browser libraries, from npm

demo: setup ## three nodes in one exchange: the portal, Jakarta with the flood of February 2017, Teluk Bintuni
	@$(BIN)/simpul demo

test: dev ## every test, on a real PostgreSQL and a real browser
	@PYTHON=$(BIN)/python scripts/test.sh $(PYTEST_ARGS)

check: dev ## form: lint, types, arrows
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

fix: dev ## what can be mended by itself
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: dev ## measure what is fast; SECTION=name for one part
	@$(BIN)/python -m bench $(SECTION)

soak: dev ## the long campaigns: kill -9, fuzzing, load, the whole of the regions
	@SIMPUL_SOAK=1 PYTHON=$(BIN)/python scripts/test.sh -m soak $(PYTEST_ARGS)

docs: dev ## the documentation as pages, in site/
	@$(BIN)/mkdocs build --strict --quiet && echo "site/index.html"

lock: ## resolve every dependency anew
	@scripts/lock.sh $(UV)

clean: ## remove what was built and installed here
	rm -rf .venv .tools .node node_modules site src/simpul/ui/static/built

.tools/bin/uv:
	@echo "Installing uv into .tools"
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-tools.lock

.venv/.runtime: requirements.lock pyproject.toml | $(filter .tools/bin/uv,$(UV))
	@scripts/environment.sh $(UV) $(PYTHON) requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | $(filter .tools/bin/uv,$(UV))
	@scripts/environment.sh $(UV) $(PYTHON) requirements-dev.lock
	@touch .venv/.runtime $@

src/simpul/ui/static/built/manifest.json: package-lock.json package.json requirements-build.lock $(shell find offline/src offline/styles src/simpul/ui/build src/simpul/ui/scripts src/simpul/ui/styles -type f 2>/dev/null; find src/simpul -name '*.html' 2>/dev/null) | $(filter .tools/bin/uv,$(UV))
	@scripts/assets.sh $(UV) $(PYTHON)
	@touch $@
