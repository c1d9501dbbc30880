"""The keyring itself: plain calls that may block for long, made only from the keyring's own thread."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inlay.base.errors import InlayError, KeyProblem
from inlay.base.secret import KeySlot, Secret
from inlay.base.text import tr
from inlay.secrets.holder import Holder, no_keyring, usable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)
Backends = tuple["KeyringBackend", ...]


def entry_of(slot: KeySlot) -> tuple[str, str]:
    """Under which service and user name a key lies in the keyring."""
    return f"Inlay: {slot.service}", slot.host


def instead(slot: KeySlot | None) -> str:
    """What can be done where no keyring keeps the key."""
    if slot is None or slot.environment is None:
        return tr("You can keep the key for this session only.")
    return tr("You can keep the key for this session only, or set the environment variable {name}.").format(
        name=slot.environment
    )


def choose() -> tuple[Holder, Backends]:
    """The keyring of this computer, and the parts of it that are used; never raises."""
    try:
        # Here and not above: it looks for every keyring there is, over D-Bus too.
        import keyring

        return usable(keyring.get_keyring())
    except Exception as error:
        # A backend named in the environment or a settings file of the library may be missing or broken.
        log.warning("no keyring: %s", error, exc_info=True)
        return no_keyring(tr("The keyring that is set up here can't be used: {reason}.").format(reason=error)), ()


def read(slot: KeySlot) -> tuple[str, Holder]:
    """The text that the keyring holds for a slot, empty where it holds none; KeyProblem where it can't be asked."""
    holder, backends = choose()
    with _told(slot):
        for backend in backends:
            found = backend.get_password(*entry_of(slot))
            if found:
                return found, holder
    return "", holder


def write(slot: KeySlot, secret: Secret) -> Holder:
    """Put a key into the keyring, and see that it is there; what holds it now."""
    holder, backends = choose()
    if not backends:
        raise KeyProblem(tr("The key wasn't stored. {reason}").format(reason=holder.reason), next_step=instead(slot))
    with _told(slot):
        backends[0].set_password(*entry_of(slot), secret.reveal())
        kept = backends[0].get_password(*entry_of(slot))
    if kept != secret.reveal():
        raise KeyProblem(
            tr("The key wasn't stored: {holder} took it, but doesn't give it back.").format(holder=holder.name),
            next_step=instead(slot),
        )
    return holder


def remove(slot: KeySlot) -> bool:
    """Take a key out of every part of the keyring; whether there was one."""
    there_was = False
    with _told(slot):
        for backend in choose()[1]:
            if backend.get_password(*entry_of(slot)) is not None:
                backend.delete_password(*entry_of(slot))
                there_was = True
    return there_was


@contextmanager
def _told(slot: KeySlot) -> Iterator[None]:
    """Turn whatever a keyring raises into one sentence. Some raise errors of the system's own libraries."""
    from keyring.errors import InitError, KeyringLocked

    try:
        yield
    except InlayError:
        raise
    except KeyringLocked as error:
        log.warning("the keyring is locked: %s", error)
        raise KeyProblem(
            tr("The keyring is locked, and wasn't unlocked."),
            next_step=f"{tr('Unlock it and try again.')} {instead(slot)}",
        ) from None
    except InitError as error:
        log.warning("the keyring can't be opened: %s", error)
        raise KeyProblem(tr("The keyring can't be opened."), next_step=instead(slot)) from None
    except Exception as error:
        log.warning("the keyring failed: %s", error, exc_info=True)
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise KeyProblem(
            tr("The keyring doesn't work: {reason}.").format(reason=reason), next_step=instead(slot)
        ) from None
