# The commands of this project. Each says what it does when you run `make help`.

PYTHON ?= python3
RUN = $(PYTHON) -m tools.dev

export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset shell test test-accounting engine lint pictures bench bench-ledger bench-tiers bench-expiry mutation soak translations

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Odoo with demo data on localhost, with logins and five things to try (PORT=8069)
	@$(RUN) demo

demo-reset: ## Start the demo over from nothing
	@$(RUN) demo-reset

shell: ## Odoo's Python shell on the demo database
	@$(RUN) shell

test: ## Every test: engine, models, tours and browser tests (ARGS="path::test -k word" for some)
	@$(RUN) test $(ARGS)

test-accounting: ## Odoo's own tests of posting and reversing pass with the addon as without it
	@$(RUN) test-accounting $(ARGS)

engine: ## The engine alone, in Python and JavaScript: seconds, no database
	@$(RUN) engine

lint: ## Formatting, linters and the project's own checks (FIX=1 to format)
	@$(RUN) lint $(if $(FIX),--fix)

pictures: ## docs/pictures: every main screen, taken from the running demo café
	@$(RUN) pictures

bench: ## Queries and times of a paid order: bare, native loyalty, this addon
	@$(RUN) bench $(ARGS)

bench-ledger: ## Postings on 10,000,000 entries beside few (ARGS="--members 20000" for less)
	@$(RUN) bench-ledger $(ARGS)

bench-tiers: ## Review of 100,000 memberships (ARGS="--members 5000" for less)
	@$(RUN) bench-tiers $(ARGS)

bench-expiry: ## 1,000,000 lots expire, beside bare SQL (ARGS="--lots 20000" for less)
	@$(RUN) bench-expiry $(ARGS)

mutation: ## Broken copies of the ledger and the engine, caught by tests (PART=engine or ledger)
	@$(if $(filter-out ledger,$(PART)),,$(RUN) mutation $(ARGS))
	@$(if $(filter-out engine,$(PART)),,$(RUN) engine-mutation $(if $(PART),$(ARGS)))

soak: ## The random tests for long: 20,000 baskets, 12,000 operations, 8 connections, 400 kills
	@$(RUN) soak $(ARGS)

translations: ## The translation template anew, from every text of the addon
	@$(RUN) translations
