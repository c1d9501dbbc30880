"""Measurements: `python -m tests.bench` runs every module's `run()` in its own process and prints one JSON object."""
