"""What a person does, without a window: open, mask, fill, undo, choose, go back, save, come back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
from PIL import Image

from inlay.base.errors import BadInput, InlayError
from inlay.document.compose import compose
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.jobs.states import JobState
from inlay.storage import WorkingCopy
from tests.editor.conftest import SPOT, mask_spot


def session_of(editor: Editor):  # type: ignore[no-untyped-def]
    assert editor.session is not None
    return editor.session


async def filled(editor: Editor, photo: Path, seed: int = 3) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    job = await editor.fill(FillSettings(seed=seed))
    assert job.state is JobState.DONE, job.error
    await editor.settled()


async def test_a_fill_is_a_layer_over_the_untouched_photo_and_a_version(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    session = session_of(editor)
    assert len(session.document.layers) == 2
    assert SPOT.contains(session.document.layers[1].raster.rect)
    version = session.versions[session.current_version]
    assert version.kind == "fill" and version.fill is not None and version.parent == session.original.id
    assert version.fill.unmasked_pixels == 240 * 180 - SPOT.area
    assert version.fill.unmasked_changed == 0
    assert version.thumbnail.startswith(b"\x89PNG")
    before, after = np.asarray(Image.open(photo)), compose(session.document, session.document.canvas)[..., :3]
    outside = np.ones((180, 240), bool)
    outside[SPOT.y : SPOT.bottom, SPOT.x : SPOT.right] = False
    assert np.array_equal(before[outside], after[outside])
    spot = after[62:88, 102:138].astype(int)
    assert spot[..., 0].mean() < 150, "the red is gone"
    assert not session.document.mask.is_empty_in(session.document.canvas), "the mask stays for the next try"


async def test_undo_takes_the_fill_back_but_keeps_version_and_result(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    session = session_of(editor)
    assert editor.undo_label == "Fill"
    editor.undo()
    assert len(session.document.layers) == 1 and session.current_version == session.original.id
    assert len(session.versions) == 2 and len(session.candidates) == 1
    editor.redo()
    assert len(session.document.layers) == 2 and not session.candidates


async def test_undo_of_everything_is_the_opened_picture(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    first = session_of(editor).document
    digest = first.digest
    await mask_spot(editor)
    editor.invert_mask()
    editor.grow_mask(5)
    editor.shrink_mask(3)
    editor.select_all()
    editor.select_none()
    editor.reselect()
    editor.set_opacity(first.layers[0].id, 0.5)
    editor.set_mode(first.layers[0].id, "multiply")
    editor.rename_layer(first.layers[0].id, "Paper")
    editor.flatten()
    await editor.settled()
    steps = 0
    while editor.undo_label is not None:
        editor.undo()
        steps += 1
    assert steps == 11
    assert session_of(editor).document is first and first.digest == digest
    for _ in range(steps):
        editor.redo()
    assert editor.redo_label is None and len(session_of(editor).document.layers) == 1


async def test_another_result_takes_the_place_of_the_first_as_a_sibling(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    session = session_of(editor)
    first = session.document.layers[1]
    await editor.another_result()
    await editor.settled()
    [candidate] = session.candidates
    assert session.candidate is candidate and session.document.layers[1] is first
    assert session.shown.layers[1] is candidate.layer
    a, b = first.raster.region(SPOT), candidate.layer.raster.region(SPOT)
    assert not np.array_equal(a, b), "another seed, another result"
    editor.step_candidate(1)
    assert session.shown is session.document
    editor.step_candidate(-1)
    editor.accept_candidate()
    await editor.settled()
    assert [layer.id for layer in session.document.layers[1:]] == [candidate.layer.id]
    fills = [version for version in session.versions.values() if version.kind == "fill"]
    assert len(fills) == 2 and fills[0].parent == fills[1].parent == session.original.id
    assert fills[1].fill is not None and fills[1].fill.unmasked_changed == 0


async def test_a_discarded_result_comes_back_by_undo(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    session = session_of(editor)
    await editor.another_result()
    editor.discard_candidate()
    await editor.settled()
    assert not session.candidates and len(session.all_candidates) == 2
    editor.undo()
    assert len(session.candidates) == 1


async def test_the_same_seed_gives_the_same_picture(editor: Editor, photo: Path) -> None:
    await filled(editor, photo, seed=11)
    first = session_of(editor).document.layers[1].raster
    editor.undo()
    await editor.fill(FillSettings(seed=11))
    await editor.settled()
    assert session_of(editor).document.layers[1].raster.digest == first.digest


async def test_restoring_a_version_is_undoable_and_work_goes_on_as_a_branch(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    session = session_of(editor)
    fill = session.current_version
    editor.preview_version(session.original.id)
    assert len(session.shown.layers) == 1 and len(session.document.layers) == 2
    editor.preview_version(None)
    editor.restore_version(session.original.id)
    await editor.settled()
    assert len(session.document.layers) == 1
    editor.undo()
    assert session.current_version == fill
    editor.redo()
    editor.keep_version("Here")
    await editor.settled()
    kept = session.versions[session.current_version]
    assert kept.label == "Here" and kept.parent == session.original.id and kept.kind == "kept"
    editor.star_version(kept.id, True)
    editor.note_version(kept.id, "for <b>Anna</b>")
    editor.rename_version(kept.id, "There")
    kept = session.versions[kept.id]
    assert (kept.starred, kept.note, kept.label) == (True, "for <b>Anna</b>", "There")


async def test_a_project_comes_back_with_mask_versions_and_candidates(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    await editor.another_result()
    session = session_of(editor)
    project = photo.with_name("work.inlay")
    await editor.save(project)
    assert not session.modified

    def state() -> tuple[object, ...]:
        session = session_of(editor)
        return session.document.digest, session.current_version, list(session.versions), len(session.candidates)

    expected = state()
    await editor.close_session()
    await editor.open(project)
    session = session_of(editor)
    assert state() == expected
    assert all(version.thumbnail for version in session.versions.values())
    assert session.document.mask.bounds(session.document.canvas) == SPOT
    await editor.another_result()
    await editor.settled()
    assert len(session.candidates) == 2


async def test_unsaved_work_is_offered_again(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    digest = session_of(editor).document.digest
    await editor.close_session()
    [left] = WorkingCopy.recoverable()
    assert left.name == photo.name
    await editor.recover(left)
    assert session_of(editor).document.digest == digest and session_of(editor).modified


async def test_a_picture_that_was_only_looked_at_leaves_nothing_behind(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await editor.settled()
    assert not session_of(editor).modified
    await editor.close_session()
    assert WorkingCopy.recoverable() == []


async def test_the_original_is_not_overwritten_unless_asked(editor: Editor, photo: Path) -> None:
    await filled(editor, photo)
    data = photo.read_bytes()
    try:
        await editor.export(photo)
    except BadInput as error:
        assert "original" in error.sentence()
    else:
        raise AssertionError("overwritten")
    assert photo.read_bytes() == data


async def test_an_empty_mask_is_told_and_nothing_happens(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    try:
        await editor.fill()
    except BadInput as error:
        assert "mask is empty" in error.sentence()
    else:
        raise AssertionError("filled nothing")
    assert len(session_of(editor).versions) == 1


async def test_everything_masked_is_refused_and_never_black(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    editor.select_all()
    try:
        await editor.fill()
    except BadInput:
        told: list[InlayError] = []
    else:
        told = list(editor.troubles)  # type: ignore[attr-defined]
        editor.troubles.clear()  # type: ignore[attr-defined]
        assert [type(error) for error in told] == [BadInput]
    assert len(session_of(editor).document.layers) == 1


async def test_painting_elsewhere_during_a_fill_is_kept_and_the_fill_still_lands(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    await asyncio.sleep(0)
    editor.invert_mask()
    await fill
    await editor.settled()
    session = session_of(editor)
    assert len(session.document.layers) == 2
    assert session.document.mask.outside == 255
    assert SPOT.contains(session.document.layers[1].raster.rect)


async def test_a_fill_over_changed_pixels_waits_for_a_decision(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    while not editor.jobs.active:
        await asyncio.sleep(0.005)
    told: list[str] = []
    editor.message.connect(told.append)
    editor.set_opacity(session_of(editor).document.layers[0].id, 0.4)
    await fill
    assert [text for text in told if "has changed" in text]
    await editor.settled()
    session = session_of(editor)
    assert len(session.document.layers) == 1 and len(session.candidates) == 1
    editor.accept_candidate()
    await editor.settled()
    assert len(session.document.layers) == 2


async def test_cancel_leaves_everything_as_it_was(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    digest = session_of(editor).document.digest
    fill = asyncio.ensure_future(editor.fill())
    while not any(job.ticket for job in editor.jobs.active.values()):
        await asyncio.sleep(0.005)
    editor.cancel_job()
    job = await fill
    assert job.state is JobState.CANCELLED
    assert session_of(editor).document.digest == digest and not session_of(editor).all_candidates
