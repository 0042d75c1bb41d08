# Everything is run from .venv, which make builds from the pinned, hashed requirements.
#   make demo      the whole machine on three invented months, in this terminal; needs no token
#   make check     lint, types, test
#   make faults    many faults and kills of real processes; slow
#   make image-check  the Dockerfile's steps, and what they make started as a container would be
#   make golden    tests/golden anew, from what is shown now: look at what changed before you commit
#   make pictures  docs/pictures anew, from what the bot sends to Discord and Slack
# PYTHON names the interpreter to build it with (3.11 or newer): make PYTHON=python3.13 check

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROGRAM := $(VENV)/.program
TOOLS := $(VENV)/.tools

.PHONY: demo test faults image-check lint types check format golden pictures pins clean

demo: $(PROGRAM)
	@$(BIN)/overtake demo

test: $(TOOLS)
	$(BIN)/pytest -m "not faults" -n auto --dist loadfile

faults: $(TOOLS)
	$(BIN)/pytest -m faults -n 2 --dist load --maxschedchunk 1

# No Docker engine is needed; root on Linux is, for the half of it.
image-check: $(TOOLS)
	$(BIN)/python -m tests.image.check

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TOOLS)
	$(BIN)/mypy

check: lint types test

format: $(TOOLS)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(TOOLS)
	GOLDEN=write $(BIN)/pytest -q -n auto --dist loadfile -m "not faults and not e2e" $$(grep -l tests.golden tests/test_*.py)

pictures: $(PROGRAM)
	$(BIN)/python -m bench.pictures

# The program is installed in place, so that an edit is seen at the next run.
$(PROGRAM): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): $(PROGRAM) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

# Both files anew from pyproject.toml, for every Python and system at once. Needs uv.
COMPILE := uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet
pins:
	$(COMPILE) -o requirements.txt
	$(COMPILE) --extra dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find bot adapters storage tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
