"""From a document's colours to a screen's: relative colorimetric with black point compensation, tile by tile."""

from __future__ import annotations

import functools
import io
import itertools
import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.colour.depth import Pixels, to_8bit
from inlay.imaging.colour.profile import Matrix, ProfileError, channels, matrix_of
from inlay.imaging.colour.space import ColourSpace, Model

Bytes8 = npt.NDArray[np.uint8]

# Steps of the linear light between the matrix and the screen's curve: 1/20 of an 8-bit level at sRGB's steepest.
_STEPS = 65536
_local = threading.local()


@functools.cache
def srgb_profile() -> bytes:
    """The profile of sRGB that stands where a picture or screen has none."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _build(source: bytes, target: bytes, mode: str) -> Any:
    """A LittleCMS transform from `mode` ("L" or "RGB") to RGB, 8 bits. Raises ProfileError."""
    from PIL import ImageCms

    try:
        return ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(source)),
            ImageCms.ImageCmsProfile(io.BytesIO(target)),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise ProfileError(str(error)) from error


@dataclass(frozen=True, eq=False)
class _Linear:
    """Through linear light with 16 bits in: for pairs of matrix profiles.

    `curves` 1 or 3 float32 tables of 65,536; `matrix` (3, 1 or 3) float32; `levels` 3 uint8 tables of _STEPS.
    """

    curves: tuple[npt.NDArray[np.float32], ...]
    matrix: npt.NDArray[np.float32]
    levels: tuple[Bytes8, ...]

    def apply(self, rgb: npt.NDArray[np.uint16]) -> Bytes8:
        """(h, w, 3) uint16 -> (h, w, 3) uint8; of a grey source only the first channel is read."""
        used = [rgb[..., index] for index in range(len(self.curves))]
        light = cv2.merge([curve[channel] for curve, channel in zip(self.curves, used, strict=True)])
        mixed = cv2.transform(light, self.matrix * np.float32(_STEPS - 1))
        # Rounds, and clips what lies outside the screen's gamut.
        steps = cv2.addWeighted(mixed, 1.0, mixed, 0.0, 0.0, dtype=cv2.CV_16U)
        planes = [levels[steps[..., index]] for index, levels in enumerate(self.levels)]
        return np.stack(planes, axis=-1)


@dataclass(frozen=True, eq=False)
class _Plan:
    """How one profile is shown under another: not at all (`same`), in 16 bits (`linear`), else by LittleCMS."""

    source: bytes
    target: bytes
    grey: bool
    same: bool
    linear: _Linear | None

    def _transform(self) -> Any:
        """One transform per thread and plan."""
        cache: dict[int, tuple[_Plan, Any]] = _local.__dict__.setdefault("transforms", {})
        if id(self) not in cache:
            if len(cache) >= 8:
                cache.clear()
            cache[id(self)] = (self, _build(self.source, self.target, "L" if self.grey else "RGB"))
        return cache[id(self)][1]

    def by_lcms(self, rgb: Bytes8) -> Bytes8:
        """(h, w, 3) uint8 -> (h, w, 3) uint8."""
        from PIL import Image, ImageCms

        image = Image.fromarray(np.ascontiguousarray(rgb[..., 0] if self.grey else rgb))
        return np.asarray(ImageCms.applyTransform(image, self._transform()))

    def apply(self, rgb: Pixels) -> Bytes8:
        """(h, w, 3) uint8 or uint16 -> (h, w, 3) uint8."""
        if self.same:
            return to_8bit(rgb)
        if rgb.dtype == np.uint16 and self.linear is not None:
            return self.linear.apply(rgb)
        return self.by_lcms(to_8bit(rgb))


def _probe(grey: bool) -> Bytes8:
    """(1, n, 3) colours that show whether two conversions agree: all greys, and for RGB a grid of 17 steps a side."""
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    if grey:
        return ramp[None]
    axis = [min(255, 16 * step) for step in range(17)]
    grid = np.array(list(itertools.product(axis, repeat=3)), dtype=np.uint8)
    return np.concatenate([ramp, grid])[None]


def _far(first: Bytes8, second: Bytes8) -> bool:
    return bool((cv2.absdiff(np.ascontiguousarray(first), np.ascontiguousarray(second)) > 1).any())


def _levels(curve: npt.NDArray[np.float64]) -> Bytes8:
    """The inverse of a screen's curve: the nearest 8-bit level for each step of linear light."""
    rising = np.maximum.accumulate(curve)
    light = np.linspace(0.0, 1.0, _STEPS)
    return np.rint(np.interp(light, rising, np.linspace(0.0, 255.0, len(curve)))).astype(np.uint8)


