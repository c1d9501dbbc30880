"""Spending: the budget that refuses an order, and figures that stand below each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from inlay.base.errors import BudgetReached, InlayError
from inlay.editor.editor import Editor
from inlay.fill.plan.price import Cost
from inlay.jobs.money import Money
from inlay.jobs.spending import ProjectSum, Sum, Totals
from inlay.jobs.states import JobState
from inlay.ui.dialogs.spending import SpendingDialog
from inlay.ui.dialogs.spending_table import decimals_of
from inlay.ui.main_window import MainWindow
from tests.kit.emulated import mask_something, order, set_up, until
from tests.kit.ui_fixtures import unnamed, without_tooltip, write_picture
from tests.services import Emulator

LARGE = (520, 420)


@pytest.fixture
def bfl() -> Iterator[Emulator]:
    with Emulator("bfl") as service:
        yield service


async def shown(window: MainWindow) -> SpendingDialog:
    window.show_dialog("spending")
    await window.tasks.finished()
    dialog = window.findChild(SpendingDialog)
    assert dialog is not None
    return dialog


async def ready(editor: Editor, folder: Path, service: Emulator) -> None:
    await editor.open(write_picture(folder / "picture.png", LARGE))
    await mask_something(editor)
    set_up(editor, service)


def cells(dialog: SpendingDialog) -> list[list[str]]:
    """Every row of the table, those of groups too."""
    table, found = dialog.table, []
    for row in range(table.topLevelItemCount()):
        item = table.topLevelItem(row)
        assert item is not None
        lines = [item, *(item.child(number) for number in range(item.childCount()))]
        found += [[each.text(column) for column in range(5)] for each in lines]
    return found


async def test_at_first_nothing_was_spent(window: MainWindow) -> None:
    dialog = await shown(window)
    assert dialog.today.text() == "Nothing was spent today."
    assert "The built-in fill costs nothing." in dialog.notes.text()
    assert not dialog.limited.isChecked() and not dialog.amount.isEnabled()
    assert [row[0] for row in cells(dialog)] == ["Today", "This month", "Ever"]


async def test_what_was_billed_is_shown_when_a_fill_ends(window: MainWindow, bfl: Emulator, tmp_path: Path) -> None:
    await ready(window.editor, tmp_path, bfl)
    dialog = await shown(window)
    [job] = await order(window.editor, "bfl")
    assert job.state is JobState.DONE, job.error
    await window.tasks.finished()
    rows = {row[0]: row for row in cells(dialog)}
    assert rows["Today"] == ["Today", f"${job.billed:.2f}", "", "", "1"]
    assert rows["Black Forest Labs"][1:] == rows["Not saved as a project"][1:] == rows["Ever"][1:]
    assert dialog.today.text() == f"Today: ${job.billed:.2f}."
    assert not dialog.notes.isVisible()


async def test_a_budget_refuses_an_order_and_names_its_figures(
    window: MainWindow, bfl: Emulator, tmp_path: Path
) -> None:
    editor = window.editor
    told: list[InlayError] = []
    await ready(editor, tmp_path, bfl)
    dialog = await shown(window)
    dialog.limited.click()
    assert editor.money.budget == pytest.approx(5.0) and dialog.amount.isEnabled()
    dialog.amount.setValue(0.02)
    editor.failed.connect(told.append)
    with pytest.raises(BudgetReached) as refused:
        await order(editor, "bfl")
    assert "$0.05" in refused.value.what and "$0.02" in refused.value.what
    assert "Raise the budget in Spending" in refused.value.next_step
    assert bfl.accepted == []
    dialog.limited.click()
    assert editor.money.budget is None
    [job] = await order(editor, "bfl")
    assert job.state is JobState.DONE
    await until("no job", lambda: not editor.jobs.active)


async def test_the_budget_is_remembered(window: MainWindow) -> None:
    dialog = await shown(window)
    dialog.limited.click()
    dialog.amount.setValue(12.5)
    again = Editor(window.editor.settings)
    assert again.money.budget == pytest.approx(12.5)
    assert Money().budget is None  # it is a setting of the person's, not of the ledger
    await again.shut_down()


async def test_amounts_stand_below_each_other(window: MainWindow) -> None:
    dialog = await shown(window)
    small = Sum(billed=0.0525, orders=1)
    much = Sum(billed=1234.5, unconfirmed=Cost(0.0, 0.05), on_its_way=Cost(0.1, None), orders=1200, unpriced=1)
    both = small + much
    totals = Totals(
        small, both, both, {"2026-03-01": both}, {}, {"bfl": much, "gone": small}, (ProjectSum("a", "Wall", both),)
    )
    assert decimals_of(totals) == 4
    dialog.show_totals(totals)
    rows = {row[0]: row for row in cells(dialog)}
    assert rows["Black Forest Labs"][1:] == ["$1,234.5000", "$0.0000 to $0.0500", "$0.1000 or more", "1,200"]
    assert rows["gone"][1] == "$0.0525"
    assert rows["Wall"][1] == rows["2026-03-01"][1] == "$1,234.5525"
    item = dialog.table.topLevelItem(0)
    assert item is not None
    assert all(item.textAlignment(column) & Qt.AlignmentFlag.AlignRight for column in range(1, 5))
    assert "publishes no price" in dialog.notes.text()
    item = dialog.table.topLevelItem(3)
    assert item is not None and item.text(0) == "By service"
    item.setExpanded(False)
    dialog.show_totals(totals)
    item = dialog.table.topLevelItem(3)
    assert item is not None and not item.isExpanded()


async def test_everything_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    dialog = await shown(window)
    assert unnamed(dialog) == []
    assert [each for each in without_tooltip(dialog) if "close" not in each] == []
