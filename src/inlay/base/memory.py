"""How much memory the machine has, asked of the system itself."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

GIB = 1 << 30
FALLBACK = 8 * GIB


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = [
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *[
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "total_page", "free_page", "total_virtual", "free_virtual", "extended")
        ],
    ]


def _windows(field: str) -> int:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (exists on Windows only)
    return int(getattr(status, field)) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else FALLBACK


def total_memory() -> int:
    """Physical memory in bytes; 8 GiB where the system doesn't tell."""
    if sys.platform == "win32":
        return _windows("total")
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return FALLBACK


def available_memory() -> int:
    """Memory in bytes that can be used now without swapping; half of all where the system doesn't tell."""
    if sys.platform == "win32":
        return _windows("free")
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return total_memory() // 2
    return total_memory() // 2
