"""The keyrings of these tests: a real one under its own bus, and classes that behave as the test says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from inlay.base.secret import KeySlot
from tests.kit.keyring_desktop import KeyringDesktop

SLOT = KeySlot("bfl", "api.bfl.ai", "BFL_API_KEY")
OTHER = KeySlot("bfl", "127.0.0.1:8765")
KEY = "bfl-0f3c9e71-test-key-5e1d"


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyringDesktop]:
    """A session with an unlocked keyring."""
    with KeyringDesktop(tmp_path_factory.mktemp("desktop")) as session:
        yield session


@pytest.fixture
def bare_desktop(tmp_path: Path) -> Iterator[KeyringDesktop]:
    """A session whose bus has nobody who keeps secrets."""
    with KeyringDesktop(tmp_path / "bare", has_keyring=False) as session:
        yield session


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class Trusted(Drawer):
    """One that goes by the name of the Secret Service's, and so is accepted."""


Trusted.__module__, Trusted.__qualname__ = "keyring.backends.SecretService", "Keyring"


class Hanging(Drawer):
    """One that waits for an answer to its prompt."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.asking = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asking.set()
        self.answered.wait(60)
        return super().get_password(service, username)


Hanging.__module__, Hanging.__qualname__ = "keyring.backends.SecretService", "Keyring"


@pytest.fixture
def drawer(monkeypatch: pytest.MonkeyPatch) -> Trusted:
    """An accepted keyring in memory, set up as this process's."""
    made = Trusted()
    use(monkeypatch, made)
    return made


def use(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend) -> None:
    """Have the library give this keyring."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
