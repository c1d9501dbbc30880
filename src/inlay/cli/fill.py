"""`inlay fill`: fill the masked part of a picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.cli.options import add_fill_options

HELP = tr("Fill the masked part of a picture. Nothing outside the mask changes.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("image", type=Path, metavar="IMAGE", help=tr("the picture; it is never written to"))
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--mask", type=Path, metavar="MASK", help=tr("a grey picture of the same size, white = fill"))
    which.add_argument("--alpha", action="store_true", help=tr("fill what is transparent in the picture"))
    parser.add_argument("--grow", type=int, default=0, metavar="PX", help=tr("grow the mask by so many px first"))
    add_fill_options(parser)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    from inlay.cli.work import run_fill
    from inlay.document.document import Document
    from inlay.document.edits import set_mask
    from inlay.editor.mask_edits import MASK_EDITS
    from inlay.editor.masks import from_file, from_transparency

    if options.grow < 0:
        raise BadInput(tr("--grow takes 0 or more px."))

    grow: int = options.grow

    def prepare(document: Document) -> Document:
        mask = from_transparency(document) if options.alpha else from_file(options.mask, document.canvas)
        return set_mask(document, MASK_EDITS["grow"].done(mask, grow, document.canvas) if grow else mask)

    return run_fill(options, options.image, prepare)
