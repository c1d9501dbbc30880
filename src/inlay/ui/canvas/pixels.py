"""Between logical pixels and those of the device: regions grow outwards, so that nothing is left unpainted."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion


def boxes_of(region: QRegion) -> list[QRect]:
    """The boxes that make up a region, apart from each other."""
    boxes: list[QRect] = list(region)  # type: ignore[call-overload]  # Qt's types don't say that it can be iterated
    return boxes


def _scaled(region: QRegion, factor: float) -> QRegion:
    out = QRegion()
    for box in boxes_of(region):
        left, top = math.floor(box.x() * factor), math.floor(box.y() * factor)
        right, bottom = math.ceil((box.x() + box.width()) * factor), math.ceil((box.y() + box.height()) * factor)
        out += QRegion(QRect(left, top, right - left, bottom - top))
    return out


def device_region(region: QRegion, ratio: float) -> QRegion:
    """A region of logical pixels in pixels of the device."""
    return region if ratio == 1.0 else _scaled(region, ratio)


def logical_region(region: QRegion, ratio: float) -> QRegion:
    """A region of device pixels in logical pixels."""
    return region if ratio == 1.0 else _scaled(region, 1 / ratio)
