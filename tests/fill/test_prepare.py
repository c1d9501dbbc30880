"""From a document's mask to a request, and to an estimate before it."""

from __future__ import annotations

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.extend import extend
from inlay.document.layer import Layer
from inlay.fill.local.engine import estimate
from inlay.fill.local.options import Options
from inlay.fill.prepare import GROW, estimate_for, prepare
from inlay.imaging.colour import SRGB
from inlay.imaging.raster import Raster


def test_the_estimate_knows_that_a_new_border_is_filled_in_steps() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (2448, 3264, 3)).astype(np.uint8)
    document = Document(Rect(0, 0, 3264, 2448), SRGB, 8, (Layer("a", "Photo", Raster.from_array(pixels)),))
    assert estimate_for(document, "standard") is None
    wider = extend(document, Rect(-166, 0, 3430, 2448))
    found = estimate_for(wider, "standard")
    request = prepare(wider, wider.mask)
    assert found == estimate(request.image, request.hole, Options(grown=GROW))
