"""Files made to do harm to a program that believes them: bombs, lies, loops and cuts, made by code when a test runs."""

from __future__ import annotations

from collections.abc import Callable

from tests.kit.hostile import heif_files, jpeg_files, png_files, riff_files, tiff_files

Maker = Callable[[], bytes]

REFUSED: dict[str, Maker] = {
    **png_files.REFUSED,
    **jpeg_files.REFUSED,
    **tiff_files.REFUSED,
    **riff_files.REFUSED,
    **heif_files.REFUSED,
}
"""Files that have to end in one sentence."""

HARMLESS: dict[str, Maker] = {
    **png_files.HARMLESS,
    **jpeg_files.HARMLESS,
    **tiff_files.HARMLESS,
    **riff_files.HARMLESS,
    **heif_files.HARMLESS,
}
"""Files that are odd beside their pixels, and have to open all the same."""
