# linesteps: what a developer does, one verb each. Needs make and python3 (3.11 or newer);
# the rest is found or installed by scripts/bootstrap.py into .venv and node_modules.

PYTHON ?= python3
RUN := .venv/bin/python
BOOTSTRAP := $(PYTHON) -m scripts.bootstrap
CHECK := $(RUN) -m scripts.check

.DEFAULT_GOAL := help
.PHONY: help bootstrap demo test soak lint format types frontend check-frontend messages clean

help: ## list these verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

bootstrap: ## install what the other verbs need (they call it themselves)
	@$(BOOTSTRAP) test

demo: ## a Wagtail site with sample scenarios and an emulated phone, in one terminal
	@$(BOOTSTRAP) demo
	@$(RUN) manage.py linesteps_demo $(ARGS)

test: ## everything that must hold: style, types, layers, front-end, messages, tests on SQLite and PostgreSQL
	@$(BOOTSTRAP) test
	@$(CHECK)

soak: ## the tests that run for minutes (kill loops, long simulations)
	@$(BOOTSTRAP) test
	@$(CHECK) soak

lint: ## style, layers and types
	@$(BOOTSTRAP) test
	@$(CHECK) lint

format: ## let ruff and prettier rewrite the sources
	@$(BOOTSTRAP) test
	@$(RUN) -m ruff check --fix-only --quiet .
	@$(RUN) -m ruff format .
	@$(RUN) -m scripts.tools npm run --silent format

types: ## mypy and tsc
	@$(BOOTSTRAP) test
	@$(CHECK) types

frontend: ## build linesteps/static from linesteps/static_src
	@$(BOOTSTRAP) test
	@$(RUN) -m scripts.tools npm run --silent build

check-frontend: ## tsc, prettier, and that the committed front-end files are what the sources build
	@$(BOOTSTRAP) test
	@$(CHECK) frontend

messages: ## collect the translatable strings and compile the translations
	@$(BOOTSTRAP) test
	@cd linesteps && ../$(RUN) -m django makemessages --locale ja --no-obsolete --no-wrap --add-location file
	@cd linesteps && ../$(RUN) -m django compilemessages --locale ja
	@$(RUN) -m scripts.check_messages

clean: ## remove what was installed and built here, the demo's data included
	rm -rf .venv node_modules build dist var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
