"""A service in the real window, over real HTTP: what is sent and its price are seen before, and kept afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from inlay.editor.finetunes import Finetune
from inlay.providers.catalogue import services
from inlay.tools.overlay import PlanFrame
from inlay.ui.dialogs.again import AgainDialog
from inlay.ui.dialogs.compare import CompareDialog
from inlay.ui.dialogs.sent import SentDialog
from inlay.ui.dialogs.series import SeedsDialog, StrengthsDialog
from inlay.ui.main_window import MainWindow
from inlay.ui.panels.fill_form import FillForm
from inlay.ui.panels.history_details import VersionDetails
from inlay.ui.panels.results_list import ResultsList
from tests.kit.window import outside, soon, until
from tests.services import Emulator
from tests.ui.window.sending import FAR, FILL, FINETUNED, SPOT, button, masked, press_button, ready, text

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def service() -> Iterator[Emulator]:
    with Emulator("bfl") as made:
        yield made
        assert made.complaints == []


def frames(window: MainWindow) -> list[PlanFrame]:
    return [each for each in window.stage.canvas.guides.overlays if isinstance(each, PlanFrame)]


def shown(image: QImage) -> np.ndarray:
    """(h, w, 3) uint8 of a picture in a dialog."""
    held = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(held.constBits(), np.uint8).reshape(held.height(), held.bytesPerLine())
    return rows[:, : held.width() * 3].reshape(held.height(), held.width(), 3).copy()


def fields_of(window: MainWindow) -> list[QWidget]:
    """The fields of the chosen model's parameters."""
    form = window.findChild(FillForm)
    assert form is not None
    return [each.widget for each in form.fields.values()]


async def ended(window: MainWindow, service: Emulator, orders: int = 1) -> None:
    await until("the orders", lambda: len(service.accepted) == orders and not window.editor.jobs.active)
    await window.editor.settled()
    await soon()


async def test_what_is_sent_and_what_it_costs_is_seen_before(
    window: MainWindow, tmp_path: Path, service: Emulator
) -> None:
    await ready(window, tmp_path, service)
    plan = window.editor.plan
    assert plan is not None
    (frame,) = frames(window)
    assert frame.rect == plan.calls[0].crop.box and frame.rect.contains(SPOT)
    assert frame.label == "512 × 512 px, scale 1.00, 0.26 MP, $0.05"
    assert button(window, "fill.run").text() == "Fill  ·  $0.05"
    assert text(window, "fill.plan") == "512 × 512 px, scale 1.00, 0.26 MP"
    assert text(window, "fill.key.text") == "Key: memory, until Inlay is closed"
    assert not button(window, "fill.key.add").isVisible()
    assert not service.requests


async def test_the_dialog_shows_exactly_what_then_arrives(
    window: MainWindow, tmp_path: Path, service: Emulator
) -> None:
    await ready(window, tmp_path, service)
    press_button(window, "fill.sent")
    dialog = window.findChild(SentDialog)
    assert dialog is not None
    await until("the pictures", lambda: not dialog.picture_view.image().isNull() and dialog.facts.text())
    picture, mask = shown(dialog.picture_view.image()), shown(dialog.mask_view.image())
    told = dialog.facts.text()
    for part in (service.base_url.removeprefix("http://"), "a brick wall", "Steps: 50", "Seed: 11", "Scale: 1.00"):
        assert part in told, told
    assert service.key not in told and not service.requests
    dialog.hide()
    press_button(window, "fill.run")
    await ended(window, service)
    (task,) = service.accepted
    assert (task.image == picture).all() and (task.mask == mask[..., 0]).all()
    assert task.fields["prompt"] == "a brick wall"
    assert dialog.picture_view.image().isNull()  # nothing is kept of what isn't seen


async def test_a_fill_says_what_it_cost_and_its_settings_can_be_used_again(
    window: MainWindow, tmp_path: Path, service: Emulator
) -> None:
    await ready(window, tmp_path, service)
    press_button(window, "fill.run")
    await ended(window, service)
    facts = text(window, "history.facts")
    task = service.accepted[0]
    for part in ("Black Forest Labs, FLUX.1 Fill", "$0.05 billed", "seed 11", "steps 50", "guidance 60", task.id):
        assert part in facts, facts
    assert not frames(window)  # what is judged now is the result
    window.editor.set_fill(provider="local", model=None, params={}, prompt="", seed=None)
    details = window.findChild(VersionDetails)
    assert details is not None
    use = next(each for each in details.menu.actions() if each.objectName() == "history.use")
    use.trigger()
    await soon()
    settings = window.editor.fill_settings
    assert (settings.provider, settings.model, settings.prompt, settings.seed) == ("bfl", FILL, "a brick wall", 11)
    combo, prompt = window.findChild(QComboBox, "fill.service"), window.findChild(QPlainTextEdit, "fill.prompt")
    assert combo is not None and prompt is not None
    assert (combo.currentText(), prompt.toPlainText()) == ("Black Forest Labs", "a brick wall")


