"""`inlay extend`: make a picture larger and fill the new border."""

from __future__ import annotations

import argparse
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.cli.options import add_fill_options

HELP = tr("Extend a picture and fill the new border.")
SIDES = ("left", "right", "top", "bottom")
MOST = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("image", type=Path, metavar="IMAGE", help=tr("the picture; it is never written to"))
    for side in SIDES:
        parser.add_argument(f"--{side}", type=int, default=0, metavar="N", help=tr("px to add there"))
    parser.add_argument("--aspect", metavar="W:H", help=tr("grow to this ratio instead, evenly on both sides"))
    parser.add_argument(
        "--overlap",
        type=int,
        default=12,
        metavar="PX",
        help=tr("how far the fill reaches into the picture (default: 12)"),
    )
    add_fill_options(parser)


def parse_aspect(text: str) -> tuple[float, float]:
    """Width and height of a ratio such as 16:9, or BadInput."""
    try:
        width, height = (float(part) for part in text.split(":"))
    except ValueError:
        width = height = 0.0
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise BadInput(tr("--aspect takes a ratio such as 16:9, not {text}.").format(text=text))
    return width, height


def _check(options: argparse.Namespace) -> None:
    sides = [getattr(options, side) for side in SIDES]
    if any(not 0 <= px <= MOST for px in sides):
        raise BadInput(tr("A side can be extended by 0 to {most} px.").format(most=MOST))
    if not 0 <= options.overlap <= 1000:
        raise BadInput(tr("The overlap is 0 to 1000 px."))
    if options.aspect and any(sides):
        raise BadInput(tr("Give either --aspect or sides, not both."))
    if not options.aspect and not any(sides):
        raise BadInput(tr("Say by how much: --left, --right, --top, --bottom or --aspect."))


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    from inlay.base.geometry import Rect
    from inlay.cli.work import run_fill
    from inlay.document.document import Document
    from inlay.document.extend import extend
    from inlay.tools.frame_geometry import grown_to_aspect

    _check(options)
    aspect = parse_aspect(options.aspect) if options.aspect else None

    def prepare(document: Document) -> Document:
        old = document.canvas
        if aspect is not None:
            canvas = grown_to_aspect(old, *aspect)
        else:
            canvas = Rect.from_edges(
                old.x - options.left, old.y - options.top, old.right + options.right, old.bottom + options.bottom
            )
        if canvas == old:
            raise BadInput(tr("The picture has that ratio already; there is nothing to extend."))
        return extend(document, canvas, options.overlap)

    return run_fill(options, options.image, prepare)
