"""`inlay selftest`: check that this installation works, part by part, with real work."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from inlay.base.errors import Bug, InlayError
from inlay.base.text import tr

HELP = tr("Check that this installation works.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Run every check; 0 where all passed, else 1."""
    results = {name: _result(check) for name, check in CHECKS.items()}
    passed = all(not trouble for trouble in results.values())
    if options.json:
        print(json.dumps({"passed": passed, "checks": results}))
    else:
        for name, trouble in results.items():
            print(f"{'ok    ' if not trouble else 'FAILED'} {name}{': ' + trouble if trouble else ''}")
    return 0 if passed else 1


def _result(check: Callable[[], None]) -> str:
    """An empty text, or what went wrong."""
    try:
        check()
    except InlayError as error:
        return error.sentence()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _resources() -> None:
    from inlay.base.resources import resources_dir

    for name in ("icons", "sample"):
        if not any((resources_dir() / name).iterdir()):
            raise Bug(tr("The folder {name} is empty.").format(name=name))


def _window() -> None:
    for name in ("PySide6", "qasync"):
        if importlib.util.find_spec(name) is None:
            raise Bug(tr("{name} is missing, so the window can't open.").format(name=name))


def _pictures() -> None:
    import io

    import numpy as np

    from inlay.imaging.codec import PixelSource, read_picture, write_picture
    from inlay.imaging.colour import SRGB

    pixels = np.random.default_rng(1).integers(0, 65536, (40, 30, 3)).astype(np.uint16)
    for format_id in ("png", "tiff"):
        file = io.BytesIO()
        write_picture(file, format_id, PixelSource.of(pixels), SRGB)
        if not np.array_equal(read_picture(file.getvalue(), f"a.{format_id}").pixels, pixels):
            raise Bug(tr("16-bit pictures don't come back as they were written."))


def _fill_and_project() -> None:
    with tempfile.TemporaryDirectory(prefix="inlay-selftest-") as folder:
        asyncio.run(_small_job(Path(folder)))


async def _small_job(folder: Path) -> None:
    """Open, mask, fill, save, open again: on a small picture, in a folder of its own."""
    import numpy as np

    from inlay.base.geometry import Rect
    from inlay.base.settings import Settings
    from inlay.document.edits import set_mask
    from inlay.editor.editor import Editor
    from inlay.editor.exporting import ExportOptions
    from inlay.imaging.codec import PixelSource, write_picture
    from inlay.imaging.colour import SRGB
    from inlay.imaging.mask import Mask
    from inlay.jobs.journal import Journal

    picture = folder / "picture.png"
    pixels = np.random.default_rng(2).integers(90, 160, (96, 96, 3)).astype(np.uint8)
    write_picture(picture, "png", PixelSource.of(pixels), SRGB)
    editor = Editor(Settings(folder / "settings.json"), Journal(folder / "jobs"))
    troubles: list[InlayError] = []
    editor.failed.connect(troubles.append)
    try:
        await editor.open(picture)
        editor.edit("mask", lambda document: set_mask(document, Mask.rectangle(Rect(40, 40, 12, 12))))
        await editor.fill()
        await editor.settled()
        if troubles:
            raise troubles[0]
        await editor.save(folder / "project.inlay")
        await editor.export(folder / "out.png", ExportOptions())
        assert editor.session is not None
        digest = editor.session.document.digest
        await editor.close_session(discard=True)
        await editor.open(folder / "project.inlay")
        if editor.session.document.digest != digest or len(editor.session.versions) != 2:
            raise Bug(tr("A saved project doesn't come back as it was."))
    finally:
        await editor.shut_down(discard=True)


CHECKS: dict[str, Callable[[], None]] = {
    "resources": _resources,
    "window libraries": _window,
    "16-bit pictures": _pictures,
    "fill and project": _fill_and_project,
}
