"""When saving or recording fails, what was there stays; a second Inlay is kept out; what died is recovered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from inlay.base import files
from inlay.base.errors import BadInput
from inlay.base.locks import FileLock
from inlay.imaging.budget import MemoryBudget
from inlay.storage import Change, WorkingCopy, project
from tests.kit import documents

ROOT = Path(__file__).resolve().parents[2]


def started(copy: WorkingCopy, seed: int = 0, depth: int = 8) -> Change:
    """Record a first document with its version."""
    start = documents.document(16 if depth == 16 else 8, seed=seed)
    change = Change(start, f"v{seed}", (documents.version(f"v{seed}", start),), name="Photo")
    copy.record(change).result()
    return change


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process of Inlay, with the same home."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


# Two at once

HOLD = """
import sys
from pathlib import Path
from inlay.storage import WorkingCopy
copy = WorkingCopy.of_project(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
copy.close(discard=True)
"""


def test_a_second_process_is_kept_out_until_the_first_is_gone(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    path = tmp_path / "photo.inlay"
    copy.save_as(path, "1.0").result()
    copy.close(discard=True)
    before = path.read_bytes()
    other = child(HOLD, path)
    assert other.stdout is not None and other.stdout.readline() == "open\n"
    link = tmp_path / "link.inlay"
    link.symlink_to(path)
    for name in (path, link, tmp_path / "x" / ".." / "photo.inlay"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(BadInput, match="another Inlay window"):
            WorkingCopy.of_project(name)
    third = WorkingCopy.create()
    started(third, 1)
    with pytest.raises(BadInput, match="another Inlay window"):
        third.save_as(path, "1.0").result()
    third.close(discard=True)
    assert path.read_bytes() == before
    other.kill()
    other.wait()
    WorkingCopy.of_project(path).close(discard=True)


def test_a_second_session_is_kept_out(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    copy.save_as(tmp_path / "a.inlay", "1.0").result()
    with pytest.raises(BadInput, match="another Inlay window"):
        WorkingCopy.of_project(tmp_path / "a.inlay")
    copy.save_as(tmp_path / "b.inlay", "1.0").result()  # from now on, b is the one that is open
    WorkingCopy.of_project(tmp_path / "a.inlay").close(discard=True)
    with pytest.raises(BadInput, match="another Inlay window"):
        WorkingCopy.of_project(tmp_path / "b.inlay")


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert one.acquire() and not other.acquire()
    one.release()
    assert other.acquire()
    other.release(remove=True)
    assert not (tmp_path / "a.lock").exists()


# Saving that fails


def failing(*_arguments: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_failing_rename_leaves_the_project(
    copy: WorkingCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "photo.inlay"
    started(copy)
    copy.save_as(path, "1.0").result()
    before, names = path.read_bytes(), beside(path)
    started(copy, 1)
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", failing)
        with pytest.raises(BadInput, match="Permission denied"):
            copy.save_as(path, "1.0").result()
    assert path.read_bytes() == before and beside(path) == names
    copy.save_as(path, "1.0").result()
    assert path.read_bytes() != before


def test_no_room_is_told_before_anything_is_written(
    copy: WorkingCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(copy)
    usage = project.shutil.disk_usage(tmp_path)._replace(free=10_000_000)
    monkeypatch.setattr(project.shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(BadInput, match="isn't enough room"):
        copy.save_as(tmp_path / "photo.inlay", "1.0").result()
    assert beside(tmp_path / "photo.inlay") == []


def test_a_missing_folder(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    with pytest.raises(BadInput, match="doesn't exist"):
        copy.save_as(tmp_path / "none" / "photo.inlay", "1.0").result()


def test_a_folder_in_the_way(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    (tmp_path / "photo.inlay").mkdir()
    with pytest.raises(BadInput, match="folder"):
        copy.save_as(tmp_path / "photo.inlay", "1.0").result()
    assert beside(tmp_path / "photo.inlay") == ["photo.inlay"]


LIMITED = """
import resource, sys
from pathlib import Path
from inlay.base.errors import InlayError
from inlay.storage import Change, WorkingCopy
from tests.kit import documents
path, small, large = Path(sys.argv[1]), int(sys.argv[2]), resource.RLIM_INFINITY
copy = WorkingCopy.create()
start = documents.document()
copy.record(Change(start, "a", (documents.version("a", start),))).result()
copy.save_as(path, "1.0").result()
size = max(path.stat().st_size, sum(file.stat().st_size for file in copy.folder.iterdir()))
more = documents.document(seed=5, size=(1500, 1400))
change = Change(more, "b", (documents.version("b", more, "a"),))
if small == 0:  # the working copy's disk is full, later there is room again
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, large))
    try:
        copy.record(change).result()
    except InlayError as error:
        print("refused", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (large, large))
    copy.record(Change(name="later")).result()
    copy.save_as(path, "1.0").result()
