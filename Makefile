# Two commands matter: `make demo` and `make test`. Both need Python 3.11 or later with venv, and make.
PORT ?= 8000
DATA ?= .minshu

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench elasticsearch

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

install: ## install into .venv/ from the lock files, nothing beyond it
	@docker/install.sh

demo: install ## install, start everything, load the demo catalogue (PORT=8000 DATA=.minshu)
	@exec .venv/bin/minshu demo --port $(PORT) --data-dir '$(DATA)'

test: ## everything: lint, types, contracts, tests (as root on Debian also installs what it needs)
	@docker/install.sh --tests
	@docker/test.sh

check: ## the fast part of the tests
	@docker/install.sh --tests
	@docker/test.sh --fast

bench: ## the benchmarks, one JSON object a line
	@docker/install.sh --tests
	@missed=0; for workload in benchmarks/[a-z]*.py; do .venv/bin/python "$$workload" || missed=1; done; exit $$missed

elasticsearch: ## the Elasticsearch of the tests, in the foreground, for development (PORT=9200)
	@docker/install.sh --tests
	@exec .venv/bin/python -m tests.elasticsearch.node $(if $(filter file,$(origin PORT)),9200,$(PORT))
