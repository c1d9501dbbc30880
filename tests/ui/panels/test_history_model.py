"""The tree of versions as a model: where rows go, that they stay there, and how little an update costs."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from inlay.document.version import Version
from inlay.ui.panels.history_model import HistoryModel
from inlay.ui.panels.history_text import check_text, row_lines, time_ago, tooltip
from inlay.ui.widgets.thumbnail_delegate import RowRole
from tests.kit import documents
from tests.kit.ui_fixtures import fill_record

DOCUMENT = documents.document(size=(40, 30))
PNG = documents.png()


def versions(parents: list[int | None]) -> dict[str, Version]:
    """Versions v0, v1, ..., each with the number of its parent."""
    return {
        f"v{number}": Version(
            f"v{number}",
            None if parent is None else f"v{parent}",
            1.8e9 + number,
            f"Version {number}",
            "kept",
            DOCUMENT,
            PNG,
        )
        for number, parent in enumerate(parents)
    }


def model() -> HistoryModel:
    return HistoryModel(lambda _id, _label: None, lambda provider: provider, QIcon())


def outline(made: HistoryModel, parent: QModelIndex | None = None) -> list[object]:
    """The tree as nested lists of ids."""
    at = parent or QModelIndex()
    found: list[object] = []
    for row in range(made.rowCount(at)):
        index = made.index(row, 0, at)
        version = made.version(index)
        assert version is not None
        children = outline(made, index)
        found.append([version.id, *children] if children else version.id)
    return found


def test_a_chain_stays_flat_and_branches_hang_under_their_version() -> None:
    made = model()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.update(versions([None, 0, 1, 0, 3, 0, 5, 2]), "v7")
    assert outline(made) == [["v0", ["v3", "v4"], ["v5", "v6"]], "v1", "v2", "v7"]
    made.clear()
    assert made.rowCount() == 0


@given(st.lists(st.integers(0, 1000), max_size=30), st.data())
def test_rows_never_move(choices: list[int], data: st.DataObject) -> None:
    """Versions that come one by one, or in two lots, stand where they stand when all come at once."""
    parents: list[int | None] = [None, *(choice % (number + 1) for number, choice in enumerate(choices))]
    wanted = versions(parents)
    whole = model()
    whole.update(wanted, None)
    cut = data.draw(st.integers(0, len(parents)))
    parts = model()
    QAbstractItemModelTester(parts, QAbstractItemModelTester.FailureReportingMode.Fatal)
    parts.update(dict(list(wanted.items())[:cut]), None)
    places = {each: parts.index_of(each).row() for each in list(wanted)[:cut]}
    parts.update(wanted, None)
    assert outline(parts) == outline(whole)
    assert all(parts.index_of(each).row() == row for each, row in places.items())
    for each in wanted:
        found = parts.version(parts.index_of(each))
        assert found is not None
        assert found.id == each


def test_an_update_touches_only_what_changed() -> None:
    made = model()
    many = versions([None, *range(999)])
    made.update(many, "v999")
    inserted, changed, resets = [], [], []
    made.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    made.dataChanged.connect(lambda first, _last, _roles: changed.append(made.version(first).id))
    made.modelReset.connect(lambda: resets.append(1))
    many["v500"] = replace(many["v500"], starred=True)
    many["new"] = Version("new", "v999", 2e9, "New", "kept", DOCUMENT, PNG)
    made.update(many, "new")
    assert inserted == [(1000, 1000)]
    assert sorted(changed) == ["new", "v500", "v999"]
    assert resets == []


def test_what_a_row_says() -> None:
    renamed: list[tuple[str, str]] = []
    made = HistoryModel(lambda *what: renamed.append(what), lambda _provider: "Built-in", QIcon())
    held = versions([None, 0, 0])
    held["v1"] = replace(held["v1"], kind="fill", fill=fill_record(), starred=True, note="<i>note</i>")
    made.update(held, "v1")
    first, branch = made.index_of("v1"), made.index_of("v2")
    assert first.data() == "Version 1"
    assert first.data(RowRole.STRONG)
    assert not branch.data(RowRole.STRONG)
    assert isinstance(first.data(RowRole.BADGE), QIcon)
    assert branch.data(RowRole.BADGE) is None
    assert branch.data(RowRole.LINES)[1] == "Branch of Version 0"
    explained = first.data(Qt.ItemDataRole.AccessibleTextRole)
    told = "0 of 1,994,240 unmasked pixels changed"
    for part in ("Version 1", "Built-in, patchmatch, 8.2 s", "seed 7", told, "Solved at 50 %"):
        assert part in explained
    assert "&lt;i&gt;note" in first.data(Qt.ItemDataRole.ToolTipRole)
    assert made.setData(first, "  A  new name ")
    assert not made.setData(first, "   ")
    assert renamed == [("v1", "A new name")]


def test_times_in_words() -> None:
    now = 1_800_000_000.0
    assert time_ago(now + 50, now) == "just now"
    assert time_ago(now - 59, now) == "just now"
    assert time_ago(now - 60, now) == "1 minute ago"
    assert time_ago(now - 7199, now) == "1 hour ago"
    assert time_ago(now - 86400 * 3, now) == "3 days ago"
    assert time_ago(now - 86400 * 60, now).startswith("2026-11-")


def test_check_and_lines_of_a_fill(qtbot: QtBot) -> None:
    fill = fill_record()
    version = Version("a", None, 1.8e9, "Fill 1", "fill", DOCUMENT, PNG, replace(fill, unmasked_changed=3))
    assert check_text(fill) == "0 of 1,994,240 unmasked pixels changed"
    assert row_lines(version, None, 1.8e9) == ("Fill, just now", "Unmasked: 3 px changed")
    assert "3 of 1,994,240 unmasked pixels changed" in tooltip(version, "Built-in")
