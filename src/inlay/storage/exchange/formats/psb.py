"""Photoshop documents above 30,000 px a side or 2 GB."""

from __future__ import annotations

from inlay.storage.exchange.layered import LayeredFormat
from inlay.storage.exchange.psd.reading import probe, read
from inlay.storage.exchange.psd.structure import is_psb
from inlay.storage.exchange.psd.writing import write_as

FORMAT = LayeredFormat("psb", "Photoshop, large (PSB)", (".psb",), is_psb, read, probe, write_as(2))
