"""Spending: what was spent by day, project and service, and the budget that no order goes over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from inlay.base.text import tr
from inlay.fill.plan.money_text import cost_text, dollars
from inlay.fill.plan.price import Cost
from inlay.jobs.spending import Sum, Totals
from inlay.providers.catalogue import services
from inlay.ui.dialogs.side import SideDialog, button, hint
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (560, 460)
BUDGET = 5.0  # US dollars, what the field shows when a budget is switched on first
DAYS = 31
ENDED = ("done", "failed", "cancelled", "unknown", "overdue")


class SpendingDialog(SideDialog):
    """The table is read anew each time the dialog comes up, and when a job ends while it is shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Spending"), "spending")
        self._window = window
        self.limited = QCheckBox(tr("At most"))
        self.limited.setObjectName("spending.limited")
        self.limited.setAccessibleName(tr("Limit what a day may cost"))
        self.amount = QDoubleSpinBox()
        self.amount.setObjectName("spending.budget")
        self.amount.setAccessibleName(tr("Budget of a day in US dollars"))
        self.amount.setToolTip(tr("Nothing is ordered that could cost more; what is on its way comes in all the same"))
        self.amount.setRange(0, 100_000)
        self.amount.setDecimals(2)
        self.amount.setPrefix("$")
        self.table = self._table()
        self.notes = hint("", "spending.notes")
        self._lay_out()
        self._show_budget()
        self.limited.toggled.connect(lambda _on: self._set_budget())
        self.amount.valueChanged.connect(lambda _value: self._set_budget())
        listen(self, window.editor.jobs_changed, lambda job: self._refresh_if(job.state.value in ENDED))

    def _table(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setObjectName("spending.table")
        table.setAccessibleName(tr("What was spent"))
        table.setHeaderLabels([tr("Of"), tr("Billed"), tr("Not confirmed"), tr("On its way"), tr("Orders")])
        table.setRootIsDecorated(True)
        table.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        budget = QHBoxLayout()
        budget.addWidget(self.limited)
        budget.addWidget(self.amount)
        budget.addWidget(hint(tr("a day")))
        budget.addStretch(1)
        close = button(tr("Close"), "spending.close", primary=True)
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(budget)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        column.addLayout(buttons)
        self.resize(*SIZE)

    def come_up(self) -> None:
        """Show the dialog with the newest figures."""
        self._refresh_if(True)
        super().come_up()

    def _refresh_if(self, wanted: bool) -> None:
        if wanted and (self.isVisible() or not self.table.topLevelItemCount()):
            self._window.tasks.spawn(self.refresh())

    async def refresh(self) -> None:
        """Read and show what was spent."""
        self.show_totals(await self._window.editor.money.totals())

    def show_totals(self, totals: Totals) -> None:
        """Show these figures."""
        self.table.clear()
        for text, each in ((tr("Today"), totals.today), (tr("This month"), totals.month), (tr("Ever"), totals.all)):
            self.table.addTopLevelItem(_row(text, each))
        names = {spec.id: spec.title for spec in services().values()}
        self._group(tr("By service"), ((names.get(each, each), amount) for each, amount in totals.services.items()))
        self._group(
            tr("By project"), ((each.name or tr("Not saved as a project"), each.sum) for each in totals.projects)
        )
        self._group(tr("By day"), list(totals.days.items())[:DAYS])
        notes = list(totals.notes)
        if totals.all.unpriced:
            notes.append(tr("Where a service publishes no price and sends no bill, the figures lack it."))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _group(self, title: str, rows: Iterable[tuple[str, Sum]]) -> None:
        parent = QTreeWidgetItem([title])
        for text, each in rows:
            parent.addChild(_row(text, each))
        if parent.childCount():
            self.table.addTopLevelItem(parent)
            parent.setExpanded(True)

    # The budget

    def _show_budget(self) -> None:
        budget = self._window.editor.money.budget
        self.limited.setChecked(budget is not None)
        self.amount.setValue(BUDGET if budget is None else budget)
        self.amount.setEnabled(budget is not None)

    def _set_budget(self) -> None:
        self.amount.setEnabled(self.limited.isChecked())
        self._window.editor.set_budget(self.amount.value() if self.limited.isChecked() else None)


def _row(text: str, each: Sum) -> QTreeWidgetItem:
    cells = [text, dollars(each.billed), _text(each.unconfirmed), _text(each.on_its_way), f"{each.orders:,}"]
    item = QTreeWidgetItem(cells)
    for column in range(1, len(cells)):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _text(cost: Cost) -> str:
    return "" if cost.is_free else cost_text(cost)
