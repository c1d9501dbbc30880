"""Looks before Qt leaps: what a screen needs is checked first, because Qt aborts without a sentence."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr

# Debian's and Ubuntu's names; others are close to them.
PACKAGES = (
    "libglib2.0-0 libgl1 libegl1 libx11-6 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0 libbrotli1 "
    "libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 "
    "libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libxcb1 "
    "libxkbcommon-x11-0"
)
PATIENCE = 3.0


def check_libraries() -> None:
    """Import Qt; BadInput names the packages where a system library is missing."""
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        raise missing(str(error)) from error


def check_screen() -> None:
    """On Linux, see that there is a screen and that Qt's part for it can be loaded; BadInput where not."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise BadInput(tr("There is no screen to open a window on."), next_step=tr("“inlay fill” works without one."))
    if not _answers(display):
        raise BadInput(
            tr("The screen {display} doesn't answer.").format(display=display),
            next_step=tr("“inlay fill” works without one."),
        )
    _check_plugin()


def missing(reason: str) -> BadInput:
    """The error for a library that the system doesn't have; `reason` is the loader's message."""
    found = re.search(r"[\w.+-]+\.so[\w.]*", reason)
    return BadInput(
        tr("The window can't open: the system library {name} is missing.").format(name=found[0] if found else reason),
        next_step=tr("On Debian and Ubuntu: sudo apt install {packages}").format(packages=PACKAGES),
    )


def _check_plugin() -> None:
    import PySide6

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.is_file():
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise missing(str(error)) from error


def _answers(display: str) -> bool:
    """Whether somebody listens at an X display such as `:0`, `:1.0` or `host:10.0`."""
    parts = re.fullmatch(r"(?:unix)?(?P<host>[^:]*):(?P<number>\d+)(?:\.\d+)?", display)
    if parts is None:
        return True
    host, number = parts["host"], int(parts["number"])
    if host:
        return _connects(socket.AF_INET, (host, 6000 + number)) or _connects(socket.AF_INET6, (host, 6000 + number))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(PATIENCE)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