def _linear(source: Matrix | None, target: Matrix | None) -> _Linear | None:
    if source is None or target is None or target.matrix.shape != (3, 3):
        return None
    try:
        matrix = np.linalg.solve(target.matrix, source.matrix)
    except np.linalg.LinAlgError:
        return None
    curves = tuple(curve.astype(np.float32) for curve in source.curves)
    return _Linear(curves, matrix.astype(np.float32), tuple(_levels(curve) for curve in target.curves))


@functools.lru_cache(maxsize=16)
def _plan(source: bytes | None, target: bytes | None, model: Model) -> _Plan:
    """Raises ProfileError where either can't be used."""
    profile, screen = source or srgb_profile(), target or srgb_profile()
    if channels(screen) != 3:
        raise ProfileError("not an RGB display")
    grey = channels(profile) == 1
    if profile == screen:
        return _Plan(profile, screen, grey=False, same=True, linear=None)
    probe = _probe(grey or model == "grey")
    exact = _Plan(profile, screen, grey, same=False, linear=None)
    shown = exact.by_lcms(probe)
    if not _far(shown, probe):
        return _Plan(profile, screen, grey, same=True, linear=None)
    linear = _linear(matrix_of(profile), matrix_of(screen))
    # Our own reading of the profile counts only where LittleCMS agrees with it.
    if linear is not None and _far(linear.apply(probe.astype(np.uint16) * 257), shown):
        linear = None
    return _Plan(profile, screen, grey, same=False, linear=linear)


def to_display(rgba: Pixels, colour: ColourSpace, display_profile: bytes | None = None) -> Bytes8:
    """(h, w, 4) uint8 or uint16 in `colour` -> (h, w, 4) uint8 for the screen; None means an sRGB screen.

    Safe from any thread. Alpha is only reduced to 8 bits. Where the two spaces agree within one level,
    8-bit pixels come back uncopied and 16-bit ones are rounded as `to_8bit` does for an export.
    Raises BadInput where a profile can't be used.
    """
    try:
        plan = _plan(colour.profile, display_profile, colour.model)
    except ProfileError as error:
        raise BadInput(
            tr("The colour profile of the display or of the document can't be used."),
            next_step=tr("Choose another display profile in the settings."),
        ) from error
    if plan.same:
        return to_8bit(rgba)
    out = np.empty(rgba.shape, np.uint8)
    out[..., :3] = plan.apply(rgba[..., :3])
    out[..., 3] = to_8bit(rgba[..., 3])
    return out


def is_srgb(profile: bytes | None) -> bool:
    """Whether the profile's colours are those of sRGB within one 8-bit level, so that nothing needs converting."""
    try:
        return profile is None or (channels(profile) == 3 and _plan(profile, None, "rgb").same)
    except ProfileError:
        return False


def reads_as_matrix(profile: bytes | None) -> bool:
    """Whether Inlay's own reading of the profile's matrix and curves (`matrix_of`) agrees with LittleCMS."""
    try:
        if profile is None:
            return True
        grey = channels(profile) == 1
        plan = _plan(profile, None, "grey" if grey else "rgb")
    except ProfileError:
        return False
    return plan.same or plan.linear is not None


def validate_profile(profile: bytes) -> Model | None:
    """Which model the profile describes, where LittleCMS can convert from it; None where it can't."""
    try:
        grey = channels(profile) == 1
        _plan(profile, None, "grey" if grey else "rgb")
    except ProfileError:
        return None
    return "grey" if grey else "rgb"
