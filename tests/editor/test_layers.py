"""Layer commands over the real session: several at once, moves that are ahead of the document, merging and pictures."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.edits import add_layer, set_locked, set_mask, set_mode
from inlay.document.layer import Layer
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.editor.session import Session
from inlay.imaging.colour import ColourSpace
from inlay.imaging.colour.standard import adobe_rgb
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from tests.editor.conftest import SPOT, mask_spot


def patch(layer_id: str, x: int, colour: tuple[int, ...] = (0, 200, 0, 255)) -> Layer:
    pixels = np.full((40, 50, 4), colour, np.uint8)
    return Layer(layer_id, layer_id.upper(), Raster.from_array(pixels, x, 20))


@pytest.fixture
async def session(editor: Editor, photo: Path) -> Session:
    """photo, a, b; a and b are chosen, b is the active one."""
    await editor.open(photo)
    editor.edit("Add", lambda now: add_layer(add_layer(now, patch("a", 10)), patch("b", 90, (0, 0, 200, 128))))
    editor.select_layers(("a", "b"))
    assert editor.session is not None
    return editor.session


def places(document: Document) -> dict[str, tuple[int, int]]:
    return {each.id: (each.raster.rect.x, each.raster.rect.y) for each in document.layers if len(each.id) == 1}


def labels(session: Session) -> list[str]:
    return [step.label for step in session.undo.done[2:]]


async def test_a_drag_is_seen_at_once_and_a_step_when_it_has_landed(editor: Editor, session: Session) -> None:
    before = session.document
    for dx in (1, 5, 30):
        assert editor.tools.show_moved((dx, 8))
    assert session.document is before and not labels(session)
    assert places(session.shown) == {"a": (40, 28), "b": (120, 28)}
    editor.tools.move_layers(30, 8)
    assert session.document is before and places(session.shown) == {"a": (40, 28), "b": (120, 28)}
    looked = compose(session.shown, session.document.canvas)
    await editor.settled()
    assert session.shown is session.document and places(session.document) == {"a": (40, 28), "b": (120, 28)}
    assert (compose(session.document, session.document.canvas) == looked).all()
    assert labels(session) == ["Move layers"]
    editor.undo()
    assert session.document is before


async def test_what_is_given_up_is_shown_where_it_was(editor: Editor, session: Session) -> None:
    told = []
    editor.shown_changed.connect(lambda _before, after: told.append(after))
    editor.tools.show_moved((9, 9))
    editor.tools.show_moved(None)
    assert session.shown is session.document and told[-1] is session.document


async def test_arrows_in_a_row_are_one_step_and_none_is_lost(editor: Editor, session: Session) -> None:
    for _press in range(7):
        editor.tools.move_layers(1, 0, series=True)
        assert places(session.shown)["a"][0] == 11 + _press
    await editor.settled()
    editor.tools.move_layers(0, 10, series=True)
    await editor.settled()
    assert places(session.document) == {"a": (17, 30), "b": (97, 30)} and labels(session) == ["Move layers"]
    editor.tools.move_layers(1, 1)
    editor.tools.move_layers(1, 0, series=True)
    await editor.settled()
    assert labels(session) == ["Move layers"] * 3


async def test_a_move_of_what_is_locked_is_told_and_what_comes_too_late_is_dropped(
    editor: Editor, session: Session
) -> None:
    editor.edit("Lock", lambda now: set_locked(now, "a", True))
    assert not editor.tools.show_moved((1, 1))
    editor.tools.move_layers(5, 5)
    editor.move_layers("a", 5, 5)
    troubles = editor.troubles  # type: ignore[attr-defined]
    assert ["locked" in each.what for each in troubles] == [True] * 3 and session.shown is session.document
    troubles.clear()
    editor.move_layers("b", 5, 5)
    editor.delete_layer("b")  # in its turn
    editor.move_layers("b", 5, 5)
    await editor.settled()
    assert "isn't there" in troubles.pop().what and not troubles and session.shown is session.document


async def test_a_result_that_is_looked_at_stays_while_layers_move(editor: Editor, session: Session) -> None:
    await mask_spot(editor)
    await editor.fill(FillSettings(seed=3))
    fill = session.document.layers[-1].id
    assert session.chosen.ids == (fill,)
    await editor.another_result()
    session.look_at(0)
    editor.select_layers(("a", "b"))
    editor.tools.show_moved((3, 4))
    assert session.candidate is not None and session.shown.has_layer(session.candidate.layer.id)
    assert places(session.shown)["a"] == (13, 24)
    editor.tools.move_layers(3, 4)
    editor.set_locked(fill, True)
    editor.accept_candidate()  # in the place of the other, which is locked
    await editor.settled()
    assert "locked" in editor.troubles.pop().what  # type: ignore[attr-defined]
    assert session.document.has_layer(fill) and session.candidate is not None
    editor.set_locked(fill, False)
    editor.accept_candidate()
    await editor.settled()
    assert not session.document.has_layer(fill)
    assert len(session.document.layers) == 4 and places(session.document)["a"] == (13, 24)
    editor.delete_layer(("a", "b"))
    editor.undo()
    assert places(session.document)["b"] == (93, 24)


async def test_merging_says_where_it_can_not_look_the_same(editor: Editor, session: Session) -> None:
    told: list[str] = []
    editor.message.connect(told.append)
    editor.merge_down()
    await editor.settled()
    assert labels(session) == ["Merge layers"] and session.document.layers[-1].name == "A" and not told
    editor.undo()
    editor.edit("Mode", lambda now: set_mode(now, "b", "difference"))
    editor.select_layer("b")
    editor.merge_down()
    await editor.settled()
    assert labels(session)[-1] == "Merge down" and "looks different" in told[-1]
    before = compose(session.document, session.document.canvas)
    editor.merge_visible()
    await editor.settled()
    assert (compose(session.document, session.document.canvas) == before).all() and len(session.document.layers) == 1


def png(pixels: np.ndarray, profile: bytes | None = None) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", icc_profile=profile)
    return out.getvalue()


async def test_a_pasted_picture_keeps_its_size_and_lies_in_the_middle(editor: Editor, session: Session) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (300, 31, 4), dtype=np.uint8)
    editor.select_layer("a")
    await editor.paste_picture(png(pixels), "Logo.png")
    layer = session.document.layers[2]  # right above the active one
    assert layer.name == "Logo" and session.active_layer == layer.id and labels(session) == ["Paste layer"]
    assert (layer.raster.region(layer.raster.rect) == pixels).all()  # larger than the canvas, and whole
    assert layer.raster.rect == Rect(104, -60, 31, 300)
    await editor.paste_picture(png(pixels[:20, :10, :3]), "x.png", Point(30, 40))
    assert session.document.layers[3].raster.rect == Rect(25, 30, 10, 20)
    assert session.document.layers[3].raster.channels == 3
    with pytest.raises(BadInput):
        await editor.paste_picture(b"no picture", "x.png")


async def test_a_pasted_picture_comes_in_the_documents_colour_and_depth(editor: Editor, session: Session) -> None:
    wide = ColourSpace.of(adobe_rgb())
    colours = np.array([[(255, 255, 255, 255), (0, 0, 0, 0), (200, 40, 90, 128), (10, 250, 20, 255)]], np.uint8)
    session.commit(replace(session.document, colour=wide, depth=16, layers=session.document.layers[:1]), "Deep")
    await editor.paste_picture(png(colours), "x.png")
    raster = session.document.layers[-1].raster
    got = raster.region(raster.rect)
    assert got.dtype == np.uint16 and (got[..., 3] == colours[..., 3].astype(np.uint16) * 257).all()
    srgb, adobe = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(adobe_rgb()))
    want = np.asarray(ImageCms.profileToProfile(Image.fromarray(colours[..., :3]), srgb, adobe, 1)).astype(int)
    assert np.abs(got[..., :3] / 257 - want).max() <= 1.2
    back = np.asarray(Image.open(io.BytesIO(await editor.copy_layer())))
    assert back.shape == colours.shape


async def test_what_is_wide_stays_wide(editor: Editor, session: Session) -> None:
    """From one wide space into another no colour passes through sRGB."""
    session.commit(replace(session.document, colour=ColourSpace.of(adobe_rgb())), "Wide")
    green = np.full((4, 4, 3), (0, 255, 0), np.uint8)
    other = ImageCms.ImageCmsProfile(io.BytesIO(adobe_rgb()))
    await editor.paste_picture(png(green, other.tobytes()), "x.png")
    raster = session.document.layer(session.active_layer).raster
    assert (raster.region(raster.rect) == (0, 255, 0)).all()


async def test_copies_hold_what_is_masked_of_the_layer_or_of_all(editor: Editor, session: Session) -> None:
    whole = Image.open(io.BytesIO(await editor.copy_layer()))
    assert whole.size == (50, 40) and whole.getpixel((3, 3)) == (0, 0, 200, 128)
    merged = np.asarray(Image.open(io.BytesIO(await editor.copy_merged())))
    assert (merged == compose(session.document, session.document.canvas)[..., :3]).all()
    box = Rect(100, 30, 20, 10)
    editor.edit("Mask", lambda now: set_mask(now, Mask.from_array(np.full((10, 20), 100, np.uint8), box.x, box.y)))
    part = Image.open(io.BytesIO(await editor.copy_layer()))
    assert part.size == (20, 10) and part.getpixel((0, 0)) == (0, 0, 200, 50)
    both = np.asarray(Image.open(io.BytesIO(await editor.copy_merged())))
    assert both.shape == (10, 20, 4) and (both[..., 3] == 100).all()
    assert (both[..., :3] == compose(session.document, box)[..., :3]).all()
    editor.edit("Mask", lambda now: set_mask(now, Mask.rectangle(SPOT.translate(1000, 0))))
    for copy in (editor.copy_layer, editor.copy_merged):
        with pytest.raises(BadInput, match="Nothing of it is masked"):
            await copy()


async def test_each_document_has_its_own_choice_and_moves(editor: Editor, session: Session, tmp_path: Path) -> None:
    Image.new("RGB", (30, 30)).save(tmp_path / "other.png")
    editor.tools.move_layers(3, 3)
    await editor.open(tmp_path / "other.png")
    assert len(editor.selected_layers) == 1 and editor.session is not session
    editor.switch_to(session.id)
    await editor.settled()
    assert editor.selected_layers == ("a", "b") and places(session.document)["a"] == (13, 23)


async def test_a_mask_for_a_layer_that_is_gone_is_told(editor: Editor, session: Session) -> None:
    editor.add_layer_mask(from_mask=False, layer_id="gone")
    [told] = editor.troubles  # type: ignore[attr-defined]
    assert "isn't there any more" in str(told) and session.mask_target is None
    editor.troubles.clear()  # type: ignore[attr-defined]
