"""Krita and MyPaint show our OpenRaster, GIMP, Krita and ImageMagick our Photoshop documents, as Inlay does; and what
they write opens with the same layers.

Agreement is one level of 255 (colours times alpha). Modes for which a program has another formula are named below,
with what was measured with Krita 5.1, MyPaint 2.0, GIMP 2.10 and ImageMagick 6.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.editor.exporting import pixels_of
from inlay.imaging.blend import MODES
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.storage.exchange import read_layers, write_layers
from tests.kit.pictures import picture
from tests.peers import programs

pytestmark = pytest.mark.peers

COLUMN, HEIGHT = 64, 96
CANVAS = Rect(0, 0, COLUMN * len(MODES), HEIGHT)
HUES = ("hue", "saturation", "color", "luminosity")
Depth = Literal[8, 16]


def document(depth: Depth, alpha: bool = True, opacity: float = 1.0, masks: bool = False) -> Document:
    """A column for each mode, over noise; the layers reach above and below the canvas."""
    top = 255 if depth == 8 else 65535
    base = picture(HEIGHT, CANVAS.w, 3, depth, 1)
    layers = [Layer("base", "Base", Raster.from_array(base))]
    for number, mode in enumerate(MODES):
        over = picture(HEIGHT - 20, COLUMN - 4, 4, depth, number + 2)
        if not alpha:
            over[..., 3] = top
        x, mask = number * COLUMN, None
        if masks:
            outside = 255 if number % 2 else 0
            mask = Mask.from_array(picture(40, 40, 1, 8, number)[..., 0], x + 10, 20, outside)
        raster = Raster.from_array(over, x + 2, -5 if number % 2 else 25)
        layers.append(Layer(mode, mode, raster, opacity, mode, mask=mask))
    return Document(CANVAS, SRGB, depth, tuple(layers))


VARIANTS: dict[str, dict[str, Any]] = {
    "opaque": {"alpha": False},
    "alpha": {},
    "opacity and masks": {"opacity": 0.6, "masks": True},
}
variants = pytest.mark.parametrize("variant", VARIANTS)
depths = pytest.mark.parametrize("depth", [8, 16])


def written(shown: Document, folder: Path, kind: str) -> Path:
    """The document as a file."""
    path = folder / f"ours.{kind}"
    write_layers(shown, path, kind, pixels_of(shown))
    return path


def differences(png: Path, shown: Document) -> dict[str, np.ndarray]:
    """Levels of 255 by which a program's picture differs from ours, by mode (h, w)."""
    theirs = cv2.imread(str(png), cv2.IMREAD_UNCHANGED)
    assert theirs is not None and theirs.shape[:2] == (CANVAS.h, CANVAS.w)
    theirs = cv2.cvtColor(theirs, cv2.COLOR_BGRA2RGBA if theirs.shape[2] == 4 else cv2.COLOR_BGR2RGBA)
    levels = np.abs(_seen(theirs) - _seen(compose(shown, CANVAS))).max(axis=2)
    return {mode: levels[:, at * COLUMN : (at + 1) * COLUMN] for at, mode in enumerate(MODES)}


def _seen(pixels: np.ndarray) -> np.ndarray:
    """Colours times alpha, and alpha, in levels of 255."""
    part = pixels.astype(np.float64) / np.iinfo(pixels.dtype).max
    return 255 * np.dstack([part[..., :3] * part[..., 3:], part[..., 3]])


def agree(found: Mapping[str, np.ndarray], others: Mapping[str, float], few: Iterable[str] = ()) -> None:
    """Every mode within 1 level, but for one pixel in 1,000 that a program rounds twice to 8 bits; those of `others`
    within theirs; those of `few` but for one pixel in 50."""
    for mode, levels in found.items():
        wrong = (levels > others.get(mode, 1.0) + 0.01).mean()
        assert wrong <= (0.02 if mode in few else 0.001), f"{mode}: {levels.max():.1f} levels, {wrong:.2%}"


ANY = 255.0
# Krita 5.1 doesn't read layer masks of 16 bits, however they are packed; GIMP and ImageMagick do.
LEFT_TO_KRITA = ("opacity and masks", 16)
# Krita rounds hues by other weights than W3C's, and doesn't know OpenRaster's exclusion.
KRITA = dict.fromkeys(HUES, 4.0)


@variants
def test_krita_shows_our_openraster(variant: str, tmp_path: Path) -> None:
    shown = document(8, **VARIANTS[variant])
    programs.krita(written(shown, tmp_path, "ora"), tmp_path / "k.png")
    agree(differences(tmp_path / "k.png", shown), {**KRITA, "exclusion": ANY})


