"""How this program is started again, installed or bundled."""

from __future__ import annotations

import sys


def command(*arguments: str) -> tuple[str, list[str]]:
    """Program and arguments of another Inlay."""
    if getattr(sys, "frozen", False):
        return sys.executable, list(arguments)
    return sys.executable, ["-m", "inlay", *arguments]
