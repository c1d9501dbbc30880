"""Set up what the tests need and run every check; the exit code is 0 only when each of them passed.

Usage: python packaging/dev/check.py [STEP ...]   (without a step: all but peers, which installs other programs)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree

import environment
import system
import xserver

ROOT = environment.ROOT
REPORTS = ROOT / "build" / "reports"
FULL = ROOT / ".venv-test"
WITHOUT_QT = ROOT / ".venv-test-without-qt"
# What stands above the rooms without Qt, or isn't a test.
# Rooms that work on pixels; a step of their own, so that both lanes are about as long.
PIXELS = frozenset({"tests/fill", "tests/imaging", "tests/tools"})
_lane = threading.local()
_setting_up = threading.Lock()
ABOVE = frozenset({"app", "ui", "e2e", "bench", "kit", "data", "services", "architecture", "peers"})
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


@dataclass(frozen=True, eq=False)
class Step:
    """One check: the command runs in the full environment unless `run` does something of its own.

    With `beside` it runs beside the others, and what it prints is shown at its end. `only_named` steps don't belong to
    all of them: they run when they are asked for.
    """

    name: str
    title: str
    run: Callable[[], int]
    beside: bool = False
    only_named: bool = False


@dataclass(eq=False)
class Tally:
    """What the steps said, for the summary."""

    failed: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)


def main(names: list[str]) -> int:
    """Run the named steps, or all; returns 0 when each passed, else 1."""
    unknown = [name for name in names if name not in {step.name for step in STEPS}]
    if unknown:
        known = ", ".join(step.name for step in STEPS)
        print(f"No such step: {', '.join(unknown)}. There are: {known}", file=sys.stderr)
        return 1
    REPORTS.mkdir(parents=True, exist_ok=True)
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    try:
        environment.ensure(FULL, environment.TEST_LOCK)
    except environment.SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    if not (system.ensure_libraries() and system.ensure_commands()):
        return 1
    tally = Tally()
    _perform_all([step for step in STEPS if step.name in names or not (names or step.only_named)], tally)
    return _summary(tally)


def _perform_all(steps: list[Step], tally: Tally) -> None:
    """The steps in order, and beside them those that may: most tests leave a core idle."""
    lane = threading.Thread(target=_perform_beside, args=([step for step in steps if step.beside], tally))
    lane.start()
    for step in steps:
        if not step.beside:
            _perform(step, tally)
    lane.join()


def _perform_beside(steps: list[Step], tally: Tally) -> None:
    for step in steps:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            _lane.output = output
            _perform(step, tally)
            output.seek(0)
            print(output.read(), end="", flush=True)


def _perform(step: Step, tally: Tally) -> None:
    _say(f"\n=== {step.name}: {step.title}")
    started = time.monotonic()
    try:
        code = step.run()
    except (environment.SetUpError, RuntimeError) as error:
        _say(str(error))
        code = 1
    seconds = tally.seconds[step.name] = time.monotonic() - started
    if code != 0:
        tally.failed.append(step.name)
    verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
    _say(f"=== {step.name}: {verdict}, {seconds:.0f} s")


def _output() -> TextIO | None:
    """Where a step beside the others prints to; None for the terminal."""
    output: TextIO | None = getattr(_lane, "output", None)
    return output


def _say(text: str) -> None:
    print(text, file=_output(), flush=True)


def _summary(tally: Tally) -> int:
    passed, broken, skipped = _counts()
    times = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in tally.seconds.items())
    print(f"\n{times}; {time.monotonic() - tally.started:.0f} s in all")
    verdict = f"FAILED: {', '.join(tally.failed)}" if tally.failed else "ALL CHECKS PASSED"
    tests = f"{passed} tests passed, {broken} failed, {skipped} skipped"
    print(f"{verdict} - {len(tally.seconds)} steps, {tests}", flush=True)
    return 1 if tally.failed else 0


def _counts() -> tuple[int, int, int]:
    """Tests passed, failed and skipped over all reports of this run."""
    total = broken = skipped = 0
    for report in REPORTS.glob("*.xml"):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            total += int(suite.get("tests", 0))
            broken += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
    return total - broken - skipped, broken, skipped


def _call(command: list[str], variables: dict[str, str] | None = None) -> int:
    output = _output()
    told = subprocess.STDOUT if output is not None else None
    full = {**_clean_environment(), **(variables or {})}
    return subprocess.run(command, cwd=ROOT, env=full, stdout=output, stderr=told).returncode


def _clean_environment() -> dict[str, str]:
    """The person's variables, without those that would change what Python or Qt loads."""
    dropped = ("PYTHONPATH", "PYTHONHOME", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "INLAY_HOME")
    return {name: value for name, value in os.environ.items() if name not in dropped}


