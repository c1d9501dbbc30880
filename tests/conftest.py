"""What every test shares: its own home, no keys, Hypothesis settings, and failing a CI run that skipped a test."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from inlay.base.garbage import collect_due

# Tests read English texts, whatever the language of whoever runs them; child processes inherit it.
os.environ["LANGUAGE"] = "en"

# Time limits of Hypothesis would turn a busy machine into a failure.
settings.register_profile("inlay", deadline=None, max_examples=50, print_blob=True)
settings.load_profile("inlay")

ROOT = Path(__file__).resolve().parent.parent

_skipped: list[str] = []


@pytest.fixture(autouse=True)
def inlay_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder in place of the person's settings, state and cache; child processes inherit it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("INLAY_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_keys_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the keys of whoever runs it, and none goes into their keyring; child processes inherit it."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in ("BFL_API_KEY", "COMETAPI_KEY", "AI_GATEWAY_API_KEY", "FAL_KEY", "EACHLABS_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def pytest_configure(config: pytest.Config) -> None:
    """As in the program, cycles are looked for on the main thread alone: Qt's objects mustn't end in another one."""
    gc.disable()


@pytest.fixture(autouse=True)
def cycles_end_on_this_thread() -> Iterator[None]:
    """Look for cycles after each test, where it is due."""
    yield
    collect_due()


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The folder of the sample photograph and its mask."""
    return ROOT / "resources" / "sample"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of other systems, and keep those for a doubled screen to their own process."""
    doubled = os.environ.get("QT_SCALE_FACTOR") == "2"
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("only_on")
        elsewhere = marker is not None and sys.platform not in marker.args
        other_scale = (item.get_closest_marker("scale2x") is not None) != doubled
        (left_out if elsewhere or other_scale else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note each skipped test with its reason."""
    if report.skipped:
        _note_skip(report.nodeid, report.longrepr)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note each file that was skipped as a whole (importorskip and the like)."""
    if report.skipped:
        _note_skip(report.nodeid, report.longrepr)


def _note_skip(nodeid: str, longrepr: object) -> None:
    reason = longrepr[2] if isinstance(longrepr, tuple) else longrepr
    _skipped.append(f"{nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run: what isn't run isn't known to work."""
    if _skipped and os.environ.get("CI") == "true" and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print why a run with skipped tests failed."""
    if _skipped and os.environ.get("CI") == "true":
        terminalreporter.section("skipped, and in CI that counts as failed", red=True)
        for line in _skipped:
            terminalreporter.write_line(line)
