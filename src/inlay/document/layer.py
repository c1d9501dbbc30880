"""Layer: pixels with a name, an opacity and a blend mode."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import cached_property

from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster


def new_id() -> str:
    """An identity for a layer, version, candidate or job that no other will have (32 hex digits)."""
    return uuid.uuid4().hex


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer. `opacity` is 0..1, `mode` a key of `imaging.blend.MODES`, `mask` hides where it is 0.

    `mask_on` is False for a mask that is kept and doesn't count for now; a `locked` layer isn't changed, moved or
    deleted until it is unlocked.
    """

    id: str
    name: str
    raster: Raster
    opacity: float = 1.0
    mode: str = "normal"
    visible: bool = True
    mask: Mask | None = None
    mask_on: bool = True
    locked: bool = False

    @property
    def hiding(self) -> Mask | None:
        """The mask that counts now; None where there is none, or where it is off."""
        return self.mask if self.mask_on else None

    @cached_property
    def digest(self) -> bytes:
        """The hash (20 bytes) of everything that the layer is."""
        parts = (self.id, self.name, self.opacity, self.mode, self.visible, self.raster.digest.hex())
        kept = (self.mask_on, self.locked)
        mask = self.mask.digest if self.mask is not None else b""
        return hashlib.blake2b(repr(parts + kept).encode() + mask, digest_size=20).digest()
