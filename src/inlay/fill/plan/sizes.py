"""Sizes: which pictures a model takes, and at which it works best."""

from __future__ import annotations

from dataclasses import dataclass

MEGAPIXEL = 1_000_000


@dataclass(frozen=True)
class Sizes:
    """All in pixels of the picture that is sent; for a model that adds a border, of its answer, but `least_side`
    counts for what is sent all the same.

    multiple     both sides are multiples of it
    least_side, most_side   of a side
    good_least   pixels below which a crop is enlarged
    most         pixels above which no request is made, whatever the person wants
    """

    multiple: int = 32
    least_side: int = 256
    most_side: int = 4096
    good_least: int = 262_144
    most: int = 4_000_000
