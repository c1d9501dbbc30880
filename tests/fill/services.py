"""Requests as they go to a service, and answers as one would give them: an echo, one that paints, one that resizes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.fill.plan.calls import Takes, plan_calls
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.prepare import prepare
from inlay.fill.request import FillRequest
from inlay.imaging.mask import Mask
from tests.kit.pictures import by_opencv


def request_for(
    document: Document,
    painted: Mask,
    *,
    sizes: Sizes | None = None,
    limit: int = 1_000_000,
    frame: Rect | None = None,
    takes: Takes = "mask",
) -> FillRequest:
    """The request of a plan of one call."""
    plan = plan_calls(
        painted, document.canvas, sizes or Sizes(), Price(0.05), limit=limit, frame=frame, takes=takes, calls="one"
    )
    (call,) = plan.calls
    return prepare(document, call.painted, provider="bfl", model="fill", crop=call.crop, takes=takes)


def decoded(png: bytes) -> NDArray[Any]:
    """(h, w) or (h, w, 3) RGB of a PNG, read by OpenCV."""
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None and pixels.dtype == np.uint8
    return np.asarray(pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))


def sent_image(request: FillRequest) -> NDArray[np.uint8]:
    assert request.sent is not None
    return decoded(request.sent.image)


def echo(request: FillRequest) -> bytes:
    """The answer of a service that changes nothing; for a border, with grey around."""
    assert request.sent is not None
    border = request.sent.border
    if border is None:
        return request.sent.image
    sides = border.top, border.bottom, border.left, border.right
    wide = cv2.copyMakeBorder(sent_image(request), *sides, cv2.BORDER_CONSTANT, value=(128, 128, 128))
    return by_opencv(wide, ".png")


def shifted(request: FillRequest) -> bytes:
    """The answer of a careless service: all colours turned round, everywhere."""
    return by_opencv(255 - decoded(echo(request)), ".png")


def at_size(request: FillRequest, width: int, height: int) -> bytes:
    """The echo at another size."""
    method = cv2.INTER_AREA if width < decoded(echo(request)).shape[1] else cv2.INTER_CUBIC
    return by_opencv(np.asarray(cv2.resize(decoded(echo(request)), (width, height), interpolation=method)), ".png")
