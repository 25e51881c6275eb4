# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Thin over the tool in config/devtool; see CONTRIBUTING.md.
DEV_PYTHON ?= python3
DEV = $(DEV_PYTHON) config/dev.py
DATA ?= ../shared/data
SELECT = $(if $(ADDONS),--addons '$(ADDONS)') $(if $(TAGS),--tags '$(TAGS)') $(if $(DB),--database '$(DB)')
# what a script of ours understands beyond this: make bench ARGS='--scale small'
PASS = $(if $(ARGS),--args='$(ARGS)')

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-db test retest screenshots verify bench load company matrix upgrade-test lint format core-test chaos replica stop clean-cache restore-test docs readme package

help:  ## show this list
	@sed -nE 's/^([a-z-]+): .*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup:  ## fetch Odoo, make its Python environment, start PostgreSQL
	@$(DEV) setup

demo:  ## serve the addons with demo data on http://localhost:8069
	@$(DEV) serve_demo

demo-db:  ## make or update the demo database without serving it (FRESH=1: anew)
	@$(DEV) serve_demo --only_prepare $(if $(FRESH),--fresh)

test:  ## run every test (ADDONS=a,b TAGS=/a:Class KEEP=1 DB=name for a part)
	@$(DEV) test $(SELECT) $(if $(KEEP),--keep)

retest:  ## update the kept database and run its tests again (the fast loop)
	@$(DEV) test --again $(SELECT)

screenshots:  ## write docs/images from the browser tests (FOLDER= TAGS=crm_screenshots/addon:Class)
	@$(DEV) screenshots $(if $(FOLDER),--folder '$(FOLDER)') $(if $(TAGS),--tags '$(TAGS)')

verify:  ## load the real data sets and compare with their reference figures (DATA=)
	@$(DEV) verify --data '$(DATA)' $(if $(KEEP),--keep) $(PASS)

bench:  ## run the benchmarks (AREAS=a,b SAVE=1 ARGS='--scale small')
	@$(DEV) bench $(if $(AREAS),--areas '$(AREAS)') $(if $(SAVE),--save) $(if $(KEEP),--keep) $(PASS)

company:  ## a company with years of data and none of our addons (DB=name SIZE=small|full)
	@$(DEV) company $(if $(DB),--database '$(DB)') $(if $(SIZE),--size '$(SIZE)')

load:  ## people of every role at a server, with and without us (BASE= CRM= ARGS='--full')
	@$(DEV) load $(if $(BASE),--base '$(BASE)') $(if $(CRM),--crm '$(CRM)') $(if $(KEEP),--keep) $(PASS)

matrix:  ## install, use, upgrade and remove on each base (BASES=empty,demo,company SETS=all SIZE=)
	@$(DEV) matrix $(if $(BASES),--bases '$(BASES)') $(if $(SETS),--sets '$(SETS)') $(if $(SIZE),--size '$(SIZE)')

restore-test:  ## dump a database at work, restore it, let it work on (ARGS='--people 200')
	@$(DEV) restore_test $(if $(KEEP),--keep) $(PASS)

upgrade-test:  ## upgrade an older commit with data, compare with a new database (FROM=commit)
	@$(DEV) upgrade_test --commit '$(FROM)'

lint:  ## ruff, pylint-odoo, the OCA checks, headers, readmes, the compose schema
	@$(DEV) lint

format:  ## format the code and repair what the checkers can
	@$(DEV) tidy

docs:  ## build the documentation as a site in build/docs; broken links fail
	@$(DEV) docs

readme:  ## write README.rst and index.html of each addon from readme/*.md
	@$(DEV) readme

package:  ## build a wheel and a zip of each addon into dist/
	@$(DEV) package

core-test:  ## Odoo's own tests beside our addons (MODULES=crm,clicks,lint TAGS= WITHOUT=1 AT_INSTALL=1)
	@$(DEV) core_test $(if $(MODULES),--modules '$(MODULES)') $(if $(TAGS),--tags '$(TAGS)') \
		$(if $(WITHOUT),--without) $(if $(AT_INSTALL),--at_install)

chaos:  ## kill hosts at work, crash the database, check by SQL (MINUTES=3 SEED=)
	@$(DEV) chaos --minutes '$(or $(MINUTES),3)' $(if $(SEED),--seed '$(SEED)')

replica:  ## serve beside a real replica of PostgreSQL: who is read, how late
	@$(DEV) replica

stop:  ## stop the private PostgreSQL
	@$(DEV) stop

clean-cache:  ## remove everything set up under ODOO_DEV_HOME
	@$(DEV) clean_cache
