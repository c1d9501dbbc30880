"""All blend modes by their ids, in the order of the recommendation, and the groups in which they are shown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from inlay.imaging.blend import nonseparable, separable

Floats = NDArray[np.float32]
Blend = Callable[[Floats, Floats, float], Floats]
"""B(cb, cs) of sections 9 and 10: backdrop, source and result (h, w, 3) in levels 0..top.

The backdrop is left alone, the source may be written over. Every pixel depends on itself alone, bit for bit: a part of
a picture has to be the same part of the whole."""

MODES: dict[str, Blend] = {
    "normal": separable.normal,
    "multiply": separable.multiply,
    "screen": separable.screen,
    "overlay": separable.overlay,
    "darken": separable.darken,
    "lighten": separable.lighten,
    "color-dodge": separable.color_dodge,
    "color-burn": separable.color_burn,
    "hard-light": separable.hard_light,
    "soft-light": separable.soft_light,
    "difference": separable.difference,
    "exclusion": separable.exclusion,
    "hue": nonseparable.hue,
    "saturation": nonseparable.saturation,
    "color": nonseparable.color,
    "luminosity": nonseparable.luminosity,
}

GROUPS: tuple[tuple[str, ...], ...] = (
    ("normal",),
    ("multiply", "darken", "color-burn"),
    ("screen", "lighten", "color-dodge"),
    ("overlay", "soft-light", "hard-light"),
    ("difference", "exclusion"),
    ("hue", "saturation", "color", "luminosity"),
)
"""The modes by what they do: replace, darken, lighten, contrast, compare, colour. Every mode stands in one group."""
