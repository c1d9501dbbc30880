"""How a picture is to be read and written: the options that several sub-commands share, without what is heavy."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from inlay.base.errors import BadInput
from inlay.base.text import tr

if TYPE_CHECKING:  # the heavy libraries behind them aren't needed for --help
    from inlay.imaging.codec import ExportSettings
    from inlay.imaging.codec.cleaning import Keep
    from inlay.imaging.codec.records import Bits

KEEPS: dict[str, Keep] = {"all": "all", "no-location": "no location", "none": "nothing"}
WITH_QUALITY, WITH_LOSSLESS = ("jpeg", "webp", "avif"), ("webp", "avif")


def output_help() -> str:
    """What `-o` takes."""
    return tr("PNG, TIFF, JPEG, WebP, AVIF, or with its layers ORA or PSD, by the ending of the name")


def add_salvage(parser: argparse.ArgumentParser) -> None:
    """The option for files that are cut off."""
    parser.add_argument(
        "--salvage",
        action="store_true",
        help=tr("open what can be read of a truncated picture; the rest is transparent"),
    )


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """--quality, --lossless, --depth and --metadata."""
    group = parser.add_argument_group(tr("the file"))
    group.add_argument(
        "--quality",
        type=int,
        default=None,
        metavar="N",
        help=tr("1 to 100, for JPEG, WebP and AVIF (default: as the source, else 95, 90 and 85)"),
    )
    group.add_argument("--lossless", action="store_true", help=tr("WebP or AVIF that keeps every value"))
    group.add_argument(
        "--depth",
        type=int,
        choices=(8, 10, 12, 16),
        default=None,
        help=tr("bits a channel, where the format has them (default: as the picture)"),
    )
    group.add_argument(
        "--metadata",
        choices=tuple(KEEPS),
        default="all",
        help=tr("what of EXIF, XMP and IPTC is kept (default: all); profile and resolution always are"),
    )


def export_settings(options: argparse.Namespace) -> ExportSettings:
    """The options as settings. Raises BadInput for what the format of the output doesn't have."""
    from inlay.imaging.codec import ExportSettings

    settings = ExportSettings(
        depth=cast("Bits | None", options.depth),
        quality=options.quality,
        lossless=options.lossless,
        metadata=KEEPS[options.metadata],
    )
    if options.output is not None:
        _check(settings, options.output)
    return settings


def _check(settings: ExportSettings, output: Path) -> None:
    from inlay.imaging.codec import format_for_path
    from inlay.imaging.codec.writing import check_depth
    from inlay.storage.exchange import layered_for_path

    if settings.quality is not None and not 1 <= settings.quality <= 100:
        raise BadInput(tr("--quality takes 1 to 100."))
    layered = layered_for_path(output)
    known = format_for_path(output) if layered is None else None
    title = known.title if known is not None else layered.title if layered is not None else ""
    kind = known.id if known is not None else ""
    if settings.quality is not None and kind not in WITH_QUALITY:
        raise BadInput(tr("{format} has no quality to choose.").format(format=title))
    if settings.lossless and kind not in WITH_LOSSLESS:
        raise BadInput(tr("--lossless is for WebP and AVIF; {name} isn't one.").format(name=output.name))
    if settings.lossless and settings.quality is not None:
        raise BadInput(tr("Give either --quality or --lossless, not both."))
    if known is not None:
        check_depth(known, settings.depth)
    elif settings.depth is not None:
        raise BadInput(tr("{format} is written with the picture's own depth.").format(format=title))


def as_texts(settings: ExportSettings) -> dict[str, str]:
    """What was chosen, to be written down with a job until its result comes."""
    chosen = {
        "depth": settings.depth,
        "quality": settings.quality,
        "lossless": int(settings.lossless) or None,
        "metadata": settings.metadata if settings.metadata != "all" else None,
    }
    return {name: str(value) for name, value in chosen.items() if value is not None}


def from_texts(texts: Mapping[str, str]) -> ExportSettings:
    """What `as_texts` wrote down; what can't be read counts as the strictest wish about metadata, else as none."""
    from inlay.imaging.codec import ExportSettings

    depth, quality = (texts.get(name, "") for name in ("depth", "quality"))
    metadata = texts.get("metadata", "all")
    return ExportSettings(
        depth=cast("Bits", int(depth)) if depth in ("8", "10", "12", "16") else None,
        quality=int(quality) if quality.isdecimal() and 1 <= int(quality) <= 100 else None,
        lossless=texts.get("lossless") == "1",
        metadata=cast("Keep", metadata) if metadata in KEEPS.values() else "nothing",
    )
