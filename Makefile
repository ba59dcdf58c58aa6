# `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py

.PHONY: help run test coverage test-services screenshots texts bench bench-compare bench-relay bench-scale bench-search bench-quality hammer audit lint format requirements

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .venv/installed .env ## install, migrate, seed once, and serve on PORT (4000)
	@bin/serve

test: .venv/installed-dev ## run every test that needs no server of its own
	@$(PYTHON) -m pytest -n 3 --dist loadgroup --durations 10

coverage: .venv/installed-dev ## run them and say which lines none of them reaches (half as long again)
	@$(PYTHON) -m pytest -n 2 --cov --cov-report=term:skip-covered

test-services: .venv/installed-dev ## run every test again on real MariaDB, RabbitMQ, Redis and Elasticsearch
	@bin/test-services

screenshots: .venv/installed-dev ## take the README's pictures of the pages, in Chromium
	@SCREENSHOTS=docs/screenshots $(PYTHON) -m pytest tests/browser/test_screenshots.py tests/browser/test_admin.py

texts: .venv/installed-dev ## collect the pages' texts for translation, and compile the translations (needs gettext)
	@bin/texts

bench: .venv/installed-dev ## measure each main route beside its limit (10 minutes; wrk, valgrind)
	@bin/bench routes

bench-compare: .venv/installed-dev ## hold two runs of it against each other: A=one.json B=other.json
	@$(PYTHON) -m benchmarks.compare $(A) $(B)

bench-relay: .venv/installed-dev ## measure how fast the relay sends a full outbox
	@bin/bench relay

bench-scale: .venv/installed-dev ## measure a second process, a million rows and a long life (12 minutes; wrk, nginx)
	@bin/bench scale

bench-search: .venv/installed-dev ## measure how fast search is beside the plain way, up to a million gigs (40 minutes)
	@bin/bench search

bench-quality: .venv/installed-dev ## measure how well search finds what people mean
	@bin/bench quality

hammer: .venv/installed-dev ## attack the program at length (half an hour; MariaDB too, if MYSQL_DB names one); ATTACK=name for one
	@$(PYTHON) -m benchmarks.hammer $(ATTACK)

audit: .venv/installed-dev ## ask whether a pinned package has a known hole; says so where nobody can tell
	@bin/audit

lint: .venv/installed-dev ## check style, types, imports, migrations and the settings of a deployment
	@bin/lint

format: .venv/installed-dev ## write the code in the one format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

requirements: .venv/installed-dev ## pin what requirements*.in ask for, with hashes
	@bin/pin

.env:
	@bin/make-env

.venv/installed: requirements.txt requirements-mysql.txt bin/install
	@bin/install requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@.venv/bin/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
