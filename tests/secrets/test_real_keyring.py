"""A real gnome-keyring under its own bus: it holds the key, nothing else does, and its troubles are one sentence."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.kit.key_search import files_with
from tests.kit.keyring_desktop import KeyringDesktop
from tests.secrets.conftest import KEY

pytestmark = pytest.mark.only_on("linux")

DRIVER = """
import asyncio, json, sys
from inlay.base.errors import KeyProblem
from inlay.base.log import set_up_logging
from inlay.base.secret import KeySlot, Secret
from inlay.secrets.keys import Keys

set_up_logging()
SLOT = KeySlot("bfl", "api.bfl.ai", "BFL_API_KEY")
OTHER = KeySlot("bfl", "127.0.0.1:8765")

async def answer(work):
    try:
        got = await work
    except KeyProblem as error:
        return ["trouble", error.sentence()]
    if hasattr(got, "secret"):
        return [got.source, got.secret.reveal(), got.where]
    return [got.accepted, got.name, got.reason] if hasattr(got, "accepted") else got

async def main():
    keys, key = Keys(30), Secret(sys.stdin.readline().strip())
    said = {{}}
    {steps}
    print(json.dumps(said))

asyncio.run(main())
"""
STEPS = {
    "store": "keys.store(SLOT, key)",
    "store other": 'keys.store(OTHER, Secret("key-of-another-host"))',
    "find": "keys.find(SLOT)",
    "find other": "keys.find(OTHER)",
    "forget": "keys.forget(SLOT)",
    "holder": "keys.holder()",
}


def drive(desktop: KeyringDesktop, *steps: str, **variables: str) -> dict[str, Any]:
    """Take these steps in a process of its own; the key goes in by standard input."""
    lines = "\n    ".join(f"said[{step!r}] = await answer({STEPS[step]})" for step in steps)
    done = desktop.python("-c", DRIVER.format(steps=lines), said=f"{KEY}\n", **variables)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_the_keyring_holds_the_key_for_one_service_and_host(desktop: KeyringDesktop) -> None:
    said = drive(desktop, "find", "holder", "store", "store other")
    assert said["find"] is None
    assert said["holder"][0] is True and "Secret Service" in said["holder"][1]
    assert said["store"] == said["holder"]
    assert desktop.held("bfl", "api.bfl.ai") == KEY
    assert desktop.held("bfl", "127.0.0.1:8765") == "key-of-another-host"
    # Another process finds it, and takes it out.
    said = drive(desktop, "find", "find other", "forget")
    assert said["find"][:2] == ["keyring", KEY]
    assert said["find other"][1] == "key-of-another-host"
    assert said["forget"] is True
    assert desktop.held("bfl", "api.bfl.ai") == ""
    assert desktop.held("bfl", "127.0.0.1:8765") == "key-of-another-host"
    assert drive(desktop, "find", "forget") == {"find": None, "forget": False}


def test_a_locked_keyring_is_told_and_the_environment_goes_on(tmp_path: Path) -> None:
    with KeyringDesktop(tmp_path / "locked") as desktop:
        drive(desktop, "store")
        desktop.lock()
        said = drive(desktop, "find", "store", "forget", "holder")
        assert said["holder"][0] is True
        for step in ("find", "store", "forget"):
            kind, sentence = said[step]
            assert kind == "trouble"
            assert sentence.startswith("The keyring is locked, and wasn't unlocked.")
            assert "this session only" in sentence and KEY not in sentence
        said = drive(desktop, "find", BFL_API_KEY="key-of-the-environment")
        assert said["find"][:2] == ["environment", "key-of-the-environment"]


def test_without_a_keyring_nothing_is_kept(bare_desktop: KeyringDesktop) -> None:
    said = drive(bare_desktop, "holder", "find", "store")
    assert said["holder"][0] is False and "no keyring" in said["holder"][2]
    assert said["find"] is None
    assert said["store"][0] == "trouble" and "BFL_API_KEY" in said["store"][1]
    assert not files_with(KEY, bare_desktop.folder)


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent/bus"])
def test_without_a_bus_nothing_is_kept(tmp_path: Path, address: str) -> None:
    alone = KeyringDesktop(tmp_path / "alone")  # never started
    if address:
        alone.environment["DBUS_SESSION_BUS_ADDRESS"] = address
    said = drive(alone, "holder", "find", "store")
    assert said["holder"][0] is False
    assert said["store"][0] == "trouble"
    assert not files_with(KEY, alone.folder)


def test_a_keyring_that_ends_meanwhile_is_one_sentence(tmp_path: Path) -> None:
    with KeyringDesktop(tmp_path / "ending") as desktop:
        gone = "import os, signal, subprocess; os.kill(int(os.environ['BUS_PID']), signal.SIGKILL)"
        body = DRIVER.format(
            steps=f"said['store'] = await answer(keys.store(SLOT, key)); exec({gone!r}); keys.refresh(SLOT)\n"
            "    said['find'] = await answer(keys.find(SLOT))"
        )
        pid = desktop.bus_pid()
        done = desktop.python("-c", body, said=f"{KEY}\n", BUS_PID=str(pid))
        assert done.returncode == 0, done.stderr
        kind, sentence = json.loads(done.stdout)["find"]
        assert kind == "trouble" and sentence.startswith("The keyring")
        assert "\n" not in sentence and "Traceback" not in done.stderr


LEAKS = """
import asyncio, logging, sys
from pathlib import Path
from inlay.app.crash import CrashDesk
from inlay.base.errors import KeyRejected
from inlay.base.log import set_up_logging
from inlay.base.secret import KeySlot
from inlay.base.settings import Settings
from inlay.cli.main import run
from inlay.secrets.keys import Keys

