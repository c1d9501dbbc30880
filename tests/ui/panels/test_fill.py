"""The Fill panel over the real editor and the built-in engine: form, button, estimate, jobs, results."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from inlay.base.geometry import Rect
from inlay.editor.editor import Editor
from inlay.fill.prepare import estimate_for
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec, Parameter
from inlay.ui.panels.fill import PANEL, FillPanel
from inlay.ui.panels.fill_estimate import estimate_text, price_text
from tests.kit.ui_fixtures import is_in_reading_order, paint, tab_walk, unnamed, without_tooltip

if TYPE_CHECKING:
    from tests.kit.ui_fixtures import Shower

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def panel(opened: Editor, on_screen: Shower) -> FillPanel:
    made = PANEL.make(opened)
    assert isinstance(made, FillPanel)
    on_screen(made)
    return made


async def until(done: Callable[[], bool], limit: float = 60) -> None:
    """Let the loop run until something holds."""
    async with asyncio.timeout(limit):
        while not done():
            await asyncio.sleep(0.01)


def press(panel: FillPanel, name: str) -> None:
    found = panel.findChild(QPushButton, name) or panel.findChild(QToolButton, name)
    assert found.isVisible() and found.isEnabled(), name
    QTest.mouseClick(found, LEFT)


async def filled(panel: FillPanel) -> None:
    """Paint, press Fill, and wait for the result."""
    editor = panel.run._editor
    await paint(editor)
    count = len(editor.session.versions)
    press(panel, "fill.run")
    await until(lambda: len(editor.session.versions) > count and not editor.jobs.active)
    await editor.settled()


async def test_nothing_open(editor: Editor, on_screen: Shower) -> None:
    panel = FillPanel(editor)
    on_screen(panel)
    assert not panel.run.run.isEnabled()
    assert panel.run.why_not.text() == "Open a picture first."
    assert not panel.candidates.another.isVisible()
    assert not panel.jobs.isVisible()


async def test_an_empty_mask_says_what_to_do(panel: FillPanel) -> None:
    assert not panel.run.run.isEnabled()
    assert panel.run.why_not.text() == "The mask is empty. Paint over what should go."
    await paint(panel.run._editor)
    assert panel.run.run.isEnabled()
    assert not panel.run.why_not.isVisible()
    assert panel.run.price.text() == "Free, on this computer"
    panel.run._editor.undo()
    assert not panel.run.run.isEnabled()


async def test_the_button_names_its_key_and_enter_in_the_form_does_not_fill(panel: FillPanel) -> None:
    assert "Ctrl+Enter" in panel.run.run.toolTip()
    await paint(panel.run._editor)
    for widget in (panel.form.service, panel.run.grow.distance.box, panel.form.prompt):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Return)
    await asyncio.sleep(0.05)
    assert not panel.run._editor.jobs.active


async def test_the_estimate_comes_after_painting(panel: FillPanel) -> None:
    await paint(panel.run._editor)
    panel.run.estimator.work_out()
    await until(lambda: bool(panel.run.estimate.text()))
    assert panel.run.estimate.text() == "Solved at full size, about 1 s"
    panel.run._editor.select_none()
    await panel.run._editor.settled()
    assert not panel.run.estimate.isVisible()


def test_estimates_in_words() -> None:
    from inlay.fill.local.plan import Estimate

    assert estimate_text(Estimate(0.5, 8.2)) == "Solved at 50 % and refined, about 8 s"
    assert estimate_text(Estimate(1.0, 0.2)) == "Solved at full size, about 1 s"
    assert price_text(services()["local"]) == "Free, on this computer"


async def test_an_estimate_looks_at_the_hole_only(panel: FillPanel) -> None:
    await paint(panel.run._editor)
    document = panel.run._editor.session.document
    found = estimate_for(document, "standard")
    assert found is not None
    assert (found.scale, found.seconds > 0) == (1.0, True)
    panel.run._editor.select_none()
    await panel.run._editor.settled()
    assert estimate_for(panel.run._editor.session.document, "standard") is None


async def test_grow_changes_the_mask_and_is_remembered(panel: FillPanel) -> None:
    editor = panel.run._editor
    await paint(editor, Rect(100, 60, 40, 40))
    grow = panel.findChild(QPushButton, "fill.grow")
    assert panel.run.grow.distance.value() == 0
    assert not grow.isEnabled()
    panel.run.grow.distance.box.setFocus()
    QTest.keyClicks(panel.run.grow.distance.box, "7")
    QTest.keyClick(panel.run.grow.distance.box, Qt.Key.Key_Return)
    press(panel, "fill.grow")
    await editor.settled()
    assert editor.session.document.mask.bounds(editor.session.document.canvas) == Rect(93, 53, 54, 54)
    assert editor.undo_label == "Grow mask by 7 px"
    assert FillPanel(editor).run.grow.distance.value() == 7
    editor.add_layer_mask(from_mask=False)  # which is in hand now; what is filled grows all the same
    assert panel.run.run.isEnabled() and "What is filled is the working mask" in panel.run.why_not.text()
    press(panel, "fill.grow")
    await editor.settled()
    assert editor.session.document.mask.bounds(editor.session.document.canvas) == Rect(86, 46, 68, 68)
    editor.edit_layer_mask(None)
    assert panel.run.why_not.text() == ""


async def test_fill_shows_progress_and_ends_in_a_version(panel: FillPanel) -> None:
    editor = panel.run._editor
    seen: list[tuple[bool, str]] = []

    def look(_job: object) -> None:
        seen.append((panel.jobs.isVisible(), " ".join(each.message.text() for each in panel.jobs.lines.values())))

    editor.jobs_changed.connect(look)
    await filled(panel)
    assert any(visible and text for visible, text in seen)
    assert not panel.jobs.isVisible()
    version = editor.session.versions[editor.session.current_version]
    assert version.fill is not None
    assert version.fill.unmasked_changed == 0
    assert panel.candidates.another.isVisible()


async def test_cancel_stops_and_leaves_the_document(panel: FillPanel) -> None:
    editor = panel.run._editor
    await paint(editor, Rect(20, 20, 200, 150))
    before = editor.session.document
    press(panel, "fill.run")
    await until(lambda: bool(panel.jobs.lines))
    press(panel, "fill.cancel")
    await until(lambda: not editor.jobs.active)
    await editor.settled()
    assert editor.session.document is before
    assert not panel.jobs.isVisible()
    assert panel.run.run.isEnabled()


async def test_another_result_is_stepped_accepted_and_discarded(panel: FillPanel) -> None:
    editor = panel.run._editor
    session = editor.session
    await filled(panel)
    first = session.document
    count = panel.findChild(QLabel, "fill.candidates.count")
    assert not panel.candidates.strip.isVisible()
    for number in (1, 2):
        press(panel, "fill.another")
        await until(lambda number=number: len(session.candidates) == number and not editor.jobs.active)
    assert count.text() == "2 of 2"
    assert session.shown is not first
    press(panel, "fill.candidates.previous")
    assert count.text() == "1 of 2"
    press(panel, "fill.candidates.previous")
    assert count.text() == "2 wait"
    assert session.shown is first
    assert not panel.candidates.accept.isEnabled()
    press(panel, "fill.candidates.next")
    press(panel, "fill.candidates.discard")
    await editor.settled()
    assert len(session.candidates) == 1
    assert session.document is first
    editor.undo()
    assert len(session.candidates) == 2
    press(panel, "fill.candidates.next")
    press(panel, "fill.candidates.accept")
    await editor.settled()
    assert len(session.candidates) == 1
    assert session.document is not first
    assert session.versions[session.current_version].kind == "fill"


async def test_in_a_low_dock_the_form_scrolls_and_the_rest_is_seen(panel: FillPanel, qtbot: QtBot) -> None:
    await filled(panel)
    press(panel, "fill.another")
    await until(lambda: panel.candidates.strip.isVisible() and not panel.run._editor.jobs.active)
    qtbot.waitUntil(lambda: not panel.jobs.isVisible())

    def is_low() -> bool:
        panel.resize(panel.width(), panel.minimumSizeHint().height())
        return panel.form_area.height() < panel.form.height()

    qtbot.waitUntil(is_low)
    for part in (panel.run, panel.candidates):
        assert panel.rect().contains(part.geometry())
        assert part.height() >= part.minimumSizeHint().height()
    panel.resize(panel.width(), 700)
    qtbot.waitUntil(lambda: panel.form_area.height() >= panel.form.sizeHint().height())
    assert panel.run.y() - panel.form_area.geometry().bottom() < 20  # no gap above the button


async def test_the_seed_is_random_or_stays(panel: FillPanel) -> None:
    editor = panel.run._editor
    assert editor.fill_settings.seed is None
    assert not panel.form.seed.number.isEnabled()
    press(panel, "fill.seed.mode.fixed")
    assert editor.fill_settings.seed is not None
    assert panel.form.seed.number.value() == editor.fill_settings.seed
    panel.form.seed.number.setFocus()
    panel.form.seed.number.selectAll()
    QTest.keyClicks(panel.form.seed.number, "2147483647")
    QTest.keyClick(panel.form.seed.number, Qt.Key.Key_Return)
    assert editor.fill_settings.seed == 2**31 - 1
    press(panel, "fill.seed.mode.random")
    assert editor.fill_settings.seed is None


async def test_the_form_follows_the_models_description(panel: FillPanel) -> None:
    editor = panel.run._editor
    model = services()["local"].model()
    assert set(panel.form.fields) == {parameter.id for parameter in model.parameters}
    assert panel.form.prompt.isVisible() == model.has_prompt
    quality = next(parameter for parameter in model.parameters if parameter.kind == "choice")
    wanted = next(value for value, _label in quality.choices if value != quality.default)
    press(panel, f"fill.parameter.{quality.id}.{wanted}")
    assert editor.fill_settings.params[quality.id] == wanted
    assert model.values(editor.fill_settings.params)[quality.id] == wanted


async def test_every_kind_of_parameter_makes_a_field(panel: FillPanel) -> None:
    """What a service may say of a model one day, through the same form."""
    editor = panel.run._editor
    kinds = (
        Parameter("steps", "Steps", "int", 20, 1, 100, help="How many"),
        Parameter("strength", "Strength", "float", 0.5, 0, 1, 0.05, help="How strong"),
        Parameter("open_end", "Open end", "int", 5, help="Any number"),
        Parameter("raw", "Raw", "bool", False, help="Untouched"),
        Parameter("size", "Size", "choice", "a", choices=tuple((each, each) for each in "abcde"), help="Which"),
        Parameter("words", "Words", "text", "x", help="Any words"),
    )
    panel.form._show_parameters(ModelSpec("m", "M", kinds))
    given = {"steps": 40, "strength": 0.75, "open_end": 7, "raw": True, "size": "d", "words": "sky"}
    for name, value in given.items():
        panel.form.fields[name].tell(value)
    assert {name: editor.fill_settings.params[name] for name in given} == given
    QTest.mouseClick(panel.form.fields["raw"].widget, LEFT)
    assert isinstance(editor.fill_settings.params["raw"], bool)
    assert panel.form.fields["strength"].widget.box.decimals() == 2  # type: ignore[attr-defined]
    assert unnamed(panel) == []
    assert without_tooltip(panel) == []
    panel.form._show_parameters(ModelSpec("n", "N"))
    assert panel.form.fields == {}


async def test_the_prompt_is_kept_and_takes_the_focus(panel: FillPanel, qtbot: object) -> None:
    panel.form.prompt.setVisible(True)
    panel.focus_prompt()
    assert panel.form.prompt.hasFocus()
    QTest.keyClicks(panel.form.prompt, "a stone wall, b/w")
    assert panel.run._editor.fill_settings.prompt == "a stone wall, b/w"
    panel.form.prompt.setVisible(False)
    panel.form.service.setFocus()
    panel.focus_prompt()
    assert not panel.form.prompt.hasFocus()


async def test_everything_has_a_name_and_a_tooltip(panel: FillPanel) -> None:
    assert unnamed(panel) == []
    assert without_tooltip(panel) == []


async def test_tab_goes_as_the_eye_does(panel: FillPanel) -> None:
    panel.form._show_parameters(
        ModelSpec("m", "M", (Parameter("a", "A", "int", 1, 0, 9), Parameter("b", "B", "bool", True)))
    )
    await filled(panel)
    stops = tab_walk(panel)
    assert len(stops) >= 5
    assert is_in_reading_order(panel, stops), [stop.objectName() for stop in stops]
