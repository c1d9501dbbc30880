"""Commands that come twice, too late, in the middle of others, or after something else has changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput, InlayError
from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.edits import set_opacity
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.editor.session import Session
from inlay.imaging.mask import Mask
from inlay.jobs.journal import Journal
from tests.editor.conftest import SPOT, mask_spot


def session_of(editor: Editor) -> Session:
    assert editor.session is not None
    return editor.session


def steps(editor: Editor) -> int:
    return len(session_of(editor).undo.done)


async def with_two_results(editor: Editor, photo: Path) -> Session:
    await editor.open(photo)
    await mask_spot(editor)
    await editor.fill(FillSettings(seed=3))
    await editor.another_result()
    return session_of(editor)


async def test_accepting_twice_is_accepting_once(editor: Editor, photo: Path) -> None:
    session = await with_two_results(editor, photo)
    editor.undo()
    session.look_at(1)
    before = steps(editor)
    editor.accept_candidate()
    editor.accept_candidate()
    editor.discard_candidate()
    await editor.settled()
    assert len(session.document.layers) == 2 and steps(editor) == before + 1
    assert len([each for each in session.versions.values() if each.kind == "fill"]) == 2


async def test_a_sibling_in_the_picture_is_no_change_under_another_result(editor: Editor, photo: Path) -> None:
    told: list[str] = []
    editor.message.connect(told.append)
    await with_two_results(editor, photo)
    assert any("Backspace discards it" in each for each in told)
    assert not any("has changed" in each for each in told)


async def test_a_layer_that_comes_back_is_the_one_in_hand(editor: Editor, photo: Path) -> None:
    session = await with_two_results(editor, photo)
    fill = session.document.layers[-1].id
    editor.undo()
    assert session.active_layer != fill
    editor.redo()
    assert session.active_layer == fill


async def test_another_result_works_on_after_a_version_was_kept(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    await editor.fill(FillSettings(seed=3))
    editor.keep_version("Here")
    await editor.settled()
    await editor.another_result()
    [candidate] = session_of(editor).candidates
    assert candidate.group == session_of(editor).versions[list(session_of(editor).versions)[1]].fill.group  # type: ignore[union-attr]


async def test_values_of_one_drag_are_one_step_even_while_a_stroke_is_on_its_way(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    layer = session_of(editor).document.layers[0].id
    editor.tools.apply_mask("Brush", lambda _mask: Mask.rectangle(SPOT))
    for drag in ("one", "two"):
        for share in (0.8, 0.6, 0.4):
            editor.edit("Opacity", lambda document, share=share: set_opacity(document, layer, share), merge=drag)
    await editor.settled()
    assert [step.label for step in session_of(editor).undo.done[1:]] == ["Brush", "Opacity", "Opacity"]


async def test_undo_comes_in_its_turn(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    editor.tools.apply_mask("Brush", lambda _mask: Mask.rectangle(SPOT))
    editor.undo()
    editor.tools.apply_mask("Lasso", lambda _mask: Mask.rectangle(SPOT.grow(-4)))
    editor.undo()
    editor.redo()
    await editor.settled()
    assert [step.label for step in session_of(editor).undo.done] == ["Open", "Lasso"]


async def test_an_edit_of_a_layer_that_an_undo_took_away_is_told(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    await editor.fill(FillSettings(seed=3))
    layer = session_of(editor).document.layers[1].id
    editor.undo()
    before = steps(editor)
    for act in (
        lambda: editor.set_opacity(layer, 0.5),
        lambda: editor.delete_layer(layer),
        lambda: editor.move_layer(layer, 0),
    ):
        act()
    troubles: list[InlayError] = editor.troubles  # type: ignore[attr-defined]
    assert [type(each) for each in troubles] == [BadInput] * 3 and steps(editor) == before
    troubles.clear()


async def test_what_changes_nothing_is_no_step(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    layer = session_of(editor).document.layers[0]
    editor.set_opacity(layer.id, 1.0)
    editor.set_mode(layer.id, "normal")
    editor.set_visible(layer.id, True)
    editor.rename_layer(layer.id, f" {layer.name} ")
    editor.move_layer(layer.id, 3)
    editor.set_canvas(session_of(editor).document.canvas, 12)
    editor.select_none()
    editor.reselect()
    await editor.settled()
    assert steps(editor) == 1 and not session_of(editor).modified


async def test_reselect_brings_back_the_last_mask_of_this_document_only(
    editor: Editor, photo: Path, tmp_path: Path
) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    editor.select_none()
    editor.select_none()
    editor.reselect()
    await editor.settled()
    document = session_of(editor).document
    assert document.mask.bounds(document.canvas) == SPOT
    editor.select_none()
    await editor.settled()
    await editor.save(tmp_path / "a.inlay")
    Image.fromarray(np.zeros((300, 300, 3), np.uint8)).save(tmp_path / "other.png")
    await editor.open(tmp_path / "other.png")
    editor.reselect()
    await editor.settled()
    assert session_of(editor).document.mask.is_empty


async def test_an_inverted_mask_can_be_grown_shrunk_filled_and_saved(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    session = session_of(editor)
    keep = Rect(0, 0, 240, 150)
    editor.tools.apply_mask("Rectangle", lambda _mask: Mask.rectangle(keep))
    editor.invert_mask()
    editor.shrink_mask(6)
    editor.grow_mask(2)
    await editor.settled()
    mask = session.document.mask
    assert mask.outside == 255
    assert mask.region(Rect(0, 0, 240, 180)).sum() == 255 * 240 * 26
    job = await editor.fill(FillSettings(seed=1))
    await editor.settled()
    assert job.error is None
    record = session.versions[session.current_version].fill
    assert record is not None and (record.unmasked_pixels, record.unmasked_changed) == (240 * 154, 0)
    digest = session.document.digest
    await editor.save(photo.with_suffix(".inlay"))
    await editor.close_session()
    await editor.open(photo.with_suffix(".inlay"))
    assert session_of(editor).document.digest == digest


@pytest.mark.parametrize("hidden", [False, True])
async def test_flatten_and_export_of_a_moved_frame_over_a_hidden_or_clear_base(
    editor: Editor, photo: Path, hidden: bool
) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    await editor.fill(FillSettings(seed=1))
    layers = session_of(editor).document.layers
    editor.set_canvas(Rect(-30, 40, 200, 90), 0)
    editor.set_visible(layers[0].id, not hidden)
    editor.set_mode(layers[1].id, "multiply")
    await editor.settled()
    document = session_of(editor).document
    expected = compose(document, document.canvas)
    await editor.export(photo.with_name("before.png"))
    editor.flatten()
    await editor.settled()
    assert np.array_equal(compose(session_of(editor).document, document.canvas), expected)
    await editor.export(photo.with_name("after.png"))
    for name in ("before.png", "after.png"):
        written = np.asarray(Image.open(photo.with_name(name)))
        assert np.array_equal(written, expected)


async def test_a_fill_that_ended_with_its_program_is_told_once(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    job = await editor.fill(FillSettings(seed=1))
    dead = Journal()
    dead.write(job)
    told: list[str] = []
    editor.message.connect(told.append)
    await editor.tell_interrupted()
    assert not told, "it may still be running"
    dead.close()
    await editor.tell_interrupted()
    await editor.tell_interrupted()
    assert len(told) == 1 and "interrupted" in told[0]


async def test_two_fills_at_once_both_land(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    first = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    await asyncio.sleep(0)
    editor.tools.apply_mask("Brush", lambda _mask: Mask.rectangle(Rect(10, 120, 30, 30)))
    second = asyncio.ensure_future(editor.fill(FillSettings(seed=2)))
    jobs = [await first, await second]
    await editor.settled()
    session = session_of(editor)
    assert [job.error for job in jobs] == [None, None]
    assert [layer.name for layer in session.document.layers] == ["Photo", "Fill 1", "Fill 2"]
    fills = [each.fill for each in session.versions.values() if each.fill is not None]
    assert [each.unmasked_changed for each in fills] == [0, 0]