def _tool(name: str, *arguments: str) -> int:
    return _call([str(environment.command_of(FULL, name)), *arguments])


def _pytest(report: str, *arguments: str, folder: Path = FULL, variables: dict[str, str] | None = None) -> int:
    python = str(environment.python_of(folder))
    return _call(
        [python, "-m", "pytest", "-q", "--durations=10", f"--junitxml={REPORTS / report}.xml", *arguments], variables
    )


def _style() -> int:
    return _tool("ruff", "check", ".") or _tool("ruff", "format", "--check", ".")


def _types() -> int:
    return _tool("mypy")


def _floors() -> int:
    return _tool("lint-imports")


def _suite() -> int:
    # The rooms below ui are left to the run without Qt; of the command line's tests only those that take long are.
    left = sorted({"tests/e2e", *_rooms_below()} - {"tests/cli"})
    return _pytest("suite", "tests", *(f"--ignore={each}" for each in left), "-m", "not once", variables=OFFSCREEN)


def _doubled() -> int:
    return _pytest("scale2x", "tests/ui", variables={**OFFSCREEN, "QT_SCALE_FACTOR": "2"})


def _without_qt() -> int:
    return _rooms_without_qt("without-qt", set(_rooms_below()) - PIXELS)


def _pixels() -> int:
    return _rooms_without_qt("pixels", set(_rooms_below()) & PIXELS)


def _rooms_without_qt(report: str, rooms: set[str]) -> int:
    with _setting_up:
        python = environment.ensure(WITHOUT_QT, environment.TEST_LOCK, leave_out=environment.QT_PACKAGES)
    if _call([str(python), "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('PySide6') is None)"]) == 0:
        raise RuntimeError("PySide6 is in the environment that is meant to lack it.")
    return _pytest(report, *sorted(rooms), folder=WITHOUT_QT)


def _rooms_below() -> Iterator[str]:
    """The test folders of every room below ui."""
    for folder in (ROOT / "tests").iterdir():
        if folder.is_dir() and folder.name not in ABOVE and any(folder.rglob("test_*.py")):
            yield f"tests/{folder.name}"


def _windows() -> int:
    if not sys.platform.startswith("linux"):
        print("Left out: tests in real windows need an X server.")
        return 0
    with xserver.x_server(ROOT / "build" / "xserver") as display:
        return _pytest("windows", "tests/e2e", variables={"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})


def _peers() -> int:
    if not sys.platform.startswith("linux"):
        print("Left out: the other programs are looked for on Linux.")
        return 0
    if not system.ensure_peers():
        return 1
    with xserver.x_server(ROOT / "build" / "xserver") as display:
        return _pytest("peers", "tests/peers", variables={"DISPLAY": display, "INLAY_PEERS": "1"})


STEPS = (
    Step("style", "ruff, rules and format", _style),
    Step("types", "mypy --strict", _types),
    Step("floors", "import contracts", _floors),
    Step("suite", "the window without a screen, the command line, the emulators and the rules of the house", _suite),
    Step("without-qt", "the rooms below ui, with PySide6 not installed", _without_qt, beside=True),
    Step("pixels", "those of them that work on pixels, likewise", _pixels),
    Step("scale2x", "a screen of double density", _doubled),
    Step("windows", "stories in real windows", _windows),
    Step("peers", "layers as Krita, MyPaint, GIMP and ImageMagick read and write them", _peers, only_named=True),
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
