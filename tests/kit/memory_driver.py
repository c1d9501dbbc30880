"""Opens 100 MP at 16 bits, makes 20 versions of which 3 are flattened, and prints what memory it took (JSON).

Run as a process of its own: python -m tests.kit.memory_driver PROJECT
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from inlay.base.geometry import Rect
from inlay.document import edits
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.document.version import Kind, Version
from inlay.imaging.budget import BUDGET
from inlay.imaging.colour import ColourSpace
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels
from inlay.storage import Change, WorkingCopy

SIDE = 10_000
LIMIT = 2**30
MIB = 2**20
U16 = np.dtype(np.uint16)


def photo_tile(box: Rect) -> Pixels:
    """A box of a made-up photograph: slow waves and the noise of a sensor, different everywhere."""
    noise = np.random.default_rng((box.x + 1, box.y + 1))
    x = np.arange(box.x, box.right, dtype=np.float32)[None, :, None]
    y = np.arange(box.y, box.bottom, dtype=np.float32)[:, None, None]
    waves = 30000 + 12000 * np.sin(x / 400 + np.arange(3, dtype=np.float32)) + 12000 * np.cos(y / 300)
    grain = noise.integers(0, 512, (box.h, box.w, 3), np.uint16)
    return waves.astype(np.uint16) + grain


def shade_tile(strength: int, box: Rect) -> Pixels:
    """A grey shade over a box, of one colour; multiplied, it makes every pixel below another one."""
    return np.broadcast_to(np.uint16(65535 - 3000 * strength), (box.h, box.w, 3)).copy()


def with_shade(document: Document, strength: int) -> Document:
    """The document with a multiply layer over everything."""
    raster = Raster.build(document.canvas, 3, U16, lambda box: shade_tile(strength, box))
    return edits.add_layer(document, Layer(new_id(), "Shade", raster, 0.9, "multiply"))


def with_fill(document: Document, number: int) -> Document:
    """The document with one more small layer and a painted mask."""
    at = 300 + 400 * number
    fill = photo_tile(Rect(at, at, 500, 400))
    painted = np.full((700, 600), 255, np.uint8)
    painted[::3] = np.arange(600) % 256
    document = edits.set_mask(document, Mask.from_array(painted, at, at))
    return edits.add_layer(document, Layer(new_id(), f"Fill {number}", Raster.from_array(fill, at, at)))


class LongSession:
    """Twenty versions of one document, each recorded as it is made; nobody waits for the disk."""

    def __init__(self) -> None:
        self.copy = WorkingCopy.create()
        BUDGET.spill = self.copy
        canvas = Rect(0, 0, SIDE, SIDE)
        raster = Raster.build(canvas, 3, U16, photo_tile)
        self.document = Document(canvas, ColourSpace(), 16, (Layer(new_id(), "Photo", raster),))
        self.versions: list[Version] = []
        self.keep("opened")

    def keep(self, kind: Kind) -> None:
        """Make a version of the document as it is."""
        parent = self.versions[-1].id if self.versions else None
        version = Version(new_id(), parent, time.time(), kind, kind, self.document, b"")
        self.versions.append(version)
        self.copy.record(Change(self.document, version.id, (version,)))

    def work(self) -> None:
        """Make the other nineteen."""
        for number in range(1, 20):
            if number in (5, 11, 17):
                self.document = edits.flatten(with_shade(self.document, number))
                self.keep("flatten")
            else:
                self.document = with_fill(self.document, number)
                self.keep("fill")

    def finish(self, project: Path) -> list[bytes]:
        """Save and close; what the versions looked like comes back."""
        samples = [sample_of(version.document) for version in self.versions]
        self.copy.save_as(project, "test").result()
        self.copy.close(discard=True)
        return samples


def main(project: Path) -> None:
    """Do the work of a long session and say what it took."""
    started = time.monotonic()
    BUDGET.limit = LIMIT
    session = LongSession()
    session.work()
    session.copy.flush().result()
    BUDGET.trim()
    told = {"limit_mib": LIMIT // MIB, "counted_mib": BUDGET.used // MIB, "megapixels": SIDE * SIDE / 1e6}
    told["session_seconds"] = round(time.monotonic() - started, 1)
    samples = session.finish(project)
    del session
    reopened = WorkingCopy.of_project(project)
    versions = reopened.state.versions
    told["versions"] = len(versions)
    told["flattened"] = sum(version.kind == "flatten" for version in versions)
    told["looks"] = len(set(samples))
    told["same_after_reopening"] = samples == [sample_of(version.document) for version in versions]
    reopened.close(discard=True)
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    told["resident_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // MIB
    told["seconds"] = round(time.monotonic() - started, 1)
    told["project_mib"] = project.stat().st_size // MIB
    print(json.dumps(told))


def sample_of(document: Document) -> bytes:
    """A few pixels of what the document looks like, read back from wherever they lie."""
    return compose(document, Rect(9000, 9000, 40, 40)).tobytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
