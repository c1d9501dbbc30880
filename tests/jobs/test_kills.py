"""A killed program: what was paid for arrives once, whenever it is killed; what may have been sent isn't sent again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import Emulator

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20


@dataclass
class Program:
    """A child process that works on paid jobs, and all that it has said."""

    child: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def tell(self, command: str) -> None:
        """Give it its command when it is ready."""
        self.read_until("ready")
        assert self.child.stdin is not None
        self.child.stdin.write(command + "\n")
        self.child.stdin.flush()

    def read_until(self, wanted: str) -> None:
        """Read what it says up to that line."""
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.lines.append(line.strip())
            if self.lines[-1] == wanted:
                return
        raise AssertionError(f"it ended by itself: {self.child.wait()}, {self.lines}")

    def kill(self) -> None:
        """Kill it, and read the rest of what it said."""
        self.child.kill()
        assert self.child.stdin is not None and self.child.stdout is not None
        self.lines += [line.strip() for line in self.child.stdout]
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()


@dataclass
class Programs:
    """Starts one program after the other; each next one gets ready while the last one works."""

    home: Path
    service: Emulator
    all: list[Program] = field(default_factory=list)

    @property
    def taken(self) -> Path:
        """Where answers are taken to."""
        return self.home / "taken"

    def answers(self) -> list[Path]:
        """Those that were taken whole."""
        return [path for path in self.taken.iterdir() if not path.name.startswith("part-")]

    def start(self) -> Program:
        """A program that gets ready."""
        self.taken.mkdir(parents=True, exist_ok=True)
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.kill_driver", self.service.base_url, str(self.taken)],
            env={**os.environ, **self.service.environment(), "INLAY_HOME": str(self.home), "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.all.append(Program(child))
        return self.all[-1]

    @property
    def lines(self) -> list[str]:
        """All that all of them have said."""
        return [line for program in self.all for line in program.lines]


@contextmanager
def programs(home: Path, service: Emulator) -> Iterator[Programs]:
    """Programs that don't outlive the test."""
    started = Programs(home, service)
    try:
        yield started
    finally:
        for program in started.all:
            if program.child.poll() is None:
                program.kill()


def test_what_was_paid_for_arrives_once_however_often_the_program_is_killed(tmp_path: Path) -> None:
    chance = random.Random(7)
    with Emulator("bfl", delay=0.3, polls=1) as service, programs(tmp_path, service) as started:
        ordered: list[str] = []
        waiting = started.start()
        for number in range(KILLS):
            program, waiting = waiting, started.start()
            if ordered and chance.random() < 0.3:
                program.tell("go")  # killed again while it goes on with what was left
                time.sleep(chance.uniform(0, 0.2))
            else:
                ordered.append(f"job{number}")
                program.tell(f"order {ordered[-1]}")
                program.read_until(f"ticket {ordered[-1]}")
                time.sleep(chance.uniform(0, 0.5))  # the whole takes 0.3 s and a little
            program.kill()
        waiting.tell("go")
        waiting.read_until("resumed")
        taken = Counter(path.name.split(".")[0] for path in started.answers())
        assert taken == Counter(ordered), "each answer is there, once"
        assert len({path.stat().st_size for path in started.answers()}) == 1
        assert len(service.accepted) == len(ordered), "nothing was ordered twice"
        assert not [line for line in started.lines if line.startswith(("unknown", "failed", "overdue", "cancelled"))]
        cut_off = [name for name in ordered if not _is_taken_by_the_first(started, name)]
        assert len(cut_off) > 3, "the kills came too late to prove anything"
        assert not service.complaints
        _no_job_is_left(tmp_path)
        _no_key_anywhere(tmp_path, service.key)


def _is_taken_by_the_first(started: Programs, name: str) -> bool:
    [first] = [program for program in started.all if f"ticket {name}" in program.lines]
    return f"taken {name}" in first.lines


def _no_job_is_left(home: Path) -> None:
    assert not list((home / "state" / "jobs").rglob("job.json"))


def _no_key_anywhere(home: Path, key: str) -> None:
    for path in home.rglob("*"):
        assert not path.is_file() or key.encode() not in path.read_bytes(), path


def test_a_program_killed_while_it_orders_never_orders_again_by_itself(tmp_path: Path) -> None:
    with Emulator("bfl") as service, programs(tmp_path, service) as started:
        service.misbehave("submit-hangs", times=None)
        first, second, third = started.start(), started.start(), started.start()
        first.tell("order cut-off")
        first.read_until("sending cut-off")
        deadline = time.monotonic() + 60
        while not service.accepted and time.monotonic() < deadline:
            time.sleep(0.01)
        first.kill()
        for program in (second, third):
            program.tell("go")
            program.read_until("idle")
            assert "unknown cut-off" in program.lines
            program.kill()
        submits = [seen for seen in service.requests if seen.method == "POST"]
        assert len(service.accepted) == 1 and len(submits) == 1
        assert not started.answers()
        assert len(list((tmp_path / "state" / "jobs").rglob("job.json"))) == 1, "the person decides"
        _no_key_anywhere(tmp_path, service.key)