async def test_a_request_is_sent_again_with_other_words(window: MainWindow, tmp_path: Path, service: Emulator) -> None:
    await ready(window, tmp_path, service)
    press_button(window, "fill.run")
    await ended(window, service)
    details = window.findChild(VersionDetails)
    assert details is not None
    details.menu.actions()[0].trigger()
    dialog = window.findChild(AgainDialog)
    assert dialog is not None
    assert dialog.prompt.toPlainText() == "a brick wall" and dialog.go.text() == "Fill again  ·  $0.05"
    dialog.prompt.setPlainText("a hedge")
    dialog.fields["steps"].tell(30)
    dialog.same_seed.setChecked(False)
    dialog.go.click()
    await ended(window, service, 2)
    first, second = service.accepted
    assert (second.fields["prompt"], second.fields["steps"]) == ("a hedge", 30)
    assert second.seed != first.seed and (second.image == first.image).all()
    session = window.editor.session
    assert session is not None and len(session.candidates) == 1


async def test_a_row_of_strengths_is_compared_and_kept(window: MainWindow, tmp_path: Path, service: Emulator) -> None:
    await ready(window, tmp_path, service, FINETUNED)
    editor = window.editor
    assert not button(window, "fill.run").isEnabled()
    assert "needed" in text(window, "fill.why_not")
    await editor.finetunes.add(Finetune("org/lora-1", "Portrait", "bfl", "us", "TOK", 1.3))
    await soon()
    combo = window.findChild(QComboBox, "fill.parameter.finetune")
    assert combo is not None
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    await editor.settled()
    await soon()
    assert editor.fill_settings.params["finetune"] == "org/lora-1"
    assert editor.fill_settings.params["strength"] == 1.3
    assert "TOK" in text(window, "fill.parameter.finetune.about")
    assert button(window, "fill.run").text() == "Fill  ·  $0.06"
    window.show_dialog("strengths")
    dialog = window.findChild(StrengthsDialog)
    assert dialog is not None
    dialog.values.setText("0.9, 1.1")
    assert dialog.go.text() == "Try 2 strengths  ·  $0.12"
    dialog.values.setText("0.9, 2.5")
    assert not dialog.go.isEnabled() and "0 to 2" in dialog.about.text()
    dialog.values.setText("0.9, 1.1")
    dialog.go.click()
    session = editor.session
    assert session is not None
    await ended(window, service, 2)
    assert len(session.candidates) == 2
    assert sorted(task.strength for task in service.accepted) == [0.9, 1.1]
    strip = window.findChild(ResultsList, "fill.candidates.list")
    assert strip is not None and strip.isVisible()
    strip.selectAll()
    assert button(window, "fill.candidates.keep").text() == "Keep 2"
    press_button(window, "fill.candidates.compare")
    await soon()
    large = window.findChild(CompareDialog)
    assert large is not None and large.list.results.rowCount() == 2
    large.hide()
    before = session.current_version
    press_button(window, "fill.candidates.keep")
    await editor.settled()
    kept = [each for each in session.versions.values() if each.parent == before]
    assert sorted(each.fill.params["strength"] for each in kept if each.fill) == [0.9, 1.1]
    assert all(each.fill is not None and each.fill.cost == 0.06 for each in kept)


async def test_a_row_of_seeds_has_its_price(window: MainWindow, tmp_path: Path, service: Emulator) -> None:
    await ready(window, tmp_path, service)
    window.show_dialog("seeds")
    dialog = window.findChild(SeedsDialog)
    assert dialog is not None
    dialog.count.setValue(3)
    assert dialog.go.text() == "Try 3 seeds  ·  $0.15"
    dialog.go.click()
    session = window.editor.session
    assert session is not None
    await ended(window, service, 3)
    assert len(session.candidates) == 3
    assert len({task.seed for task in service.accepted}) == 3


