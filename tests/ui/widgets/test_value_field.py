"""Value fields: what is dragged, scrubbed, typed and stepped, what is told, and what isn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inlay.ui.widgets.scale import POSITIONS, Scale
from inlay.ui.widgets.value_field import ValueField

LEFT = Qt.MouseButton.LeftButton


class Heard:
    """Everything that a field told, in order."""

    def __init__(self, field: ValueField) -> None:
        self.all: list[tuple[str, float | None]] = []
        field.started.connect(lambda: self.all.append(("started", None)))
        field.changing.connect(lambda value: self.all.append(("changing", value)))
        field.changed.connect(lambda value: self.all.append(("changed", value)))

    @property
    def words(self) -> list[str]:
        return [word for word, _value in self.all]


def shown(qtbot: QtBot, scale: Scale, **how: object) -> tuple[ValueField, Heard]:
    window = QWidget()
    field = ValueField("Size", scale, "px", name="size", tooltip="How wide the brush is", **how)  # type: ignore[arg-type]
    QVBoxLayout(window).addWidget(field)
    window.resize(320, 60)
    qtbot.addWidget(window)
    window.show()
    field._window = window  # type: ignore[attr-defined]  # keeps it alive
    return field, Heard(field)


@given(st.booleans(), st.sampled_from([-50.0, 0.0, 1.0, 20.0]), st.floats(1, 1e5), st.floats(0, 1))
def test_positions_lead_back_to_values(logarithmic: bool, low: float, span: float, share: float) -> None:
    """A value goes to a position and back within one position's width, in order, inside the range."""
    scale = Scale(low, low + span, 1, 3, logarithmic)
    value = low + share * span
    back = scale.to_value(scale.to_position(value))
    near = [scale.to_value(max(0, scale.to_position(value) - 1)), scale.to_value(scale.to_position(value) + 1)]
    assert near[0] - 0.002 <= back <= near[1] + 0.002
    assert near[0] - 0.002 <= value <= near[1] + 0.002
    assert scale.to_value(0) == round(low, 3)
    assert scale.to_value(POSITIONS) == pytest.approx(low + span, abs=0.001)


def test_logarithmic_steps_grow_with_the_value() -> None:
    scale = Scale(1, 5000, logarithmic=True)
    assert scale.moved(10, 1) == 11
    assert scale.moved(1000, 1) == 1050
    assert scale.moved(4990, 1) == 5000
    assert scale.to_value(POSITIONS // 2) < 200


def test_a_drag_of_the_slider_is_told_once_at_its_end(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(0, 100))
    slider = field.slider
    assert slider is not None
    middle = slider.rect().center()
    QTest.mousePress(slider, LEFT, pos=QPoint(5, middle.y()))
    for x in range(10, slider.width() - 5, 10):
        QTest.mouseMove(slider, QPoint(x, middle.y()))
    assert field.is_dragged()
    before = field.value()
    field.set_value(3)  # the document answers during the drag; the hand decides
    assert field.value() == before
    QTest.mouseRelease(slider, LEFT, pos=QPoint(slider.width() - 1, middle.y()))
    assert heard.words[0] == "started"
    assert heard.words.count("changed") == 1
    assert heard.words[-1] == "changed"
    assert heard.words.count("changing") > 5
    assert heard.all[-1] == ("changed", 100.0)
    assert not field.is_dragged()


def test_a_press_that_changes_nothing_tells_no_change(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(0, 100))
    assert field.slider is not None
    field.set_value(0)
    QTest.mouseClick(field.slider, LEFT, pos=QPoint(2, field.slider.height() // 2))
    assert "changed" not in heard.words
    assert "changing" not in heard.words


def test_the_label_scrubs(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(0, 100))
    field.set_value(50)
    label = field.label
    QTest.mousePress(label, LEFT, pos=QPoint(5, 5))
    QTest.mouseMove(label, QPoint(25, 5))
    assert field.value() == 60
    QTest.mouseMove(label, QPoint(5, 5))
    QTest.mouseMove(label, QPoint(-15, 5))
    QTest.mouseRelease(label, LEFT, pos=QPoint(-15, 5))
    assert heard.all[-1] == ("changed", 40.0)
    assert heard.words.count("changed") == 1


def test_typed_values_count_when_they_are_finished(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(1, 500))
    field.set_value(7)
    field.box.setFocus()
    field.box.selectAll()
    QTest.keyClicks(field.box, "250")
    assert heard.all == []
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert heard.all == [("changed", 250.0)]
    assert field.slider is not None
    assert field.slider.value() == Scale(1, 500).to_position(250)


def test_escape_takes_back_what_is_half_typed(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(1, 500))
    field.set_value(7)
    box = field.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "99")
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    override.ignore()
    QApplication.sendEvent(box, override)
    assert override.isAccepted()  # so no action of the window gets it
    QTest.keyClick(box, Qt.Key.Key_Escape)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert field.value() == 7
    assert box.text() == "7 px"
    assert heard.all == []
    again = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    again.ignore()
    QApplication.sendEvent(box, again)
    assert not again.isAccepted()  # with nothing typed, Esc is the window's


def test_arrow_and_page_keys_step(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(0, 100, 5))
    field.box.setFocus()
    QTest.keyClick(field.box, Qt.Key.Key_Up)
    QTest.keyClick(field.box, Qt.Key.Key_PageUp)
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    assert [value for _word, value in heard.all] == [5, 55, 50]


def wheel(widget: QWidget) -> QWheelEvent:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


def test_the_wheel_counts_only_with_focus(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(0, 100))
    assert field.slider is not None
    other = QWidget(field.window())
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.show()
    other.setFocus()
    assert not wheel(field.box).isAccepted()
    assert not wheel(field.slider).isAccepted()
    assert heard.all == []
    field.window().activateWindow()
    field.box.setFocus()
    qtbot.waitUntil(field.box.hasFocus)
    wheel(field.box)
    assert heard.all == [("changed", 1.0)]


def test_values_set_by_code_are_told_to_nobody(qtbot: QtBot) -> None:
    field, heard = shown(qtbot, Scale(0, 100))
    for value in (3, 500, -2, 17.4):
        field.set_value(value)
    assert field.value() == 17
    assert heard.all == []


def test_names_for_the_ear_and_for_tests(qtbot: QtBot) -> None:
    field, _heard = shown(qtbot, Scale(0, 100))
    assert field.box.accessibleName() == "Size"
    assert field.box.objectName() == "size.box"
    assert field.slider is not None
    assert field.slider.accessibleName() == "Size"
    assert field.toolTip() == "How wide the brush is"
