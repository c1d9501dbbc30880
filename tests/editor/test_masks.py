"""What can be done to masks as a whole: edited, saved under names, in and out of files and other documents."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput
from inlay.base.file_names import file_name, file_names
from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.edits import set_mask, with_mask_of
from inlay.editor.editor import Editor
from inlay.editor.mask_edits import MASK_EDITS
from inlay.editor.mask_files import FilesInTheWay, OtherSize
from inlay.imaging.mask import Mask
from tests.editor.conftest import SPOT, mask_spot

CANVAS = Rect(0, 0, 240, 180)


@pytest.fixture
async def opened(editor: Editor, photo: Path) -> Editor:
    """An editor with the photo, and its red spot masked."""
    await editor.open(photo)
    await mask_spot(editor)
    return editor


def document(editor: Editor) -> Document:
    assert editor.session is not None
    return editor.session.document


def values(editor: Editor) -> np.ndarray:
    return document(editor).mask.region(CANVAS)


@pytest.mark.parametrize("edit", MASK_EDITS.values(), ids=MASK_EDITS)
async def test_each_edit_is_one_undo_step_and_says_what_it_takes(opened: Editor, edit) -> None:
    before = document(opened)
    opened.edit_mask(edit.id, 6)
    await opened.settled()
    done = document(opened)
    assert done.mask.digest == edit.done(before.mask, 6, CANVAS).digest != before.mask.digest
    assert opened.undo_label == edit.label(6) and "6 px" in edit.label(6)
    opened.undo()
    assert document(opened) is before
    for px in (edit.least / 2, edit.most + 1):
        with pytest.raises(BadInput, match=f"{edit.most:g} px"):
            opened.edit_mask(edit.id, px)


async def test_holes_are_filled_as_one_step(opened: Editor) -> None:
    opened.edit("Hole", lambda old: set_mask(old, old.mask.with_region(110, 70, np.zeros((9, 9), np.uint8))))
    opened.fill_holes()
    await opened.settled()
    assert values(opened)[SPOT.slices(CANVAS)].all()
    opened.undo()
    assert not values(opened)[70:79, 110:119].any()


async def test_a_layers_mask_is_edited_where_that_is_in_hand(opened: Editor) -> None:
    layer = document(opened).layers[0].id
    assert opened.session is not None
    opened.edit("Layer mask", lambda old: with_mask_of(old, layer, old.mask))
    opened.session.mask_target = layer
    working = document(opened).mask
    opened.grow_mask(3)
    opened.save_mask()
    await opened.settled()
    assert document(opened).mask is working
    grown = document(opened).layer(layer).mask
    assert grown is not None and grown.bounds(CANVAS) == SPOT.grow(3)
    assert document(opened).saved_masks[0].mask is grown


async def test_saved_masks_are_kept_renamed_copied_loaded_and_deleted(opened: Editor) -> None:
    opened.save_mask()
    opened.save_mask("  Red \n spot ")
    opened.save_mask()
    assert [each.name for each in opened.saved_masks] == ["Mask 1", "Red spot", "Mask 2"]
    first, second, third = (each.id for each in opened.saved_masks)
    opened.duplicate_mask(second)
    opened.rename_mask(third, "Last")
    opened.delete_mask(first)
    assert [each.name for each in opened.saved_masks] == ["Red spot", "Red spot copy", "Last"]
    opened.undo()
    assert opened.saved_masks[0].id == first
    opened.select_none()
    opened.load_mask(second)
    await opened.settled()
    assert document(opened).mask.bounds(CANVAS) == SPOT
    steps = document(opened)
    opened.rename_mask(third, "Last")  # the name that it has
    assert document(opened) is steps
    opened.select_all()
    opened.update_mask(second)
    await opened.settled()
    assert opened.saved_masks[1].mask.bounds(CANVAS) == CANVAS


async def test_what_cannot_be_done_to_a_saved_mask_is_told(opened: Editor) -> None:
    opened.save_mask()
    kept = opened.saved_masks[0].id
    opened.rename_mask(kept, "  ")
    opened.delete_mask("gone")
    troubles = opened.troubles  # type: ignore[attr-defined]
    assert [str(each) for each in troubles] == ["A saved mask needs a name.", "That saved mask isn't there any more."]
    troubles.clear()
    with pytest.raises(BadInput, match="isn't there"):
        opened.load_mask("gone")
    assert [each.name for each in opened.saved_masks] == ["Mask 1"]


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [("replace", 150, 200), ("add", SPOT.x, 200), ("subtract", SPOT.x, 120), ("intersect", 120, SPOT.right)],
)
async def test_a_saved_mask_is_combined(opened: Editor, op, left, right) -> None:
    other = Rect(120 if op != "replace" else 150, SPOT.y, 200 - (120 if op != "replace" else 150), SPOT.h)
    mask = document(opened).mask
    opened.edit("Other", lambda old: set_mask(old, Mask.rectangle(other)))
    opened.save_mask("Other")
    opened.edit("Back", lambda old: set_mask(old, mask))
    opened.load_mask(opened.saved_masks[0].id, op)
    await opened.settled()
    assert document(opened).mask.bounds(CANVAS) == Rect(left, SPOT.y, right - left, SPOT.h)


async def test_saved_masks_outlive_the_program(opened: Editor, tmp_path: Path) -> None:
    opened.save_mask("Kept")
    await opened.save(tmp_path / "kept.inlay")
    await opened.close_session()
    await opened.open(tmp_path / "kept.inlay")
    assert [each.name for each in opened.saved_masks] == ["Kept"]
    assert opened.saved_masks[0].mask.bounds(CANVAS) == SPOT


def picture(path: Path, pixels: np.ndarray) -> Path:
    Image.fromarray(pixels).save(path)
    return path


ramp = np.tile(np.linspace(0, 255, 240).astype(np.uint8), (180, 1))


async def test_a_grey_picture_becomes_the_mask_and_goes_out_the_same(opened: Editor, tmp_path: Path) -> None:
    found = await opened.import_mask(picture(tmp_path / "grey.png", ramp))
    assert found.taken == "brightness" and found.other is None and not found.notes
    assert np.array_equal(values(opened), ramp) and opened.undo_label == "Import mask"
    await opened.export_mask(tmp_path / "out.png")
    with Image.open(tmp_path / "out.png") as written:
        assert written.mode == "L" and np.array_equal(np.asarray(written), ramp)
    assert await opened.copy_mask() == (tmp_path / "out.png").read_bytes()


async def test_what_is_transparent_is_masked_and_that_is_told(opened: Editor, tmp_path: Path) -> None:
    said: list[str] = []
    opened.message.connect(said.append)
    rgba = np.dstack([ramp, ramp, 255 - ramp, ramp])
    found = await opened.import_mask(picture(tmp_path / "cut out.png", rgba))
    assert found.taken == "transparency" and found.other == "brightness"
    assert np.array_equal(values(opened), 255 - ramp)
    assert "What is transparent in cut out.png became the mask." in said
    again = await opened.import_mask(tmp_path / "cut out.png", taken="brightness", op="intersect")
    assert again.notes == ("cut out.png has colours; their brightness became the mask.",)
    bright = np.rint(rgba[..., :3].astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32))
    assert np.array_equal(values(opened), np.minimum(255 - ramp, bright.astype(np.uint8)))


async def test_another_size_is_refused_with_both_and_placed_on_request(opened: Editor, tmp_path: Path) -> None:
    small = picture(tmp_path / "small.png", np.full((90, 120), 255, np.uint8))
    before = document(opened)
    with pytest.raises(OtherSize, match="120 x 90 px, but the picture is 240 x 180 px"):
        await opened.import_mask(small)
    assert document(opened) is before
    await opened.import_mask(small, place="corner")
    assert document(opened).mask.bounds(CANVAS) == Rect(0, 0, 120, 90)
    await opened.import_mask(small, place="scaled")
    assert (values(opened) == 255).all()
    large = picture(tmp_path / "large.png", np.repeat(np.repeat(ramp, 2, 0), 2, 1))
    await opened.import_mask(large, place="scaled")
    assert np.array_equal(values(opened), ramp)


async def test_masks_that_say_nothing_are_refused(opened: Editor, tmp_path: Path) -> None:
    black = picture(tmp_path / "black.png", np.zeros((180, 240), np.uint8))
    with pytest.raises(BadInput, match="nothing in it is white"):
        await opened.import_mask(black)
    with pytest.raises(BadInput, match=r"Nothing in black\.png is transparent"):
        await opened.import_mask(black, taken="transparency")
    assert document(opened).mask.bounds(CANVAS) == SPOT


async def test_the_photo_with_alpha_keeps_its_pixels_and_hides_what_is_masked(opened: Editor, photo, tmp_path) -> None:
    await opened.import_mask(picture(tmp_path / "grey.png", ramp))
    assert await opened.export_alpha(tmp_path / "cut.png") == []
    with Image.open(tmp_path / "cut.png") as written, Image.open(photo) as source:
        assert written.mode == "RGBA" and written.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert np.array_equal(np.asarray(written)[..., :3], np.asarray(source))
        assert np.array_equal(np.asarray(written)[..., 3], 255 - ramp)
    with pytest.raises(BadInput, match="JPEG can't hold transparency"):
        await opened.export_alpha(tmp_path / "cut.jpg")
    with pytest.raises(BadInput, match="isn't overwritten"):
        await opened.export_alpha(photo)


async def test_all_saved_masks_go_into_a_folder_and_nothing_is_written_over(opened: Editor, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no saved masks"):
        await opened.export_saved_masks(tmp_path)
    for name in ("Sky: left/right?", "sky_ left_right_", "CON", "plain"):
        opened.save_mask(name)
    folder = tmp_path / "masks"
    folder.mkdir()
    (folder / "plain.png").write_bytes(b"mine")
    with pytest.raises(FilesInTheWay, match=r"plain\.png"):
        await opened.export_saved_masks(folder)
    assert [path.name for path in folder.iterdir()] == ["plain.png"]
    paths = await opened.export_saved_masks(folder, replace=True)
    assert [path.name for path in paths] == [
        "Sky_ left_right_.png", "sky_ left_right_ 2.png", "_CON.png", "plain.png"
    ]  # fmt: skip
    for path in paths:
        with Image.open(path) as written:
            assert written.mode == "L" and np.array_equal(np.asarray(written), values(opened))


def test_every_system_takes_the_names() -> None:
    assert file_name("") == file_name("..") == file_name(" . ") == "_"
    assert file_name("a\x00b\tc") == "a_b_c" and file_name("nul.txt") == "_nul.txt"
    assert file_name("x" * 300) == "x" * 100
    assert file_names(["A", "a", "a 2"]) == ["A", "a 2", "a 2 2"]


async def test_a_mask_goes_from_one_document_to_another(opened: Editor, tmp_path: Path) -> None:
    png = await opened.copy_mask()
    assert Image.open(io.BytesIO(png)).mode == "L"
    await opened.open(picture(tmp_path / "other.png", np.full((100, 120, 3), 90, np.uint8)))
    await opened.paste_mask(png)
    other = Rect(0, 0, 120, 100)
    assert document(opened).canvas == other
    assert document(opened).mask.bounds(other) == SPOT.intersect(other) and opened.undo_label == "Paste mask"
    await opened.paste_mask(png, op="subtract")
    assert document(opened).mask.is_empty
