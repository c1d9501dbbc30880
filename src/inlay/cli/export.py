"""`inlay export`: write a project, one version of it, or another picture as a picture."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.cli.export_options import add_export_options, add_salvage, export_settings, output_help

if TYPE_CHECKING:
    from inlay.document.document import Document
    from inlay.editor.exporting import ExportOptions
    from inlay.storage import WorkingCopy

    Made = tuple[WorkingCopy, Document, Sequence[str]]
    Make = Callable[[], Made]

PROJECT_SUFFIX = ".inlay"

HELP = tr("Write a project, or another picture, as a picture.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("source", type=Path, metavar="FILE", help=tr("a project, or any picture that Inlay opens"))
    parser.add_argument(
        "--version", default=None, metavar="ID", help=tr("a version of `inlay info` (default: as saved)")
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help=output_help())
    add_salvage(parser)
    add_export_options(parser)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    from inlay.editor.exporting import ExportOptions, check_target

    is_project = options.source.suffix.lower() == PROJECT_SUFFIX
    check_target(options.output, None if is_project else options.source)
    settings = ExportOptions(export_settings(options))
    make = _version(options.source, options.version) if is_project else _picture(options)
    notes = asyncio.run(_export(make, options.output, settings))
    print("\n".join([tr("{output}: written.").format(output=options.output), *notes]))
    return 0


async def _export(make: Make, output: Path, options: ExportOptions) -> list[str]:
    from inlay.editor.exporting import export_document

    working, document, notes = await asyncio.to_thread(make)
    try:
        return [*notes, *await asyncio.to_thread(export_document, document, working, output, options)]
    finally:
        await asyncio.to_thread(working.close, True)


def _version(project: Path, version: str | None) -> Make:
    """A version of a project, or the project as it was saved."""

    def make() -> Made:
        from inlay.storage import WorkingCopy

        working = WorkingCopy.of_project(project)
        try:
            return working, _document(working, project, version), ()
        except BaseException:
            working.close(True)
            raise

    return make


def _document(working: WorkingCopy, project: Path, version: str | None) -> Document:
    document = working.state.document
    if version is not None:
        found = [each for each in working.state.versions if each.id.startswith(version)]
        if len(found) != 1:
            raise BadInput(
                tr("{project} has no version {id}.").format(project=project.name, id=version),
                next_step=tr("`inlay info {project}` lists them.").format(project=project.name),
            )
        document = found[0].document
    if document is None:
        raise BadInput(tr("{project} is empty.").format(project=project.name))
    return document


def _picture(options: argparse.Namespace) -> Make:
    """A picture as it is opened, with what is to be told of it."""
    if options.version is not None:
        raise BadInput(tr("{name} isn't a project, so it has no versions.").format(name=options.source.name))

    def make() -> Made:
        from inlay.editor.opening import first_state, open_picture
        from inlay.storage import WorkingCopy

        opened = open_picture(options.source, options.salvage)
        working = WorkingCopy.create()
        working.state, change = first_state(opened)
        working.record(change)
        return working, opened.document, opened.notes

    return make
