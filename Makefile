# Two commands matter: `make demo` and `make test`. Both need Python 3.11 or later with venv, and make.
PORT ?= 8000
DATA ?= .minshu

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

install: ## install into .venv/ from the lock files, nothing beyond it
	@docker/install.sh

demo: install ## install, start everything, load the demo catalogue (PORT=8000 DATA=.minshu)
	@exec .venv/bin/minshu demo --port $(PORT) --data-dir '$(DATA)'

test: ## everything: lint, types, contracts, tests (as root on Debian also installs chromium fonts-noto-cjk docker-compose)
	@docker/install.sh --tests
	@docker/test.sh

check: ## the fast part of the tests
	@docker/install.sh --tests
	@docker/test.sh --fast

bench: ## the benchmarks, one JSON object a line
	@docker/install.sh --tests
	@missed=0; for workload in benchmarks/[a-z]*.py; do .venv/bin/python "$$workload" || missed=1; done; exit $$missed
