"""What saving and opening a project costs, against a plain copy of the same bytes in the same run."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from inlay.base.files import sync_file
from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.document.version import Version
from inlay.imaging.codec import read_picture
from inlay.imaging.colour import ColourSpace
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.storage import Change, WorkingCopy

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"2": (1732, 1155), "24": (6000, 4000)}
RUNS = 5


def photo(width: int, height: int) -> np.ndarray:
    """The sample photograph, repeated to a size (h, w, 3) uint8."""
    path = ROOT / "resources" / "sample" / "picos-de-europa.jpg"
    pixels = read_picture(path.read_bytes(), path.name).pixels[:, :, :3]
    across, down = -(-width // pixels.shape[1]), -(-height // pixels.shape[0])
    return np.ascontiguousarray(np.tile(pixels, (down, across, 1))[:height, :width])


def changes(width: int, height: int) -> tuple[Change, Change]:
    """An opened photograph, then one painted mask."""
    layer = Layer(new_id(), "Photo", Raster.from_array(photo(width, height)))
    document = Document(Rect(0, 0, width, height), ColourSpace(), 8, (layer,))
    version = Version(new_id(), None, time.time(), "photo", "opened", document, b"")
    mask = Mask.from_array(np.full((300, 400), 255, np.uint8), 500, 400)
    painted = Document(document.canvas, document.colour, 8, document.layers, mask)
    return Change(document, version.id, (version,)), Change(painted)


def median(work: Callable[[], object]) -> float:
    """The median time of a few runs, in ms."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 1)


def copied(source: Path, target: Path) -> None:
    """A plain copy that is on the disk when it is done."""
    shutil.copyfile(source, target)
    sync_file(target)


def figures(folder: Path, width: int, height: int) -> dict[str, float]:
    """Everything for one size: times in ms, and ratios to the copy."""
    opened, painted = changes(width, height)
    copy = WorkingCopy.create(folder / "working")
    started = time.perf_counter()
    copy.record(opened).result()
    first = (time.perf_counter() - started) * 1000
    started = time.perf_counter()
    copy.record(painted).result()
    stroke = (time.perf_counter() - started) * 1000
    path = folder / "photo.inlay"
    save = median(lambda: copy.save_as(path, "bench").result())
    copy.close(discard=True)

    def reopen() -> None:
        WorkingCopy.of_project(path, folder / "working").close(discard=True)

    def reopen_and_read() -> None:
        again = WorkingCopy.of_project(path, folder / "working")
        document = again.state.document
        assert document is not None
        document.layers[0].raster.region(document.canvas)
        again.close(discard=True)

    plain = median(lambda: copied(path, folder / "copy"))
    found = {
        "first_record_ms": round(first, 1),
        "stroke_record_ms": round(stroke, 1),
        "save_ms": save,
        "reopen_ms": median(reopen),
        "reopen_and_read_all_ms": median(reopen_and_read),
        "plain_copy_ms": plain,
        "project_mb": round(path.stat().st_size / 1e6, 1),
    }
    found["save_ratio"] = round(found["save_ms"] / plain, 2)
    found["reopen_ratio"] = round(found["reopen_ms"] / plain, 2)
    return found


def run() -> dict[str, dict[str, float]]:
    """Figures by megapixels."""
    result = {}
    for megapixels, (width, height) in SIZES.items():
        with tempfile.TemporaryDirectory(prefix="inlay-bench-") as place:
            before = os.environ.get("INLAY_HOME")
            os.environ["INLAY_HOME"] = str(Path(place) / "home")
            try:
                result[megapixels] = figures(Path(place), width, height)
            finally:
                if before is None:
                    del os.environ["INLAY_HOME"]
                else:
                    os.environ["INLAY_HOME"] = before
    return result


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
