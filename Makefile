# make demo      see prismalchemy at work on examples/drift
# make demo-app  run examples/saas: both services on a database of their own, until Ctrl-C
# make test      set everything up and run all checks and tests
#
# All of them work in a fresh clone; what they install stays in .venv and .cache, apart from a few Debian packages that
# scripts/apt.sh asks for where they are missing.

PYTHON ?=
VENV := .venv
SHELL := /bin/bash
BIN := $(CURDIR)/$(VENV)/bin
CACHE := $(CURDIR)/.cache
# Tests that ask Prisma's own engine, which runs on Node.js.
ORACLE := tests/oracle tests/examples/test_database.py tests/generate/test_database.py tests/rules/test_proofs.py tests/generate/test_pyright.py tests/drift/test_live.py
PYTEST := $(BIN)/python -m pytest -q

.PHONY: demo demo-app test test-app setup lint test-unit test-oracle test-clients test-lsp test-editors docs bench lsp-report prisma-report generator-report fuzz-prisma merge-report drift-report sync-report reader-report tenancy-report test-tenancy test-migrations migrations-report models-report fuzz-models style-report evaluation-report client-py-names clean

demo: $(VENV)/.run-time
	@echo
	@echo '$$ prismalchemy check examples/drift'
	@$(BIN)/prismalchemy check examples/drift; test $$? -eq 1
	@echo
	@echo '$$ prismalchemy generate examples/drift --output examples/drift/app/generated.py --diff    (one class of it)'
	@$(BIN)/prismalchemy generate examples/drift --output examples/drift/app/generated.py --diff \
		| sed -n '1,3p; /^+class Organization/,/^+    memberships/p'

demo-app: $(VENV)/.dev
	@scripts/need.sh node npm
	@$(BIN)/python -m tests.support.npm examples/saas
	@cd examples/saas && exec $(BIN)/python demo.py

test: setup lint test-unit test-oracle test-clients test-tenancy test-migrations test-app test-lsp test-editors
	@echo 'All checks and tests passed.'

setup: $(VENV)/.dev

$(VENV)/.run-time: pyproject.toml constraints.txt
	@echo 'Installing prismalchemy into $(VENV) ...'
	@scripts/venv.sh $(VENV) "$(PYTHON)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@# pip compiles what it installs, but not what it only links to: without this the first start takes a second more.
	@$(BIN)/python -m compileall -q server/prismalchemy
	@touch $@

$(VENV)/.dev: $(VENV)/.run-time
	@echo 'Installing what the tests need into $(VENV) ...'
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	@touch $@

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.render_docs --check
	$(BIN)/prismalchemy generate examples/saas --check
	$(BIN)/prismalchemy tenancy examples/saas --check
	$(BIN)/python -m tests.examples.render --check
	$(BIN)/python -m tests.docs.render --check

test-unit: $(VENV)/.dev
	$(PYTEST) tests --numprocesses 2 $(addprefix --ignore ,$(ORACLE) tests/app tests/clients tests/tenancy tests/lsp tests/migrations tests/editors)

test-oracle: $(VENV)/.dev
	scripts/need.sh node npm
	$(PYTEST) $(ORACLE)

test-clients: $(VENV)/.dev
	scripts/need.sh node npm
	$(PYTEST) tests/clients

test-tenancy: $(VENV)/.dev
	scripts/need.sh node npm
	$(PYTEST) tests/tenancy --numprocesses 2 --dist loadfile

test-app: $(VENV)/.dev
	scripts/need.sh node npm
	$(PYTEST) tests/app --numprocesses 2 --dist loadfile

test-lsp: $(VENV)/.dev
	$(PYTEST) tests/lsp --numprocesses 2

test-migrations: $(VENV)/.dev
	scripts/need.sh node npm
	$(PYTEST) tests/migrations --numprocesses 2

test-editors: $(VENV)/.dev
	scripts/need.sh node npm
	$(PYTEST) tests/editors

docs: $(VENV)/.dev
	$(BIN)/python -m tests.support.render_docs
	$(BIN)/prismalchemy generate examples/saas
	$(BIN)/prismalchemy tenancy examples/saas
	$(BIN)/python -m tests.examples.render
	$(BIN)/python -m tests.docs.render

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.check

lsp-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.lsp_report

prisma-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.prisma_report

migrations-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m tests.migrations.report $(if $(findstring --only,$(ARGS)),,--write docs/migrations-report.md) $(ARGS)

fuzz-prisma: $(VENV)/.dev
	$(BIN)/python -m tests.prisma.fuzz

generator-report: $(VENV)/.dev
	scripts/need.sh node npm
	@command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || scripts/apt.sh mariadb-server
	$(BIN)/python -m benchmarks.generator_report

drift-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.drift_report

tenancy-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.tenancy_report

sync-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.sync_report

merge-report: $(VENV)/.dev
	$(BIN)/python -m benchmarks.merge_report

reader-report: $(VENV)/.dev
	$(BIN)/python -m benchmarks.reader_report

fuzz-models: $(VENV)/.dev
	$(BIN)/python -m tests.alchemy.fuzz

models-report: $(VENV)/.dev
	$(BIN)/python -m benchmarks.models_report

style-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.style_report

evaluation-report: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.evaluation.report

client-py-names: $(VENV)/.dev
	scripts/need.sh node npm
	$(BIN)/python -m benchmarks.evaluation.client_py_names

clean:
	rm -rf $(VENV) $(CACHE) dist build
