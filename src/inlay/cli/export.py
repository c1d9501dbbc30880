"""`inlay export`: write a project, or one version of it, as a picture."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.cli.export_options import add_export_options, export_settings, output_help

if TYPE_CHECKING:
    from inlay.editor.exporting import ExportOptions

HELP = tr("Write a project as a picture.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument(
        "--version", default=None, metavar="ID", help=tr("a version of `inlay info` (default: as saved)")
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help=output_help())
    add_export_options(parser)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    from inlay.editor.exporting import ExportOptions, check_target

    check_target(options.output, None)
    settings = ExportOptions(export_settings(options))
    notes = asyncio.run(_export(options.project, options.version, options.output, settings))
    print("\n".join([tr("{output}: written.").format(output=options.output), *notes]))
    return 0


async def _export(project: Path, version: str | None, output: Path, options: ExportOptions) -> list[str]:
    from inlay.base.errors import BadInput
    from inlay.editor.exporting import export_document
    from inlay.storage import WorkingCopy

    working = await asyncio.to_thread(WorkingCopy.of_project, project)
    try:
        state = working.state
        document = state.document
        if version is not None:
            found = [each for each in state.versions if each.id.startswith(version)]
            if len(found) != 1:
                raise BadInput(
                    tr("{project} has no version {id}.").format(project=project.name, id=version),
                    next_step=tr("`inlay info {project}` lists them.").format(project=project.name),
                )
            document = found[0].document
        if document is None:
            raise BadInput(tr("{project} is empty.").format(project=project.name))
        return await asyncio.to_thread(export_document, document, working, output, options)
    finally:
        await asyncio.to_thread(working.close, True)
