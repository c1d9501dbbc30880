"""Photoshop documents."""

from __future__ import annotations

from inlay.storage.exchange.layered import LayeredFormat
from inlay.storage.exchange.psd.reading import probe, read
from inlay.storage.exchange.psd.structure import is_psd
from inlay.storage.exchange.psd.writing import write_as

FORMAT = LayeredFormat("psd", "Photoshop (PSD)", (".psd",), is_psd, read, probe, write_as(1))
