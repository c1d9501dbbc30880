"""Just enough of Xlib, XTEST included, to move a pointer and to look at pixels from outside a program."""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any

CONTROL = 0xFFE3  # keysym Control_L
ALL_PLANES = 0xFFFFFFFFFFFFFFFF
Z_PIXMAP = 2


class _XImage(ctypes.Structure):
    """The beginning of Xlib's XImage."""

    _fields_ = [
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_char)),
        ("byte_order", ctypes.c_int),
        ("bitmap_unit", ctypes.c_int),
        ("bitmap_bit_order", ctypes.c_int),
        ("bitmap_pad", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("bytes_per_line", ctypes.c_int),
    ]


def _library(name: str) -> Any:
    found = ctypes.util.find_library(name)
    if found is None:
        raise OSError(f"no library {name}")
    return ctypes.CDLL(found)


class Display:
    """The X server of $DISPLAY. Raises OSError where there is none, or no XTEST."""

    def __init__(self) -> None:
        self._x, self._test = _library("X11"), _library("Xtst")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XGetImage.restype = ctypes.POINTER(_XImage)
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        opened = self._x.XOpenDisplay(None)
        if not opened:
            raise OSError("no X display")
        self._display = ctypes.c_void_p(opened)
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def move(self, x: int, y: int) -> None:
        """Put the pointer there."""
        self._test.XTestFakeMotionEvent(self._display, -1, int(x), int(y), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def button(self, number: int, down: bool) -> None:
        """Press or release a button: 1 left, 2 middle, 4 and 5 the wheel."""
        self._test.XTestFakeButtonEvent(self._display, number, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def key(self, keysym: int, down: bool) -> None:
        """Press or release a key."""
        code = self._x.XKeysymToKeycode(self._display, ctypes.c_ulong(keysym))
        self._test.XTestFakeKeyEvent(self._display, code, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def pixels(self, x: int, y: int, width: int, height: int) -> bytes:
        """The pixels of a box of the screen, as the server keeps them."""
        image = self._x.XGetImage(self._display, self._root, x, y, width, height, ctypes.c_ulong(ALL_PLANES), Z_PIXMAP)
        if not image:
            raise OSError("the screen can't be read there")
        found = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * height)
        self._x.XDestroyImage(image)
        return found