def test_krita_opens_our_openraster_of_16_bits(tmp_path: Path) -> None:
    """It keeps OpenRaster in 8 bits: layers are rounded before they are blended, which dodge and burn amplify."""
    shown = document(16)
    programs.krita(written(shown, tmp_path, "ora"), tmp_path / "k.png")
    amplified = dict.fromkeys((*HUES, "color-dodge", "color-burn", "exclusion"), ANY)
    agree(differences(tmp_path / "k.png", shown), dict.fromkeys(MODES, 2.5) | amplified)


@variants
def test_mypaint_shows_our_openraster(variant: str, tmp_path: Path) -> None:
    """Dodge and burn differ where W3C's formula divides 0 by 0."""
    shown = document(8, **VARIANTS[variant])
    programs.mypaint(written(shown, tmp_path, "ora"), tmp_path / "m.png", (CANVAS.w, CANVAS.h))
    agree(differences(tmp_path / "m.png", shown), {}, few=("color-dodge", "color-burn"))


@pytest.mark.parametrize(
    ("variant", "depth"), [(each, depth) for each in VARIANTS for depth in (8, 16) if (each, depth) != LEFT_TO_KRITA]
)
def test_krita_shows_our_photoshop_document(variant: str, depth: Depth, tmp_path: Path) -> None:
    """Soft light is Photoshop's own there. Exclusion is rounded twice."""
    shown = document(depth, **VARIANTS[variant])
    programs.krita(written(shown, tmp_path, "psd"), tmp_path / "k.png")
    agree(differences(tmp_path / "k.png", shown), {**KRITA, "soft-light": 18.0, "exclusion": 2.0})


@variants
@depths
def test_gimp_shows_our_photoshop_document(variant: str, depth: Depth, tmp_path: Path) -> None:
    """GIMP has formulas of its own for soft light and the four of hue, and for dodge and burn where alpha is soft."""
    shown = document(depth, **VARIANTS[variant])
    programs.gimp_flat(written(shown, tmp_path, "psd"), tmp_path / "g.png")
    own = dict.fromkeys((*HUES, "soft-light"), ANY)
    if variant != "opaque":
        own |= dict.fromkeys(("color-dodge", "color-burn"), ANY)
    agree(differences(tmp_path / "g.png", shown), own)


@variants
@depths
def test_imagemagick_shows_our_photoshop_document(variant: str, depth: Depth, tmp_path: Path) -> None:
    """Both its own flatten, but for its hues, and the merged picture. Dodge differs where 0 is divided by 0."""
    shown = document(depth, **VARIANTS[variant])
    path = written(shown, tmp_path, "psd")
    programs.imagemagick(path, tmp_path / "i.png", first=False)
    agree(differences(tmp_path / "i.png", shown), dict.fromkeys(HUES, ANY), few=("color-dodge",))
    programs.imagemagick(path, tmp_path / "merged.png", first=True)
    assert max(each.max() for each in differences(tmp_path / "merged.png", shown).values()) < 0.01


def _plain() -> Document:
    """Layers that every program has: two modes, an offset, half opacity, a hidden one."""
    over = picture(30, 40, 4, 8, 3)
    over[..., 3] |= 1  # colours where nothing can be seen are dropped by some
    layers = (
        Layer("a", "Base", Raster.from_array(picture(HEIGHT, 80, 3, 8, 1))),
        Layer("b", "Überlage", Raster.from_array(over, 7, 9), 0.5, "multiply"),
        Layer("c", "Aus", Raster.from_array(over, 20, 40), 1.0, "screen", visible=False),
    )
    return Document(Rect(0, 0, 80, HEIGHT), SRGB, 8, layers)


def _same_layers(path: Path, shown: Document) -> None:
    found = read_layers(path).document
    told = ("name", "mode", "visible")
    for old, new in zip(shown.layers, found.layers, strict=True):
        assert [getattr(new, each) for each in told] == [getattr(old, each) for each in told]
        assert new.opacity == pytest.approx(old.opacity, abs=1 / 255)
        bands = old.raster.channels
        assert (new.raster.region(old.raster.rect)[..., :bands] == old.raster.region(old.raster.rect)).all()
    assert np.abs(compose(found, found.canvas).astype(int) - compose(shown, shown.canvas)).max() <= 1


@pytest.mark.parametrize(("ours", "theirs"), [("ora", "ora"), ("ora", "psd"), ("psd", "ora"), ("psd", "psd")])
def test_what_krita_writes_opens_with_the_same_layers(ours: str, theirs: str, tmp_path: Path) -> None:
    target = tmp_path / f"krita.{theirs}"
    programs.krita(written(_plain(), tmp_path, ours), target)
    _same_layers(target, _plain())


def test_what_gimp_writes_opens_with_the_same_layers(tmp_path: Path) -> None:
    target = tmp_path / "gimp.psd"
    programs.gimp_again(written(_plain(), tmp_path, "psd"), target)
    _same_layers(target, _plain())