log_path = set_up_logging(logging.DEBUG)
log = logging.getLogger("leaky")

def fail(key):
    raise ValueError(f"cannot send {key}")

async def main():
    found = await Keys().find(KeySlot("bfl", "api.bfl.ai"))
    key = found.secret.reveal()
    log.info("using %s and %r", key, found)
    log.debug("headers %s", {"x-key": key.encode(), "Authorization": f"Bearer {key}"})
    try:
        fail(key)
    except ValueError as error:
        log.exception("failed with %s", key)
        CrashDesk(log_path).report(error)
    CrashDesk(log_path).report(KeyRejected(f"Invalid key {key}"))
    settings = Settings()
    settings.set("services.bfl.options.region", "eu")
    settings.save()

asyncio.run(main())
assert "leaky" in log_path.read_text(encoding="utf-8")
"""


def test_no_file_holds_the_key_after_all_kinds_of_work(desktop: KeyringDesktop) -> None:
    drive(desktop, "store")
    done = desktop.python("-c", LEAKS)
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stdout + done.stderr
    folder = desktop.folder / "projects"
    folder.mkdir()
    Image.effect_noise((64, 64), 30).convert("RGB").save(folder / "picture.png")
    mask = Image.new("L", (64, 64))
    mask.paste(255, (20, 20, 40, 40))
    mask.save(folder / "mask.png")
    names = {"mask": "mask.png", "output": "out.png", "project": "work.inlay"}
    wishes = [part for name, file in names.items() for part in (f"--{name}", str(folder / file))]
    done = desktop.inlay("fill", str(folder / "picture.png"), *wishes)
    assert done.returncode == 0, done.stderr
    log = (desktop.folder / "inlay" / "state" / "inlay.log").read_text(encoding="utf-8")
    assert "[key]" in log and "ValueError" in log
    assert (folder / "work.inlay").is_file()
    # Home, configuration, state, log, keyring file, project: everything that any of it wrote.
    assert files_with(KEY, desktop.folder) == []
    drive(desktop, "forget")


def test_the_search_finds_a_planted_key(tmp_path: Path) -> None:
    tmp_path.joinpath("a.log").write_text(f"before {KEY} after", encoding="utf-8")
    tmp_path.joinpath("b.bin").write_bytes(b"\0\1" + zlib.compress(f"packed {KEY}".encode() * 3) + b"\2")
    tmp_path.joinpath("c.txt").write_text(KEY.encode().hex(), encoding="utf-8")
    tmp_path.joinpath("d.bin").write_bytes(KEY.encode("utf-16-le"))
    for offset in range(3):
        tmp_path.joinpath(f"e{offset}.txt").write_bytes(base64.b64encode(b"u:" + b"x" * offset + KEY.encode() + b"y"))
    with sqlite3.connect(tmp_path / "f.inlay") as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", (KEY,))
    connection.close()
    tmp_path.joinpath("innocent.txt").write_text(KEY[:-1], encoding="utf-8")
    found = {path.name for path in files_with(KEY, tmp_path)}
    assert found == {"a.log", "b.bin", "c.txt", "d.bin", "e0.txt", "e1.txt", "e2.txt", "f.inlay"}
