"""`python -m tests.bench [NAME ...]`: measures what the modules of this folder measure, or only those named."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ALONE = "--alone"


def _names() -> list[str]:
    """The modules of this folder that have a `run`, told without importing them."""
    folder = Path(__file__).parent
    found = sorted(each.name for each in pkgutil.iter_modules([str(folder)]) if not each.name.startswith("_"))
    return [name for name in found if "def run(" in (folder / f"{name}.py").read_text("utf-8")]


def _alone(name: str) -> None:
    """Run one module here; its figures are the last line of stdout."""
    figures = importlib.import_module(f"tests.bench.{name}").run()
    print(json.dumps(figures))


def _measured(name: str) -> Any:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", ALONE, name], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        return {"failed": f"exit code {done.returncode}"}
    return json.loads(done.stdout.strip().splitlines()[-1])


def main(arguments: list[str]) -> int:
    """Print one JSON object; the exit code is 1 where a module failed."""
    if arguments[:1] == [ALONE]:
        _alone(arguments[1])
        return 0
    report: dict[str, Any] = {
        "machine": {"system": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}
    }
    for name in arguments or _names():
        report[name] = _measured(name)
    print(json.dumps(report, indent=2))
    return int(any("failed" in figures for figures in report.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
