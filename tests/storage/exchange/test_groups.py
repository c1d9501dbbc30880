"""Groups, clipped layers and all that Inlay has no layers for: what becomes of them, and that it is told."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.imaging.blend import blend
from inlay.imaging.colour import GREY
from inlay.storage.exchange import read_layers
from inlay.storage.exchange.layered import Layered
from tests.kit.photoshop import PREDICTED, RAW, RLE, ZIP, MaskPart, Part, bottom, head, photoshop, plane
from tests.kit.pictures import picture

W, H = 40, 30
BOX = Rect(0, 0, W, H)


def opened(*parts: Part, **options: Any) -> Layered:
    """The document of these layers."""
    return read_layers(photoshop(W, H, parts, **options), "a.psd")


def told(found: Layered) -> str:
    """All notes."""
    return " ".join(found.notes)


def base(seed: int = 1) -> Part:
    return Part("Base", picture(H, W, 3, 8, seed))


def soft(name: str = "Soft", seed: int = 2, **options: Any) -> Part:
    return Part(name, picture(20, 24, 4, 8, seed), 5, 6, **options)


def pixels_of(part: Part) -> np.ndarray:
    """The part on an empty canvas (H, W, 4)."""
    assert part.pixels is not None
    out = np.zeros((H, W, 4), part.pixels.dtype)
    out[..., 3] = 0
    tall, wide, bands = part.pixels.shape
    out[part.y : part.y + tall, part.x : part.x + wide, :bands] = part.pixels
    if bands == 3:
        out[part.y : part.y + tall, part.x : part.x + wide, 3] = 255
    return out


def test_a_group_that_passes_is_dissolved() -> None:
    inner = soft(key=b"mul ", opacity=128)
    found = opened(base(), bottom(), inner, soft("Top", 3), head("Faces", flags=8 | 2))
    assert [each.name for each in found.document.layers] == ["Base", "Faces / Soft", "Faces / Top"]
    assert [each.visible for each in found.document.layers] == [True, False, False]
    assert found.document.layers[1].mode == "multiply" and not found.notes


def test_a_plain_group_of_plain_layers_is_dissolved_in_groups() -> None:
    found = opened(base(), bottom(), bottom(), soft(), head("In", b"norm"), head("Out", b"norm"))
    assert [each.name for each in found.document.layers] == ["Base", "Out / In / Soft"]


@pytest.mark.parametrize(
    "group",
    [
        head("G", b"norm"),  # with a multiplied layer inside, which only blends with its own group
        head("G", b"scrn"),
        head("G", b"pass", opacity=128),
        head("G", b"pass", mask=MaskPart(np.full((9, 9), 200, np.uint8), 2, 2)),
    ],
)
def test_any_other_group_is_merged_as_a_picture_of_its_own(group: Part) -> None:
    lower, upper = soft("Low", 2), soft("Up", 3, key=b"mul ")
    found = opened(base(), bottom(), lower, upper, group)
    assert [each.name for each in found.document.layers] == ["Base", "G"] and "Merged" in told(found)
    alone = blend(blend(np.zeros((H, W, 4), np.uint8), pixels_of(lower)), pixels_of(upper), "multiply")
    mask = None
    if group.mask is not None:
        mask = np.zeros((H, W), np.uint8)
        mask[2:11, 2:11] = 200
    mode = "screen" if group.key == b"scrn" else "normal"
    share = 0.5 if group.opacity == 128 else 1.0
    assert (compose(found.document, BOX) == blend(pixels_of(base()), alone, mode, share, mask)).all()


def test_a_layer_clipped_to_a_hard_shape_gets_its_mask() -> None:
    shape = Part("Shape", np.dstack([picture(10, 12, 3), np.full((10, 12), 255, np.uint8)]), 10, 8)
    found = opened(base(), shape, soft("Light", clipping=1, key=b"mul "))
    assert [each.name for each in found.document.layers] == ["Base", "Shape", "Light"]
    inside = np.zeros((H, W), np.uint8)
    inside[8:18, 10:22] = 255
    expected = blend(blend(pixels_of(base()), pixels_of(shape)), pixels_of(soft()), "multiply", 1.0, inside)
    assert (compose(found.document, BOX) == expected).all() and "Clipped" in told(found)


def test_a_layer_clipped_to_a_soft_one_is_merged_with_it() -> None:
    """W3C source-atop: the colours blend over the base's own, and the base's shape stays."""
    found = opened(base(), soft("Shape", 2), soft("Light", 3, clipping=1))
    assert [each.name for each in found.document.layers] == ["Base", "Shape"] and "Merged with" in told(found)
    below = pixels_of(soft("", 2))
    colours = below.copy()
    colours[6:26, 5:29, 3] = 255
    colours = blend(colours, pixels_of(soft("", 3)))
    colours[..., 3] = below[..., 3]
    assert (compose(found.document, BOX) == blend(pixels_of(base()), colours)).all()


def test_what_covers_everything_needs_no_mask_and_what_is_hidden_hides() -> None:
    found = opened(base(), soft(clipping=1))
    assert found.document.layers[1].mask is None and not found.notes
    hidden = opened(base(), soft("Shape", flags=8 | 2), soft("Light", 3, clipping=1))
    assert [each.visible for each in hidden.document.layers] == [True, False, False]


def test_what_has_no_pixels_is_left_out_and_told() -> None:
    found = opened(
        base(),
        Part("Kurve", blocks={b"curv": bytes(4)}),
        Part("Blau", blocks={b"SoCo": bytes(4)}),
        soft("Titel", blocks={b"TySh": bytes(4)}),
        soft("Kopie", 4, blocks={b"SoLd": bytes(4), b"lfx2": bytes(4)}),
        soft("Glanz", 5, key=b"lddg", ranges=b"\0\x80\xff\xff" + b"\0\0\xff\xff" * 9),
        Part("Leer"),
    )
    assert [each.name for each in found.document.layers] == ["Base", "Titel", "Kopie", "Glanz", "Leer"]
    notes = told(found)
    for each in ("“Kurve (adjustment)”", "“Blau (fill layer)”", "“Titel (text)”", "“Kopie (smart object)”"):
        assert each in notes
    assert "layer style or blending range: “Kopie”, “Glanz”" in notes and "“Glanz (linear dodge)”" in notes


def test_masks_keep_their_density_and_tell_of_their_feather() -> None:
    values = np.array([[0, 100, 255]], np.uint8)
    parameters = struct.pack(">BBd", 3, 128, 2.5)
    found = opened(base(), soft(mask=MaskPart(values, 7, 8, 0, 1 << 4, parameters)))
    mask = found.document.layers[1].mask
    assert mask is not None and "feather" in told(found)
    assert mask.region(Rect(7, 8, 3, 1)).tolist() == [[127, 177, 255]] and mask.outside == 127


def test_locks_fill_opacity_and_names_of_old_files() -> None:
    locked = soft("Fest", blocks={b"lspf": struct.pack(">I", 0x80000000), b"iOpa": b"\x80\0\0\0"}, opacity=128)
    plain = Part("Füllung", picture(5, 5, 4), blocks={b"luni": b""})
    one, two = opened(locked, plain).document.layers
    assert one.locked and one.opacity == 0.25 and not two.locked and two.name == "Füllung"


@pytest.mark.parametrize("packing", [RAW, RLE, ZIP, PREDICTED])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("version", [1, 2])
def test_every_compression_is_read(packing: int, depth: int, version: int) -> None:
    part = Part("A", picture(H, W, 4, depth), packing=packing)
    found = read_layers(photoshop(W, H, [part], depth=depth, version=version), "a").document
    assert found.depth == depth and (found.layers[0].raster.region(BOX) == part.pixels).all()


def _merged(*planes: np.ndarray, packing: int = RAW) -> bytes:
    raw = b"".join((each.astype(">u2") if each.dtype == np.uint16 else each).tobytes() for each in planes)
    return struct.pack(">H", packing) + raw


@pytest.mark.parametrize("depth", [8, 16])
def test_flat_documents_of_every_kind_of_colour(depth: int) -> None:
    rgb = picture(H, W, 3, depth)
    planes = [rgb[..., each] for each in range(3)]
    extra = picture(H, W, 1, depth, 3)[..., 0]
    names = {1006: b"\x03Sky"}
    found = opened(merged=_merged(*planes, extra), channels=4, depth=depth, resources=names).document
    assert (found.layers[0].raster.region(BOX) == rgb).all() and found.saved_masks[0].name == "Sky"
    grey = opened(merged=_merged(planes[0]), mode=1, depth=depth).document
    assert grey.colour == GREY and (grey.layers[0].raster.region(BOX)[..., 1] == planes[0]).all()
    top = np.iinfo(rgb.dtype).max
    white = [np.full((H, W), top, rgb.dtype)] * 4  # kept the other way round: no ink at all
    cmyk = opened(merged=_merged(*white), mode=4, depth=depth)
    assert (cmyk.document.layers[0].raster.region(BOX) >= top - top // 100).all() and "CMYK" in told(cmyk)
    middle = np.full((H, W), (top + 1) // 2, rgb.dtype)
    lab = opened(merged=_merged(white[0], middle, middle), mode=9, depth=depth)
    assert (lab.document.layers[0].raster.region(BOX) >= top - top // 50).all() and "Lab" in told(lab)


def test_flat_documents_of_few_colours() -> None:
    bits = np.packbits(picture(H, W, 1)[..., 0] > 127, axis=1)
    ink = opened(merged=_merged(bits), mode=0, depth=1).document.layers[0].raster.region(BOX)
    assert (ink[..., 0] == np.where(picture(H, W, 1)[..., 0] > 127, 0, 255)).all()
    numbers, table = picture(H, W, 1)[..., 0], np.arange(768).astype(np.uint8)
    shown = opened(merged=_merged(numbers), mode=2, palette=table.tobytes()).document.layers[0].raster.region(BOX)
    assert (shown == table.reshape(3, 256).T[numbers]).all()


def test_layers_in_cmyk_are_merged_where_the_file_has_a_merged_picture() -> None:
    part = Part("C", picture(H, W, 1))
    planes = [np.full((H, W), 255, np.uint8)] * 4
    found = opened(part, mode=4, merged=_merged(*planes))
    assert len(found.document.layers) == 1 and "its layers were merged" in told(found)
    with pytest.raises(BadInput, match="without a merged picture"):
        opened(part, mode=4, resources={1057: b"\0\0\0\1\0"})


@pytest.mark.parametrize(("options", "reason"), [({"mode": 7}, "multichannel"), ({"depth": 32}, "32 bits")])
def test_other_kinds_are_refused_by_name(options: dict[str, int], reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        opened(**options)


def test_a_damaged_layer_costs_only_itself() -> None:
    broken = soft("Bruch")
    data = photoshop(W, H, [base(), broken])
    at = data.index(plane(broken.pixels[..., 0], RLE))  # type: ignore[index]
    found = read_layers(data[:at] + b"\0\7" + data[at + 2 :], "a.psd")
    assert [each.name for each in found.document.layers] == ["Base"] and "damaged: “Bruch”" in told(found)
