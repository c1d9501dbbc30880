"""Spending: what was spent by day, project and service, and the budget that no order goes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout

from inlay.base.text import tr
from inlay.fill.plan.money_text import cost_text
from inlay.jobs.job import Job
from inlay.jobs.spending import Totals
from inlay.jobs.states import JobState
from inlay.ui.dialogs.side import SideDialog, close_row, column_of, hint
from inlay.ui.dialogs.spending_table import SpendingTable
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = (620, 520)
BUDGET = 5.0  # US dollars, what the field shows when a budget is switched on first
DEAREST = 100_000.0
# A job's money is noted before it is sent, and once more when it has come to rest.
TOLD = frozenset(
    {JobState.QUEUED, JobState.SENDING, JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.UNKNOWN}
)


class SpendingDialog(SideDialog):
    """The table is read anew each time the dialog comes up, and when a job is ordered or ends while it is shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Spending"), "spending")
        self._window = window
        self.limited = QCheckBox(tr("Spend at most"))
        self.limited.setObjectName("spending.limited")
        self.limited.setAccessibleName(tr("Limit what a day may cost"))
        self.limited.setToolTip(tr("Orders that could cost more than is left of the day's budget are refused"))
        self.amount = self._amount()
        self.today = hint("", "spending.today")
        self.table = SpendingTable()
        self.notes = hint("", "spending.notes")
        self._lay_out()
        self._show_budget()
        self.limited.toggled.connect(lambda _on: self._set_budget())
        self.amount.valueChanged.connect(lambda _value: self._set_budget())
        listen(self, window.editor.jobs_changed, self._job_changed)

    def _amount(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setObjectName("spending.budget")
        box.setAccessibleName(tr("Budget of a day in US dollars"))
        box.setToolTip(tr("Nothing is ordered that could cost more; what is on its way comes in all the same"))
        box.setRange(0, DEAREST)
        box.setDecimals(2)
        box.setPrefix("$")
        return box

    def _lay_out(self) -> None:
        budget = QHBoxLayout()
        budget.setSpacing(8)
        budget.addWidget(self.limited)
        budget.addWidget(self.amount)
        per_day = hint(tr("a day"))
        per_day.setWordWrap(False)
        budget.addWidget(per_day)
        budget.addSpacing(16)
        budget.addWidget(self.today, 1)
        column_of(self, budget, self.table, self.notes, close_row(self, "spending")).setStretch(1, 1)
        self.resize(*SIZE)

    # The figures

    def come_up(self) -> None:
        """Show the dialog with the newest figures."""
        super().come_up()
        self._window.tasks.spawn(self.refresh())

    def _job_changed(self, job: Job) -> None:
        if self.isVisible() and job.state in TOLD:
            self._window.tasks.spawn(self.refresh())

    async def refresh(self) -> None:
        """Read and show what was spent."""
        self.show_totals(await self._window.editor.money.totals())

    def show_totals(self, totals: Totals) -> None:
        """Show these figures."""
        self.table.show_totals(totals)
        if totals.today.total.is_free:
            self.today.setText(tr("Nothing was spent today."))
        else:
            self.today.setText(tr("Today: {cost}.").format(cost=cost_text(totals.today.total)))
        notes = list(totals.notes)
        if not totals.all.orders:
            notes.append(tr("Nothing was ordered from a service yet. The built-in fill costs nothing."))
        if totals.all.unpriced:
            notes.append(tr("Where a service publishes no price and sends no bill, the figures lack it."))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    # The budget

    def _show_budget(self) -> None:
        budget = self._window.editor.money.budget
        self.limited.setChecked(budget is not None)
        self.amount.setValue(BUDGET if budget is None else budget)
        self.amount.setEnabled(budget is not None)

    def _set_budget(self) -> None:
        self.amount.setEnabled(self.limited.isChecked())
        self._window.editor.set_budget(self.amount.value() if self.limited.isChecked() else None)
