"""The journal: a job comes back just as it was, changes hands once, and damage costs nobody else's job."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import KeyRejected
from inlay.base.geometry import Rect
from inlay.base.secret import Secret
from inlay.fill.plan.price import Cost
from inlay.fill.request import Border, FillRequest, SentPictures
from inlay.imaging.colour import SRGB, ColourSpace
from inlay.jobs.folders import read_folder, write_job
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.states import JobState
from inlay.providers.interface import Answer, Picture, Ticket
from tests.jobs.scripted import FREE, paid_job, png, records, request

ROOT = Path(__file__).resolve().parents[2]


def anyone(_job: Job) -> bool:
    """Every job is wanted."""
    return True


def rich_job() -> Job:
    """A job with something in every field."""
    chance = np.random.default_rng(1)
    sent = SentPictures(png(), None, (64, 64), Border(1, 2, 3, 4))
    filled = FillRequest(
        provider="paid",
        model="m",
        params={"steps": 50, "guidance": 2.5, "raw": True, "finetune": "ab", "none": None},
        prompt="Grüße\n“quoted” \u202e",
        seed=2**40,
        box=Rect(-5, 7, 30, 20),
        scale=64 / 30,
        image=chance.integers(0, 65536, (20, 30, 4)).astype(np.uint16),
        hole=chance.integers(0, 256, (20, 30)).astype(np.uint8),
        painted=chance.integers(0, 256, (20, 30)).astype(np.uint8),
        canvas=Rect(-100, 0, 500, 400),
        colour=ColourSpace(b"profile\0bytes" * 99, "grey", "Some grey"),
        started_from=None,
        options={"region": "eu", "spelling": "dash"},
        sent=sent,
    )
    return Job(
        filled,
        "a title",
        session="doc",
        project="/home/me/x.inlay",
        group="g",
        base_url="http://127.0.0.1:8000",
        cost=Cost(0.05, None),
        wants={"output": "/tmp/a\u202eb.png", "project": "/tmp/c.inlay"},
        state=JobState.OVERDUE,
        created=12345.5,
        ticket=Ticket("id\u200f", True, {"url": "https://x/" + "a" * 200_000}, b"\x00body\xff" * 10),
        message="It waits.",
        error=KeyRejected("What.", "Kept.", "Next."),
        uploads={"image": "https://up/1"},
        seconds=3.25,
        billed=0.06,
        notes=("one", "two"),
    )


def test_a_job_comes_back_as_it_was(tmp_path: Path) -> None:
    job = rich_job()
    write_job(tmp_path / "j", job, pixels=True)
    back = read_folder(tmp_path / "j")
    assert back is not None
    for field in dataclasses.fields(Job):
        if field.name not in ("request", "error", "progress"):
            assert getattr(back, field.name) == getattr(job, field.name), field.name
    assert type(back.error) is KeyRejected
    assert (back.error.what, back.error.kept, back.error.next_step) == ("What.", "Kept.", "Next.")
    for field in dataclasses.fields(FillRequest):
        mine, theirs = getattr(job.request, field.name), getattr(back.request, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype and np.array_equal(mine, theirs), field.name
        elif field.name == "sent":
            assert vars(mine) == vars(theirs)
        elif field.name == "prompt":
            assert theirs == "Grüße\n“quoted” ", "what turns the direction of text around is left out"
        else:
            assert mine == theirs, field.name
    assert back.request.colour.name == "Some grey"


def test_the_request_is_written_once_and_the_record_each_time(tmp_path: Path) -> None:
    journal, job = Journal(tmp_path), paid_job()
    journal.write(job)
    [pixels] = tmp_path.rglob("request.npz")
    first = pixels.stat().st_mtime_ns, pixels.stat().st_ino
    job = job.move(JobState.UPLOADING)
    journal.write(job)
    assert (pixels.stat().st_mtime_ns, pixels.stat().st_ino) == first
    assert json.loads((pixels.parent / "job.json").read_text())["state"] == "uploading"
    journal.close()


def test_an_answer_comes_back_byte_for_byte(tmp_path: Path) -> None:
    journal, job = Journal(tmp_path), paid_job()
    journal.write(job)
    assert journal.answer(job.id) is None
    pixels = np.arange(48, dtype=np.uint16).reshape(4, 4, 3)
    journal.write_answer(job.id, Answer((Picture(png(), 5, ("n",)), Picture(pixels)), 1.5, 0.05, ("a", "b")))
    back = journal.answer(job.id)
    assert back is not None and (back.seconds, back.cost, back.notes) == (1.5, 0.05, ("a", "b"))
    first, second = back.pictures
    assert (first.data, first.seed, first.notes) == (png(), 5, ("n",))
    assert isinstance(second.data, np.ndarray) and second.data.dtype == np.uint16
    assert np.array_equal(second.data, pixels) and second.seed is None
    journal.close()


def test_a_key_in_what_a_service_told_isnt_written(tmp_path: Path) -> None:
    key = Secret("sk-abcdefgh-12345")
    journal = Journal(tmp_path)
    text = f"Unknown key {key.reveal()}."
    job = dataclasses.replace(paid_job(), message=text, error=KeyRejected(text), notes=(text,))
    journal.write(job)
    journal.write_answer(job.id, Answer((Picture(png(), 1, (text,)),), 1.0, None, (text,)))
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or key.reveal().encode() not in path.read_bytes()
    journal.close()


def test_what_a_living_process_holds_isnt_taken(tmp_path: Path) -> None:
    living, reader = Journal(tmp_path), Journal(tmp_path)
    living.write(paid_job())
    assert reader.take_left_over(anyone) == []
    [listed] = reader.listed()
    assert listed.where == "running"
    living.close()
    assert [each.where for each in reader.listed()] == ["left"]
    assert len(reader.take_left_over(anyone)) == 1
    assert reader.take_left_over(anyone) == []
    assert [each.where for each in reader.listed()] == ["running"], "it is the reader's own now"
    reader.close()


def test_only_what_is_wanted_is_taken(tmp_path: Path) -> None:
    dead, reader = Journal(tmp_path), Journal(tmp_path)
    first = dataclasses.replace(paid_job("first"), created=1.0)
    for job in (dataclasses.replace(paid_job("second"), created=2.0), first, paid_job("no")):
        dead.write(job)
    dead.close()
    taken = reader.take_left_over(lambda job: job.title != "no")
    assert [job.title for job in taken] == ["first", "second"], "the oldest first"
    reader.remove(taken[0].id)
    reader.remove(taken[1].id)
    assert len(records(tmp_path)) == 1
    assert [job.title for job in reader.take_left_over(anyone)] == ["no"]
    reader.close()


def test_what_died_while_it_took_over_is_taken_over_in_turn(tmp_path: Path) -> None:
    first, second = Journal(tmp_path), Journal(tmp_path)
    first.write(paid_job("a"))
    first.close()
    assert len(second.take_left_over(anyone)) == 1
    second.close()  # it dies at once
    third = Journal(tmp_path)
    assert [job.title for job in third.take_left_over(anyone)] == ["a"]
    third.close()


def _cut(place: Path) -> None:
    (place / "request.npz").write_bytes((place / "request.npz").read_bytes()[:-500])


def _flip(place: Path) -> None:
    data = bytearray((place / "request.npz").read_bytes())
    data[len(data) // 2] ^= 255
    (place / "request.npz").write_bytes(data)


def _other_size(place: Path) -> None:
    row = json.loads((place / "job.json").read_text())
    row["request"]["box"][2] += 1
    (place / "job.json").write_text(json.dumps(row))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no JSON": lambda place: (place / "job.json").write_bytes(b"\xff{"),
    "a list": lambda place: (place / "job.json").write_text("[]"),
    "another format": lambda place: (place / "job.json").write_text('{"format": 0}'),
    "half of it": lambda place: (place / "job.json").write_text((place / "job.json").read_text()[:200]),
    "pixels cut": _cut,
    "pixels flipped": _flip,
    "another size": _other_size,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_ones_are_kept_aside_and_the_others_come(
    tmp_path: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    dead, reader = Journal(tmp_path), Journal(tmp_path)
    jobs = [paid_job("a"), paid_job("b"), paid_job("c")]
    for job in jobs:
        dead.write(job)
    dead.close()
    [place] = tmp_path.glob(f"*/{jobs[1].id}")
    damage(place)
    assert {job.title for job in reader.take_left_over(anyone)} == {"a", "c"}
    assert (tmp_path / "damaged" / jobs[1].id / "request.npz").exists()
    assert "kept aside" in caplog.text
    assert reader.take_left_over(anyone) == []
    reader.close()


def test_half_a_record_is_none(tmp_path: Path) -> None:
    dead, reader = Journal(tmp_path), Journal(tmp_path)
    job = paid_job()
    dead.write(job)
    dead.close()
    [record] = tmp_path.rglob("job.json")
    record.unlink()  # killed before the record was written: nothing was sent
    assert reader.take_left_over(anyone) == []
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_only_what_dead_processes_left_of_the_built_in_fill_is_cleared(tmp_path: Path) -> None:
    dead, living = Journal(tmp_path), Journal(tmp_path)
    dead.write(Job(request(FREE), "one"))
    dead.write(paid_job("two"))
    living.write(Job(request(FREE), "three"))
    dead.close()
    reader = Journal(tmp_path)
    assert reader.take_left_over(lambda job: job.title == "one") == [], "it can't be taken up again"
    assert reader.clear_interrupted() == 1
    assert reader.clear_interrupted() == 0
    assert [job.title for job in reader.take_left_over(anyone)] == ["two"]
    living.close()
    assert reader.clear_interrupted() == 1
    reader.remove(reader.listed()[0].job.id)
    reader.close()
    assert not list(tmp_path.iterdir())


TAKER = """
import sys
from pathlib import Path
from inlay.jobs.journal import Journal
journal = Journal(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(*(job.title for job in journal.take_left_over(lambda job: True)), flush=True)
sys.stdin.readline()
"""


def test_processes_that_start_at_the_same_time_take_each_job_once(tmp_path: Path) -> None:
    titles = [f"job{number}" for number in range(12)]
    for part in (titles[:4], titles[4:8], titles[8:]):
        dead = Journal(tmp_path)
        for title in part:
            dead.write(paid_job(title))
        dead.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(3)
    ]
    try:
        for taker in takers:
            assert taker.stdout is not None and taker.stdout.readline() == "ready\n"
        for taker in takers:
            assert taker.stdin is not None
            taker.stdin.write("go\n")
            taker.stdin.flush()
        lines = [taker.stdout.readline().split() for taker in takers if taker.stdout is not None]
        assert sorted(title for line in lines for title in line) == sorted(titles)
    finally:
        for taker in takers:
            taker.communicate("end\n")


def test_one_that_can_be_had_twice_is_had_once(tmp_path: Path) -> None:
    """Both have read the record before either takes it."""
    first, second = Journal(tmp_path), Journal(tmp_path)
    first.park(paid_job())
    taken_back: list[Job] = []

    def wanted(_job: Job) -> bool:
        taken_back.extend(first.take_parked(anyone))
        return True

    assert second.take_parked(wanted) == [] and len(taken_back) == 1
    first.close()
    second.close()


def test_a_space_that_is_srgb_comes_back_as_it(tmp_path: Path) -> None:
    write_job(tmp_path / "j", paid_job(), pixels=True)
    back = read_folder(tmp_path / "j")
    assert back is not None and back.request.colour == SRGB
    shutil.rmtree(tmp_path / "j")
    assert read_folder(tmp_path / "j") is None