else:  # the project's disk is full
    copy.record(change).result()
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // small, large))
    try:
        copy.save_as(path, "1.0").result()
    except InlayError as error:
        print("refused", error)
resource.setrlimit(resource.RLIMIT_FSIZE, (large, large))
copy.close(discard=True)
"""


@pytest.mark.only_on("linux", "darwin")
@pytest.mark.parametrize("part", [1, 3, 40])
def test_a_full_disk_while_saving_leaves_the_project(tmp_path: Path, part: int) -> None:
    path = tmp_path / "photo.inlay"
    ended = child(LIMITED, path, part)
    told, _ = ended.communicate(timeout=60)
    assert ended.returncode == 0, told
    assert told.startswith("refused") and told.count("\n") == 1
    assert beside(path) == ["photo.inlay"]
    opened = WorkingCopy.of_project(path)
    assert opened.state.current_version == "a" and opened.verify() == []
    opened.close(discard=True)


@pytest.mark.only_on("linux", "darwin")
def test_a_full_disk_while_recording_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "photo.inlay"
    ended = child(LIMITED, path, 0)
    told, _ = ended.communicate(timeout=60)
    assert ended.returncode == 0, told
    assert told.startswith("refused")
    opened = WorkingCopy.of_project(path)
    state = opened.state
    assert [version.id for version in state.versions] == ["a", "b"]
    assert state.document is not None
    assert state.document.digest == documents.document(seed=5, size=(1500, 1400)).digest
    assert opened.verify() == []
    opened.close(discard=True)


# Recovery

WORK = """
import sys, time
from dataclasses import replace
from pathlib import Path
from inlay.storage import Change, WorkingCopy
from tests.kit import documents
copy = WorkingCopy.create() if sys.argv[1] == "new" else WorkingCopy.of_project(Path(sys.argv[1]))
start = documents.document(16, seed=7)
versions = (documents.version("v7", start),)
copy.record(Change(start, "v7", versions, name="Photo", is_work=sys.argv[2] == "work")).result()
print(start.digest, flush=True)
time.sleep(60)
"""


def killed_work(*arguments: object) -> str:
    """Have another process record something and die; the digest of its document."""
    other = child(WORK, *arguments)
    assert other.stdout is not None
    digest = other.stdout.readline().strip()
    assert WorkingCopy.recoverable() == []  # it lives
    other.kill()
    other.wait()
    return digest


def test_what_a_killed_process_recorded_is_offered(inlay_home: Path) -> None:
    digest = killed_work("new", "work")
    (left,) = WorkingCopy.recoverable()
    assert left.name == "Photo" and left.project_path is None and abs(left.time - time.time()) < 60
    opened = WorkingCopy.reopen(left)
    assert opened.state.document is not None and opened.state.document.digest == digest
    assert opened.verify() == []
    assert WorkingCopy.recoverable() == []
    with pytest.raises(BadInput, match="another Inlay window"):
        WorkingCopy.reopen(left)
    opened.close(discard=False)
    assert len(WorkingCopy.recoverable()) == 1
    WorkingCopy.reopen(left).close(discard=True)
    assert WorkingCopy.recoverable() == [] and not list((inlay_home / "state" / "working").iterdir())
    with pytest.raises(BadInput, match="isn't there"):
        WorkingCopy.reopen(left)


def test_recovered_work_knows_its_project(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    path = tmp_path / "photo.inlay"
    copy.save_as(path, "1.0").result()
    copy.close(discard=True)
    digest = killed_work(path, "work")
    (left,) = WorkingCopy.recoverable()
    assert left.project_path == path
    opened = WorkingCopy.reopen(left)
    assert opened.state.document is not None and opened.state.document.digest == digest
    with pytest.raises(BadInput, match="another Inlay window"):
        WorkingCopy.of_project(path)
    opened.save_as(path, "1.0").result()
    opened.close(discard=False)
    assert WorkingCopy.recoverable() == []  # all of it is in the project now


def test_work_is_recovered_while_its_project_is_open(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    path = tmp_path / "photo.inlay"
    copy.save_as(path, "1.0").result()
    copy.close(discard=True)
    digest = killed_work(path, "work")
    project = WorkingCopy.of_project(path)
    (left,) = WorkingCopy.recoverable()
    opened = WorkingCopy.reopen(left)
    assert opened.state.document is not None and opened.state.document.digest == digest
    with pytest.raises(BadInput, match="another Inlay window"):
        opened.save_as(path, "1.0").result()
    project.close(discard=True)
    opened.save_as(path, "1.0").result()
    opened.close(discard=True)


def test_what_costs_nothing_to_lose_is_not_offered(inlay_home: Path) -> None:
    killed_work("new", "no work")
    assert WorkingCopy.recoverable() == []
    assert not list((inlay_home / "state" / "working").iterdir())


def test_a_damaged_working_copy_is_told(copy: WorkingCopy) -> None:
    started(copy)
    copy.close(discard=False)
    (left,) = WorkingCopy.recoverable()
    file = left.path / "work.inlay"
    data = bytearray(file.read_bytes())
    for at in range(20_000, len(data), 997):
        data[at] ^= 255
    file.write_bytes(data)
    with pytest.raises(BadInput, match="damaged"):
        WorkingCopy.reopen(left)


# Memory


def test_tiles_without_a_place_are_spilled(copy: WorkingCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = MemoryBudget(limit=2**20)
    monkeypatch.setattr("inlay.imaging.tile.BUDGET", budget)
    budget.spill = copy
    start = documents.document(16, size=(2000, 1500))
    digests = start.digest
    budget.trim()
    assert budget.used <= budget.limit
    raster = start.layers[0].raster
    assert all(tile.is_stored for tile in raster.tiles.values())
    expected = documents.pixels(2000, 1500, 3, 16, 0)
    assert (raster.region(raster.rect) == expected).all()
    fresh = replace(start, layers=tuple(replace(layer, name="x") for layer in start.layers))
    copy.record(Change(document=fresh)).result()
    assert copy.verify() == [] and start.digest == digests


@pytest.mark.only_on("linux", "darwin")
def test_a_process_killed_while_saving_leaves_the_project_whole(copy: WorkingCopy, tmp_path: Path) -> None:
    started(copy)
    path = tmp_path / "photo.inlay"
    copy.save_as(path, "1.0").result()
    copy.close(discard=True)
    before = path.read_bytes()
    code = WORK.replace("time.sleep(60)", "copy.save_as(Path(sys.argv[1]), '1.0').result()").replace(
        "from pathlib import Path",
        "from pathlib import Path\nimport os, signal\nos.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
    )
    ended = child(code, path, "work")
    ended.communicate(timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    (left,) = WorkingCopy.recoverable()
    assert left.project_path == path
    opened = WorkingCopy.reopen(left)
    assert len(beside(path)) == 2  # the half saved file; the next save removes it
    opened.save_as(path, "1.0").result()
    assert beside(path) == ["photo.inlay"]
    opened.close(discard=True)
