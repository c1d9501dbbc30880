"""The neutral request: everything that an inference needs; a service's adapter only translates it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.document.version import Value
from inlay.imaging.colour import ColourSpace


@dataclass(frozen=True)
class Border:
    """How many px of the answer lie beyond the sent picture, on each side."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True, eq=False)
class SentPictures:
    """Exactly the pictures that leave this computer.

    image   PNG, RGB, 8-bit sRGB, no metadata, of `size` (width, height) px
    mask    PNG, L, the same size, white = fill; None for a model that takes a border instead
    border  what such a model is asked to add around `image`
    """

    image: bytes
    mask: bytes | None
    size: tuple[int, int]
    border: Border | None = None

    @property
    def answer_size(self) -> tuple[int, int]:
        """Width and height of the answer that is expected."""
        add = self.border or Border()
        return self.size[0] + add.left + add.right, self.size[1] + add.top + add.bottom


@dataclass(frozen=True, eq=False)
class FillRequest:
    """A frozen value, cut from the document's own pixels.

    box      the crop in the plane; `image`, `hole` and `painted` cover exactly it
    scale    sent size over document size; 1.0 means that nothing is resampled
    image    (h, w, 4) uint8 or uint16, not premultiplied; alpha 0 where the document is empty
    hole     (h, w) uint8, 255 = may be invented, 0 = keep: the mask that is sent
    painted  (h, w) uint8: the mask as the person painted it, inside the canvas; nothing outside it changes
    canvas   the document's canvas when the request was made
    started_from  id of the version that the work stood on
    options  settings of the service itself, such as its region
    sent     the pictures for a service beyond this process; None for the built-in fill
    """

    provider: str
    model: str
    params: Mapping[str, Value]
    prompt: str
    seed: int
    box: Rect
    scale: float
    image: NDArray[Any]
    hole: NDArray[np.uint8]
    painted: NDArray[np.uint8]
    canvas: Rect
    colour: ColourSpace
    started_from: str | None = None
    options: Mapping[str, Value] = field(default_factory=dict)
    sent: SentPictures | None = None

    @property
    def depth(self) -> int:
        """Bits a channel: 8 or 16."""
        return 8 * self.image.dtype.itemsize

    @property
    def megapixels(self) -> float:
        """Millions of pixels that are sent."""
        if self.sent is not None:
            return self.sent.size[0] * self.sent.size[1] / 1e6
        return self.box.area * self.scale * self.scale / 1e6
