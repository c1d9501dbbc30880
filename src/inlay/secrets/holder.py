"""Which keyring holds the keys: only those of the systems themselves are used, by module and class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inlay.base.text import tr

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

CHAINER = ("keyring.backends.chainer", "ChainerBackend")
FAIL = ("keyring.backends.fail", "Keyring")


@dataclass(frozen=True)
class Holder:
    """What holds keys beyond the session: its `name` in the person's words, and, where it isn't `accepted`, why."""

    name: str
    accepted: bool
    reason: str = ""


def _names() -> dict[tuple[str, str], str]:
    """The keyrings that are used, by module and class. Whatever isn't here counts as none."""
    return {
        ("keyring.backends.SecretService", "Keyring"): tr("the desktop's keyring (Secret Service)"),
        ("keyring.backends.libsecret", "Keyring"): tr("the desktop's keyring (libsecret)"),
        ("keyring.backends.kwallet", "DBusKeyring"): tr("KWallet"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"): tr("KWallet"),
        ("keyring.backends.macOS", "Keyring"): tr("the macOS Keychain"),
        ("keyring.backends.Windows", "WinVaultKeyring"): tr("the Windows Credential Manager"),
    }


def kind_of(backend: KeyringBackend) -> tuple[str, str]:
    """Module and class, exactly: a class derived from an accepted one isn't it."""
    return type(backend).__module__, type(backend).__qualname__


def usable(backend: KeyringBackend) -> tuple[Holder, tuple[KeyringBackend, ...]]:
    """What the person is told of a keyring, and those parts of it that are used, the first one for new keys.

    Of several keyrings in one, each is looked at by itself: one that writes files doesn't come in with the others.
    """
    names = _names()
    members: list[KeyringBackend] = list(getattr(backend, "backends", ())) if kind_of(backend) == CHAINER else [backend]
    accepted = tuple(each for each in members if kind_of(each) in names)
    if accepted:
        return Holder(names[kind_of(accepted[0])], True), accepted
    return _refused([each for each in members if kind_of(each) != FAIL]), ()


def no_keyring(reason: str = "") -> Holder:
    """The holder where there is none; `reason` is a whole sentence."""
    return Holder(tr("none"), False, reason or tr("This computer has no keyring that Inlay can use."))


def _refused(members: list[KeyringBackend]) -> Holder:
    if not members:
        return no_keyring()
    name = ".".join(kind_of(members[0]))
    return no_keyring(
        tr("The keyring that is set up here ({name}) isn't one of the system, so Inlay keeps no key in it.").format(
            name=name
        )
    )
