# Every target sets up .venv by itself when it is missing or older than the lock, from any state it was left in.
PYTHON ?= python3
VENV := .venv/bin
DUBAN := $(VENV)/duban

# Bytecode is kept whatever the environment says: else every process that a test starts compiles all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test static check bench herd walk requirements requirements-drill mutation faults lock
.DELETE_ON_ERROR:

demo: $(DUBAN)
	$(DUBAN) demo

run: $(DUBAN)
	$(DUBAN) up

# One process more than there are cores: some tests wait for the machinery that they have started.
JOBS ?= $(shell expr $$(nproc) + 1)
test: $(DUBAN)
	$(VENV)/python -m pytest -n $(JOBS) --dist worksteal

static: $(DUBAN)
	$(VENV)/ruff format --check
	$(VENV)/ruff check
	$(VENV)/mypy
	$(VENV)/lint-imports

check: static
	$(MAKE) test

# The county is made by the first run (a quarter of an hour) and found again in out/.
PROBLEMS ?= 100000
bench: $(DUBAN)
	$(VENV)/python -m bench
	$(VENV)/python -m bench.county --problems $(PROBLEMS)
	$(VENV)/python -m bench.county_on_postgres

# 10,000 open cases, 2,000 deadlines at one instant: about ten minutes on a quiet machine.
CASES ?= 10000
DEADLINES ?= 2000
herd: $(DUBAN)
	$(VENV)/python -m bench.herd --cases $(CASES) --deadlines $(DEADLINES)

# Other ways than those of `make test`, and many more of them: about ten minutes.
LIVES ?= 6000
walk: $(DUBAN)
	WALK_LIVES=$(LIVES) $(VENV)/python -m pytest -n 2 tests/problem/test_walk.py tests/monitoring_case/test_walk.py

requirements: $(DUBAN)
	$(VENV)/python -m tests.requirements list $(if $(STRICT),--strict)

SEED ?= 1
ROWS ?= 40
requirements-drill: $(DUBAN)
	$(VENV)/python -m tests.requirements drill --seed $(SEED) --rows $(ROWS)

# For development only. Broken off, it is taken up again where it was; SAMPLE=20 takes so many mutants of each file.
SAMPLE ?= 0
mutation: $(DUBAN)
	nice -n 19 $(VENV)/python -m tests.mutation run --seed $(SEED) --sample $(SAMPLE)
	$(VENV)/python -m tests.mutation table

# For development only, most of an hour. Broken off, it is taken up again with the next round; then it prints the table.
KILLS ?= 220
ROUNDS ?= 0
POSTGRES_KILLS ?= 12
DEADLINES ?= 1000
faults: $(DUBAN)
	nice -n 5 $(VENV)/python -m tests.faults run --seed $(SEED) --kills $(KILLS) --rounds $(ROUNDS) \
		--postgres $(POSTGRES_KILLS) --deadlines $(DEADLINES)

UV_LOCK := uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 pyproject.toml
lock:
	$(UV_LOCK) --extra build -o requirements.txt
	$(UV_LOCK) --extra build --extra dev -o requirements-dev.txt

# The command is installed last, so it stands for the whole environment.
$(DUBAN): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(VENV)/python -m pip install --require-hashes -r requirements-dev.txt
	$(VENV)/python -m pip install --no-deps --no-build-isolation -e .
	$(VENV)/python -m pip check
	touch $@
