"""Quantisation tables of JPEG: from the file's zigzag to rows, and which quality they stand for (T.81, annex K)."""

from __future__ import annotations

Table = tuple[int, ...]


def _zigzag() -> tuple[int, ...]:
    """The row-order index of each zigzag position."""
    diagonals = sorted(
        ((x, y) for y in range(8) for x in range(8)),
        key=lambda at: (at[0] + at[1], at[0] if (at[0] + at[1]) % 2 == 0 else at[1]),
    )
    return tuple(y * 8 + x for x, y in diagonals)


ZIGZAG = _zigzag()

# Table K.1, luma, in rows.
_LUMA = (
    *(16, 11, 10, 16, 24, 40, 51, 61),
    *(12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56),
    *(14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77),
    *(24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101),
    *(72, 92, 95, 98, 112, 100, 103, 99),
)


def in_rows(zigzag: Table) -> Table:
    """64 values in a file's zigzag order, in row order."""
    rows = [0] * 64
    for position, value in zip(ZIGZAG, zigzag, strict=True):
        rows[position] = value
    return tuple(rows)


def _scaled(quality: int) -> Table:
    """The standard luma table at a quality, as libjpeg scales it."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(255, max(1, (each * scale + 50) // 100)) for each in _LUMA)


def quality_of(luma: Table) -> int:
    """1..100: the quality whose standard table is nearest (sum of differences)."""
    return min(range(100, 0, -1), key=lambda q: sum(abs(a - b) for a, b in zip(_scaled(q), luma, strict=True)))
