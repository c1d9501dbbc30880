"""`inlay mask`: make a mask of a picture or take it from a project, change it, and write it as a grey PNG."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inlay.base.errors import BadInput
from inlay.base.text import tr

if TYPE_CHECKING:
    from inlay.base.geometry import Rect
    from inlay.document.document import Document
    from inlay.imaging.mask import Mask
    from inlay.imaging.regions.border import Side

HELP = tr("Make, change and write masks.")
PROJECT = ".inlay"
Step = tuple[str, float, "Side"]
"""An edit's id, px, and the side of a border."""


class _Steps(argparse.Action):
    """Edits are done in the order in which they are given."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        assert option is not None
        name = option.removeprefix("--")
        text, _, side = str(values).partition(":") if name == "border" else (str(values), "", "")
        try:
            px = float(text) if values != [] else 0.0
        except ValueError:
            parser.error(tr("{option} takes a number of px, not {text}").format(option=option, text=text))
        if side and side not in ("both", "inside", "outside"):
            parser.error(tr("--border lies inside, outside or on both sides, not {side}").format(side=side))
        namespace.steps = [*(namespace.steps or []), (name, px, side or "both")]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument(
        "source", type=Path, metavar="SOURCE", help=tr("a picture, or a project; it is never written to")
    )
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help=tr("PNG to write, grey, white = fill"))
    parser.add_argument("--saved", metavar="NAME", help=tr("a saved mask of the project (default: its working mask)"))
    parser.add_argument("--list", action="store_true", help=tr("list the project's saved masks"))
    parser.add_argument("--all", type=Path, metavar="FOLDER", help=tr("write all saved masks there"))
    parser.add_argument("--replace", action="store_true", help=tr("write over files that are there (with --all)"))
    parser.add_argument(
        "--from",
        dest="taken",
        choices=("brightness", "transparency"),
        help=tr("what of the picture is masked (default: what is transparent, or else what is white)"),
    )
    parser.add_argument("--like", type=Path, metavar="IMAGE", help=tr("the mask is for this picture, and of its size"))
    parser.add_argument(
        "--place", choices=("corner", "scaled"), help=tr("what to do with another size (default: refuse it)")
    )
    edits = parser.add_argument_group(tr("changes, in the order in which they are given"))
    for name, text in (
        ("grow", tr("larger by so many px")),
        ("shrink", tr("smaller by so many px")),
        ("feather", tr("soft edges: the standard deviation of a Gaussian, in px")),
        ("smooth", tr("round corners, without specks: the median as far as so many px")),
    ):
        edits.add_argument(f"--{name}", action=_Steps, dest="steps", metavar="PX", help=text)
    edits.add_argument(
        "--border", action=_Steps, dest="steps", metavar="PX[:SIDE]", help=tr("only a band along the edge")
    )
    edits.add_argument("--fill-holes", action=_Steps, dest="steps", nargs=0, help=tr("mask what the mask encloses"))
    edits.add_argument("--invert", action=_Steps, dest="steps", nargs=0, help=tr("mask what isn't, and the other way"))


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    wanted = [name for name in ("output", "all", "list") if getattr(options, name)]
    if len(wanted) != 1:
        raise BadInput(tr("Say what to do: write the mask with -o OUT, or --all FOLDER, or --list."))
    if options.source.suffix.lower() == PROJECT:
        return _of_project(options)
    if options.list or options.all or options.saved:
        raise BadInput(tr("{name} isn't a project, so it has no saved masks.").format(name=options.source.name))
    return _of_picture(options)


def _of_picture(options: argparse.Namespace) -> int:
    from inlay.base.geometry import Rect
    from inlay.editor.mask_files import imported
    from inlay.imaging.codec import probe_picture, read_bytes

    data = read_bytes(options.source)
    like = read_bytes(options.like) if options.like is not None else data
    info = probe_picture(like, (options.like or options.source).name)
    canvas = Rect(0, 0, info.width, info.height)
    found = imported(data, options.source.name, canvas, options.taken, options.place)
    _write(found.mask, canvas, options)
    print("\n".join([tr("{output}: written.").format(output=options.output), *found.notes]))
    return 0


def _of_project(options: argparse.Namespace) -> int:
    from inlay.storage import WorkingCopy

    working = WorkingCopy.of_project(options.source)
    try:
        document = working.state.document
        if document is None:
            raise BadInput(tr("{project} is empty.").format(project=options.source.name))
        print("\n".join(_told(document, options)))
    finally:
        working.close(True)
    return 0


def _told(document: Document, options: argparse.Namespace) -> list[str]:
    """Do what is wanted of a project; the lines to print."""
    from inlay.editor.mask_files import export_masks

    if options.list:
        return [each.name for each in document.saved_masks] or [tr("There are no saved masks.")]
    if options.all:
        paths = export_masks(document.saved_masks, document.canvas, options.all, options.replace)
        return [tr("{output}: written.").format(output=path) for path in paths]
    _write(_mask_in(document, options), document.canvas, options)
    return [tr("{output}: written.").format(output=options.output)]


def _mask_in(document: Document, options: argparse.Namespace) -> Mask:
    if options.saved is None:
        return document.mask
    found = [each.mask for each in document.saved_masks if each.name == options.saved]
    if len(found) != 1:
        raise BadInput(
            tr("{project} has no saved mask called {name}.").format(project=options.source.name, name=options.saved)
            if not found
            else tr("{project} has several saved masks called {name}.").format(
                project=options.source.name, name=options.saved
            ),
            next_step=tr("`inlay mask {project} --list` lists them.").format(project=options.source.name),
        )
    return found[0]


def _write(mask: Mask, canvas: Rect, options: argparse.Namespace) -> None:
    from inlay.editor.mask_files import export_mask

    export_mask(edited(mask, options.steps or [], canvas), canvas, options.output, options.source)


def edited(mask: Mask, steps: Sequence[Step], canvas: Rect) -> Mask:
    """The mask after each of the steps; BadInput where one is out of range."""
    from inlay.editor.mask_edits import MASK_EDITS
    from inlay.imaging.regions.holes import fill_holes

    for name, px, side in steps:
        if name == "invert":
            mask = mask.inverted()
        elif name == "fill-holes":
            mask = fill_holes(mask, canvas)
        else:
            mask = MASK_EDITS[name].done(mask, px, canvas, side)
    return mask
