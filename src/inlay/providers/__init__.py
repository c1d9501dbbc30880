"""The services that fill: one file each, found by their `PROVIDER`."""

from __future__ import annotations
