"""The archive of an OpenRaster file: entries are read by name into memory, bounded, and never unpacked to disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from inlay.imaging.codec.format import FormatError

MIMETYPE = b"image/openraster"
TITLE = "OpenRaster"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    struct.error,
)
_SMALL = 64 << 20
"""Bytes up to which an entry may unpack to more than `_RATIO` times its size."""
_RATIO = 100
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_openraster(data: bytes) -> bool:
    """Whether the first entry is the type, stored, as the specification wants it."""
    if not data.startswith(b"PK\3\4") or len(data) < 30:
        return False
    name, extra = struct.unpack_from("<HH", data, 26)
    start = 30 + name + extra
    return data[30 : 30 + name] == b"mimetype" and data[start : start + len(MIMETYPE)] == MIMETYPE


class Archive:
    """An open archive. Every method raises FormatError where the file isn't what it says."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise FormatError("no archive") from error

    def has(self, name: str) -> bool:
        """Whether there is an entry of that name."""
        return name in self._zip.NameToInfo

    def read(self, name: str, most: int | None = None) -> bytes:
        """The bytes of an entry; at most `most`."""
        try:
            info = self._zip.getinfo(name)
        except KeyError as error:
            raise FormatError("an entry is missing") from error
        allowed = max(_SMALL, _RATIO * info.compress_size) if most is None else most
        if info.compress_type not in _METHODS or info.flag_bits & 1 or info.file_size > allowed:
            raise FormatError("an entry can't be unpacked")
        try:
            return self._zip.read(info)
        except _BROKEN as error:
            raise FormatError("an entry is damaged") from error
