"""`inlay keys` against a real keyring and emulated services: the key is in the keyring, and nowhere to be seen."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from inlay.cli.main import run
from inlay.providers.catalogue import service
from tests.kit.key_search import files_with
from tests.kit.keyring_desktop import KeyringDesktop
from tests.services import Emulator

pytestmark = [pytest.mark.only_on("linux"), pytest.mark.once]
KEY = "bfl-7d21-typed-at-the-prompt"
SERVICES = ("bfl", "cometapi", "vercel", "fal", "eachlabs")


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringDesktop]:
    """A session with an unlocked keyring."""
    with KeyringDesktop(tmp_path_factory.mktemp("desktop")) as session:
        yield session


def states(desktop: KeyringDesktop, *arguments: str, **variables: str) -> dict[str, str]:
    """What `inlay keys list --json` says of each service."""
    done = desktop.inlay("keys", "list", "--json", *arguments, **variables)
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stdout
    return {row["service"]: row["state"] for row in json.loads(done.stdout)}


def test_a_key_is_set_from_standard_input_listed_and_deleted(desktop: KeyringDesktop) -> None:
    host = service("bfl").hosts[0]
    done = desktop.inlay("keys", "set", "bfl", said=f"{KEY}\n")
    assert done.returncode == 0, done.stderr
    assert host in done.stdout and "Secret Service" in done.stdout
    assert KEY not in done.stdout + done.stderr
    assert desktop.held("bfl", host) == KEY
    said = states(desktop, FAL_KEY="fal-key-of-the-environment")
    assert said == dict.fromkeys(SERVICES, "none") | {"bfl": "keyring", "fal": "environment"}
    plain = desktop.inlay("keys", "list", BFL_API_KEY="key-of-the-environment").stdout.splitlines()
    assert len(plain) == len(SERVICES)
    assert f"bfl ({host}): key in the environment variable BFL_API_KEY" in plain
    done = desktop.inlay("keys", "delete", "bfl", BFL_API_KEY="key-of-the-environment")
    assert done.returncode == 0 and "BFL_API_KEY is set" in done.stdout
    assert desktop.held("bfl", host) == ""
    done = desktop.inlay("keys", "delete", "bfl")
    assert (done.returncode, done.stdout) == (3, "") and done.stderr.startswith("There is no stored key")
    assert files_with(KEY, desktop.folder) == []


def test_a_replaced_address_has_a_key_of_its_own(desktop: KeyringDesktop) -> None:
    url = "https://flux.example.net:8443/api"
    desktop.inlay("keys", "set", "bfl", "--base-url", url, said=f"{KEY}\n")
    assert desktop.held("bfl", "flux.example.net:8443") == KEY
    assert desktop.held("bfl", service("bfl").hosts[0]) == ""
    # The variable's key is for the service itself, and must not go to another host.
    variables = {"BFL_API_KEY": "key-of-the-environment"}
    assert states(desktop, "bfl", "--base-url", url, **variables) == {"bfl": "keyring"}
    assert desktop.inlay("keys", "delete", "bfl", "--base-url", url).returncode == 0
    assert states(desktop, "bfl", "--base-url", url, **variables) == {"bfl": "none"}


def test_the_window_and_the_command_line_mean_the_same_address(desktop: KeyringDesktop) -> None:
    config = desktop.folder / "inlay" / "config"
    config.mkdir(parents=True, exist_ok=True)
    settings = config / "settings.json"
    settings.write_text(json.dumps({"services.bfl.base_url": "http://127.0.0.1:8765"}), encoding="utf-8")
    try:
        done = desktop.inlay("keys", "set", "bfl", said=f"{KEY}\n")
        assert "127.0.0.1:8765" in done.stdout
        assert desktop.held("bfl", "127.0.0.1:8765") == KEY
        assert desktop.inlay("keys", "delete", "bfl").returncode == 0
    finally:
        settings.unlink()


@pytest.mark.parametrize(
    ("arguments", "said", "code", "told"),
    [
        (["set", "bfl"], "", 3, "The key is empty."),
        (["set", "bfl"], "two words-of-a-key\n", 3, "other characters"),
        (["set", "nobody"], KEY, 2, "no service called nobody"),
        (["set", "local"], KEY, 2, "needs no key"),
        (["test", "bfl"], "", 3, "There is no key for"),
        (["test", "bfl", "--base-url", "http://flux.example.net"], "", 2, "unencrypted"),
        (["set", "bfl", "--base-url", "flux"], KEY, 2, "isn't an address"),
        (["list", "--base-url", "https://flux.example.net"], "", 2, "for which service"),
        ([], "", 2, "required: set|test|list|delete"),
        # As an argument it would be seen in the list of processes; here it isn't even repeated.
        (["set", "bfl", KEY], "", 2, "isn't given as an argument"),
        (["set", "bfl", f"--key={KEY}"], "", 2, "isn't given as an argument"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    arguments: list[str],
    said: str,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    assert run(["keys", *arguments]) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err and shown.err.count("\n") == 1
    assert KEY not in shown.err
    assert not said.strip() or said.strip() not in shown.err


def test_without_a_keyring_the_variable_is_named(tmp_path: Path) -> None:
    with KeyringDesktop(tmp_path / "bare", has_keyring=False) as bare:
        done = bare.inlay("keys", "set", "bfl", said=f"{KEY}\n")
        assert (done.returncode, done.stdout) == (3, "")
        assert "wasn't stored" in done.stderr and "BFL_API_KEY" in done.stderr and done.stderr.count("\n") == 1
        assert files_with(KEY, bare.folder) == []


def test_a_locked_keyring_is_listed_as_not_known(tmp_path: Path) -> None:
    with KeyringDesktop(tmp_path / "locked") as locked:
        assert locked.inlay("keys", "set", "bfl", said=f"{KEY}\n").returncode == 0
        locked.lock()
        assert set(states(locked).values()) == {"unknown"}
        done = locked.inlay("keys", "test", "bfl")
        assert done.returncode == 3 and done.stderr.startswith("The keyring is locked")


def test_the_terminal_shows_no_key(desktop: KeyringDesktop) -> None:
    ours, theirs = os.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "inlay", "keys", "set", "bfl"],
        env=desktop.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = read_until(ours, "): ")
    os.write(ours, f"{KEY}\n".encode())
    shown += read_until(ours, "is kept in")
    assert program.wait(60) == 0
    os.close(ours)
    assert KEY not in shown and "Key for" in shown
    assert desktop.held("bfl", service("bfl").hosts[0]) == KEY
    assert desktop.inlay("keys", "delete", "bfl").returncode == 0


def read_until(terminal: int, wanted: str) -> str:
    """What the terminal shows up to these words."""
    shown = ""
    while wanted not in shown:
        shown += os.read(terminal, 1024).decode()
    return shown


def test_the_list_of_processes_shows_no_key(desktop: KeyringDesktop) -> None:
    with Emulator("bfl", key=KEY) as emulated:
        desktop.inlay("keys", "set", "bfl", "--base-url", emulated.base_url, said=f"{KEY}\n")
        emulated.misbehave("submit-slow", stage="account", seconds=0.5)
        program = subprocess.Popen(
            [sys.executable, "-m", "inlay", "keys", "test", "bfl", "--base-url", emulated.base_url],
            env=desktop.environment,
            stdout=subprocess.DEVNULL,
        )
        seen = set()
        while program.poll() is None:
            for each in psutil.process_iter(["pid", "cmdline"]):
                line = " ".join(each.info["cmdline"] or ())
                assert KEY not in line
                seen.add(each.info["pid"])
        assert program.returncode == 0 and program.pid in seen
        assert emulated.requests
    desktop.inlay("keys", "delete", "bfl", "--base-url", emulated.base_url)


@pytest.mark.parametrize("name", SERVICES)
def test_a_key_is_tested_with_a_call_that_costs_nothing(desktop: KeyringDesktop, name: str) -> None:
    with Emulator(name) as emulated:
        address = ("--base-url", emulated.base_url)
        desktop.inlay("keys", "set", name, *address, said=f"{emulated.key}\n")
        done = desktop.inlay("keys", "test", name, *address)
        assert done.returncode == 0, done.stderr
        assert service(name).title in done.stdout and emulated.key not in done.stdout
        checked = "no free call" not in done.stdout
        assert bool(emulated.requests) == checked
        desktop.inlay("keys", "set", name, *address, said="a-key-it-doesnt-take\n")
        done = desktop.inlay("keys", "test", name, *address)
        assert done.returncode == (3 if checked else 0)
        assert "a-key-it-doesnt-take" not in done.stdout + done.stderr
        assert emulated.accepted == [] and emulated.complaints == []
        desktop.inlay("keys", "delete", name, *address)
