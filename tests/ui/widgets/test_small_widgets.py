"""The other small widgets: flow, segments, sections, labels, progress."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inlay.ui.widgets.flow_layout import FlowLayout
from inlay.ui.widgets.labels import ElidedLabel, HintLabel
from inlay.ui.widgets.progress_line import ProgressLine
from inlay.ui.widgets.section import Section
from inlay.ui.widgets.segmented import Segment, SegmentedButtons

LEFT = Qt.MouseButton.LeftButton


def test_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = FlowLayout(whole, gap=10, line_gap=5)
    parts = [QWidget() for _ in range(3)]
    for part in parts:
        part.setFixedSize(100, 20)
        flow.addWidget(part)
    parts[1].setFixedHeight(30)
    assert flow.sizeHint() == QSize(320, 30)
    assert flow.heightForWidth(320) == 30
    assert flow.heightForWidth(319) == 30 + 5 + 20
    assert flow.heightForWidth(50) == 20 + 30 + 20 + 2 * 5
    whole.show()
    flow.setGeometry(QRect(0, 0, 230, 100))
    assert [part.pos().toTuple() for part in parts] == [(0, 5), (110, 0), (0, 35)]
    parts[0].hide()
    assert flow.heightForWidth(210) == 30


def test_segments_tell_the_persons_choice_only(qtbot: QtBot) -> None:
    segments = [Segment("add", "Add"), Segment("sub", "Subtract", "Take away")]
    buttons = SegmentedButtons("Painting", segments, name="paint")
    qtbot.addWidget(buttons)
    told: list[str] = []
    buttons.chosen.connect(told.append)
    buttons.set_value("add")
    assert (buttons.value(), told) == ("add", [])
    QTest.mouseClick(buttons.buttons["sub"], LEFT)
    assert (buttons.value(), told) == ("sub", ["sub"])
    buttons.set_value("not there")
    assert buttons.value() == "sub"
    assert buttons.buttons["sub"].accessibleName() == "Painting: Subtract"
    assert buttons.buttons["sub"].objectName() == "paint.sub"
    assert [button.property("segment") for button in buttons.buttons.values()] == ["first", "last"]


def test_a_section_folds(qtbot: QtBot) -> None:
    section = Section("More", name="more")
    qtbot.addWidget(section)
    section.show()
    told: list[bool] = []
    section.folded.connect(told.append)
    section.set_open(False)
    assert told == []
    assert not section.body.isVisible()
    QTest.mouseClick(section.header, LEFT)
    assert section.is_open()
    assert section.body.isVisible()
    assert told == [False]


def test_a_long_text_is_cut_and_told_whole(qtbot: QtBot) -> None:
    label = ElidedLabel("short")
    qtbot.addWidget(label)
    label.show()
    label.resize(80, 20)
    assert label.toolTip() == ""
    label.setText("a very long\nname of a <b>file</b> with no end to it")
    assert label.shown_text().endswith("…")
    assert "a very long name of a &lt;b&gt;file&lt;/b&gt; with no end to it" in label.toolTip()
    label.resize(2000, 20)
    assert label.toolTip() == ""
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_hint_without_text_takes_no_room(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    hint = HintLabel("<b>plain</b>")
    QVBoxLayout(whole).addWidget(hint)
    whole.show()
    assert hint.textFormat() == Qt.TextFormat.PlainText
    hint.say("")
    assert not hint.isVisible()
    hint.say("Open a picture.")
    assert hint.isVisible()


def test_progress_known_and_unknown(qtbot: QtBot) -> None:
    line = ProgressLine("Cancel", name="job", label="Progress")
    qtbot.addWidget(line)
    line.show_progress("Filling", None)
    assert (line.bar.minimum(), line.bar.maximum()) == (0, 0)
    line.show_progress("Filling", 0.25)
    assert line.bar.value() / line.bar.maximum() == 0.25
    line.show_progress("Filling", 7)
    assert line.bar.value() == line.bar.maximum()
    with qtbot.waitSignal(line.cancelled):
        QTest.mouseClick(line.findChild(QPushButton, "job.cancel"), LEFT)
    assert line.bar.accessibleName() == "Progress"
    assert line.bar.accessibleDescription() == "Filling"
