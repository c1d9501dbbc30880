"""Blending by W3C Compositing and Blending Level 1 (https://www.w3.org/TR/compositing-1/)."""

from __future__ import annotations

from inlay.imaging.blend.modes import GROUPS, MODES
from inlay.imaging.blend.over import blend, over_nothing, source_alpha, with_alpha

__all__ = ["GROUPS", "MODES", "blend", "over_nothing", "source_alpha", "with_alpha"]
