"""Encoders that want the whole picture at once: gathering it from strips, and libvips' savers in a thread."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

import numpy as np

from inlay.imaging.codec.export import STRIP_BYTES, Export
from inlay.imaging.codec.records import Depth
from inlay.imaging.colour.depth import Pixels
from inlay.imaging.vips import vips as load_vips

# How often (s) somebody who waits is asked whether the file is still wanted.
_ASK = 0.1
_FORMATS = {np.dtype(np.uint8): ("uchar", "srgb"), np.dtype(np.uint16): ("ushort", "rgb16")}


def gather(export: Export, depth: Depth) -> Pixels:
    """The whole picture, (H, W, 3) or with alpha (H, W, 4), uint8 or uint16 by `depth`; grey as R = G = B."""
    source = export.source
    bands = 4 if source.alpha else 3
    whole = np.empty((source.height, source.width, bands), np.uint16 if depth == 16 else np.uint8)
    y = 0
    rows = max(1, STRIP_BYTES // (source.width * bands * depth // 8))
    for strip in export.strips(rows, depth, False, source.alpha):
        whole[y : y + len(strip)] = strip
        y += len(strip)
    return whole


def encode(pixels: Pixels, saver: str, export: Export, **options: Any) -> bytes:
    """A file by libvips' saver of that name, without metadata but for options["profile"].

    `pixels` is (H, W, 3 or 4) uint8 or uint16. What `export.progress` raises stops the encoder, where it can be
    stopped, and is raised again when it has ended. Raises OSError where the encoder fails.
    """
    vips = load_vips()
    height, width, bands = pixels.shape
    kind, meaning = _FORMATS[pixels.dtype]
    # The memory is only lent: `pixels` lives until the encoder has ended.
    image = vips.Image.new_from_memory(pixels, width, height, bands, kind).copy(interpretation=meaning)
    profile = options.pop("profile", None)
    if profile is not None:
        image.set_type(vips.GValue.blob_type, "icc-profile-data", profile)
    options["keep"] = "none" if profile is None else "icc"
    with ThreadPoolExecutor(1, thread_name_prefix="encoder") as thread:
        future = thread.submit(getattr(image, saver), **options)
        try:
            return _result(future, export)
        except vips.Error as error:
            raise OSError(" ".join(str(error).split())) from error
        except BaseException:
            image.set_kill(True)
            raise


def _result(future: Future[Any], export: Export) -> bytes:
    while True:
        try:
            return bytes(future.result(_ASK))
        except NotYet:
            export.progress(1.0)
