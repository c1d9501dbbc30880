"""OpenRaster: a ZIP archive of PNG layers and a list of them, by freedesktop.org's specification 0.0.6."""

from __future__ import annotations

from inlay.storage.exchange.layered import LayeredFormat
from inlay.storage.exchange.ora.archive import is_openraster
from inlay.storage.exchange.ora.reading import probe, read
from inlay.storage.exchange.ora.writing import write

FORMAT = LayeredFormat("ora", "OpenRaster", (".ora",), is_openraster, read, probe, write)