async def test_parts_are_sent_together_or_apart(window: MainWindow, tmp_path: Path, service: Emulator) -> None:
    await ready(window, tmp_path, service, size=(1800, 1200))
    assert not button(window, "fill.calls.one").isVisible()
    await masked(window, SPOT, FAR)
    assert len(frames(window)) == 2
    assert button(window, "fill.run").text() == "Fill  ·  2 calls  ·  $0.10"
    button(window, "fill.calls.one").click()
    await window.editor.settled()
    await soon()
    (frame,) = frames(window)
    assert frame.rect.contains(SPOT.union(FAR)) and "scale 1.00" not in frame.label
    assert button(window, "fill.run").text() == "Fill  ·  $0.05"
    assert "shrunk" in text(window, "fill.plan").lower() or "scale" in text(window, "fill.plan")
    button(window, "fill.limit.4").click()
    await window.editor.settled()
    await soon()
    assert "scale 1.00" in frames(window)[0].label
    assert window.editor.fill_settings.limit == 4_000_000


async def test_the_frame_is_dragged_and_reset(window: MainWindow, tmp_path: Path, service: Emulator) -> None:
    await ready(window, tmp_path, service)
    editor, canvas = window.editor, window.stage.canvas
    document = editor.session.document if editor.session else None
    canvas.setFocus()
    await outside(lambda: QTest.keyClick(window.windowHandle(), Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier))
    assert editor.tools.tool_id == "context"
    planned = editor.plan.calls[0].crop.box if editor.plan else None
    assert planned is not None

    def at(x: float, y: float) -> QPoint:
        place = canvas.view.to_screen(x, y)
        return QPoint(round(place.x / canvas.ratio), round(place.y / canvas.ratio))

    QTest.mousePress(canvas, LEFT, NO, at(planned.right, planned.y + 100))
    for step in (20, 60, 110):
        QTest.mouseMove(canvas, at(planned.right + step, planned.y + 100))
    assert not frames(window)  # the frame in the hand says its own size
    QTest.mouseRelease(canvas, LEFT, NO, at(planned.right + 110, planned.y + 100))
    await editor.settled()
    await soon()
    (frame,) = frames(window)
    assert frame.rect.w > planned.w and frame.rect.w % 32 == 0 and frame.rect.contains(SPOT)
    assert editor.crop_frame is not None
    assert editor.session is not None and editor.session.document is document
    press_button(window, "context.reset")
    await editor.settled()
    await soon()
    assert frames(window)[0].rect == planned and editor.crop_frame is None


async def test_frames_are_hidden_where_they_would_disturb(
    window: MainWindow, tmp_path: Path, service: Emulator
) -> None:
    await ready(window, tmp_path, service)
    editor, canvas = window.editor, window.stage.canvas
    assert frames(window)
    QTest.mousePress(canvas, LEFT, NO, QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(320, 310))
    QTest.mouseMove(canvas, QPoint(340, 320))
    assert editor.tools.previews and not frames(window)
    QTest.mouseRelease(canvas, LEFT, NO, QPoint(340, 320))
    await editor.settled()
    await soon()
    assert frames(window)
    window.stage.toggle_overlay()
    assert not frames(window)
    window.stage.toggle_overlay()
    assert frames(window)
    editor.tools.choose("frame")
    assert not frames(window)
    editor.tools.choose("brush")
    editor.set_fill(provider="local", model=None, params={})
    await editor.settled()
    assert not frames(window)


async def test_a_service_without_a_key_offers_to_add_one(window: MainWindow, tmp_path: Path, service: Emulator) -> None:
    await ready(window, tmp_path, service)
    window.editor.set_fill(provider="fal", model=None, params={})
    await until("the look for a key", lambda: text(window, "fill.key.text") == "No key yet")
    press_button(window, "fill.key.add")
    await soon()
    dialog = window.findChild(QWidget, "dialog.services")
    assert dialog is not None and dialog.isVisible()
    dialog.hide()


@pytest.mark.parametrize("name", ["cometapi", "vercel", "fal", "eachlabs"])
async def test_every_service_fills_from_the_window(window: MainWindow, tmp_path: Path, name: str) -> None:
    with Emulator(name) as service:
        spec = services()[name]
        await ready(window, tmp_path, service, spec.models[0].id)
        assert {each.objectName().removeprefix("fill.parameter.") for each in fields_of(window)} == {
            each.id for each in spec.models[0].parameters
        }
        assert len(frames(window)) == 1
        width = window.frame.regions["fill"].width()
        assert ("$" in button(window, "fill.run").text()) == spec.models[0].price.is_known
        assert text(window, "fill.privacy") == spec.privacy
        press_button(window, "fill.run")
        await ended(window, service)
        session = window.editor.session
        assert session is not None
        record = session.versions[session.current_version].fill
        assert record is not None and record.provider == name and record.unmasked_changed == 0
        assert spec.title in text(window, "history.facts")
        assert window.frame.regions["fill"].width() <= width  # however long a task's id is
        assert service.complaints == []
