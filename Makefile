# `make run` and `make test` set everything up; the rest is for those who work on Sayso.
BIN := .venv/bin
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export GX_ANALYTICS_ENABLED = false

.PHONY: run test slow lint audit worker lock generated
.DEFAULT_GOAL := run

.venv/ready: requirements.lock pyproject.toml
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing .venv && uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.lock && uv pip install --quiet --no-deps --python $(BIN)/python -e . ; \
	else \
	  python3 -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
	@touch $@

run: .venv/ready  ## The whole line on the bundled sample newsroom, served on loopback
	@$(BIN)/sayso sample

test: .venv/ready
	@$(BIN)/python -m pytest

slow: .venv/ready
	@$(BIN)/python -m pytest -m slow

lint: .venv/ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

# Vulnerabilities are asked at OSV. Where that cannot be reached, it is told: nothing is passed that was not looked at.
audit: .venv/ready  ## Licences of all that is installed, and known vulnerabilities of all that is locked
	@$(BIN)/python -m tests.licences
	@if $(BIN)/python -c "import socket; socket.create_connection(('api.osv.dev', 443), 10)" 2>/dev/null && command -v uv >/dev/null; then \
	  uv tool run pip-audit==2.10.1 --requirement requirements.lock --require-hashes --disable-pip --vulnerability-service osv ; \
	else \
	  echo "NOT AUDITED for known vulnerabilities: api.osv.dev cannot be reached from here, or uv is not installed" >&2 ; \
	fi

worker: .venv/ready  ## Prefect server, work pool, deployments and a process worker
	@$(BIN)/sayso worker

generated: .venv/ready  ## Rewrite the files projected from transforms/tables.py
	@$(BIN)/python -m warehouse.generate

lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --extra dev --python-version 3.11 -o requirements.lock pyproject.toml
