# Thin doors to the scripts in packaging/dev, which need nothing but Python 3.11 to 3.13.

.PHONY: run test bench lock messages clean
SHELL := /bin/sh
PYTHON = p=$$(sh packaging/find-python) && exec "$$p"

# Set Inlay up and open it on the sample photo, or on files: make run FILES="a.jpg b.inlay"
run:
	@$(PYTHON) packaging/dev/run.py $(FILES)

# Set up what the tests need and run every check; one of them alone: make test ONLY=types
test:
	@$(PYTHON) packaging/dev/check.py $(ONLY)

# Measure, and print the figures as JSON
bench:
	@$(PYTHON) packaging/dev/bench.py

# Make the hashed locks again from pyproject.toml (needs uv)
lock:
	@$(PYTHON) packaging/dev/lock.py

# Collect the texts to translate, and bring the translations in line with them
messages:
	@$(PYTHON) packaging/dev/messages.py

clean:
	rm -rf build dist .venv .venv-test .venv-test-without-qt .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
