"""ColourSpace: the profile that gives a document's numbers their meaning."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from inlay.imaging.colour.profile import profile_name

Model = Literal["rgb", "grey"]


@dataclass(frozen=True, eq=False)
class ColourSpace:
    """An ICC profile, kept byte for byte, or sRGB where `profile` is None.

    A `grey` document is kept as R = G = B and exported as grey again; its profile is a grey one,
    an RGB one (which then describes R = G = B), or None (grey with the tone curve of sRGB).
    Equality and hash go by content; `name` is for people and doesn't count.
    """

    profile: bytes | None = None
    model: Model = "rgb"
    name: str = "sRGB"

    @classmethod
    def of(cls, profile: bytes | None, model: Model = "rgb") -> ColourSpace:
        """The space of a profile, under the profile's own name."""
        if profile is None:
            return GREY if model == "grey" else SRGB
        return cls(profile, model, profile_name(profile))

    @cached_property
    def digest(self) -> str:
        """40 hex digits that say what the space is."""
        total = hashlib.blake2b(self.model.encode(), digest_size=20)
        total.update(b"\0" if self.profile is None else b"\1" + self.profile)
        return total.hexdigest()

    @property
    def profile_is_grey(self) -> bool:
        """Whether the profile itself speaks of one channel."""
        return self.profile is not None and self.profile[16:20] == b"GRAY"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColourSpace) and self.model == other.model and self.profile == other.profile

    def __hash__(self) -> int:
        return hash((self.model, self.profile))


SRGB = ColourSpace()
GREY = ColourSpace(None, "grey", "sRGB grey")
