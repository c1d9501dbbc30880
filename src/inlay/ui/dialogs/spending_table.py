"""The table of what was spent: totals first, then by service, project and day; amounts stand below each other."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from inlay.base.text import tr, tr_number
from inlay.fill.plan.price import Cost
from inlay.jobs.spending import Sum, Totals
from inlay.providers.catalogue import services

DAYS = 31
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Rows = Iterable[tuple[str, Sum]]


class SpendingTable(QTreeWidget):
    """Groups that can be folded; nothing in it can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("spending.table")
        self.setAccessibleName(tr("What was spent"))
        self.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self._decimals = 2
        columns = (
            ("", ""),
            (tr("Billed"), tr("What the services said they charged")),
            (tr("Not confirmed"), tr("The listed price, of fills that came without a bill or may have been charged")),
            (tr("On its way"), tr("What the fills under way may cost")),
            (tr("Orders"), tr("Fills that cost something, or may have")),
        )
        head = QTreeWidgetItem([title for title, _help in columns])
        for column, (_title, tip) in enumerate(columns):
            head.setToolTip(column, tip)
            if column:
                head.setTextAlignment(column, RIGHT)
        self.setHeaderItem(head)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_totals(self, totals: Totals) -> None:
        """Show these figures; what was folded stays folded."""
        folded = {item.text(0) for item in self._groups() if not item.isExpanded()}
        self._decimals = decimals_of(totals)
        self.clear()
        for text, each in ((tr("Today"), totals.today), (tr("This month"), totals.month), (tr("Ever"), totals.all)):
            self.addTopLevelItem(self._row(text, each))
        titles = {spec.id: spec.title for spec in services().values()}
        projects = ((each.name or tr("Not saved as a project"), each.sum) for each in totals.projects)
        self._group(tr("By service"), ((titles.get(name, name), each) for name, each in totals.services.items()))
        self._group(tr("By project"), projects)
        self._group(tr("By day"), list(totals.days.items())[:DAYS])
        for item in self._groups():
            item.setExpanded(item.text(0) not in folded)

    def _groups(self) -> list[QTreeWidgetItem]:
        items = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        return [item for item in items if item is not None and item.childCount()]

    def _group(self, title: str, rows: Rows) -> None:
        parent = QTreeWidgetItem([title])
        font = self.font()
        font.setBold(True)
        parent.setFont(0, font)
        for text, each in rows:
            parent.addChild(self._row(text, each))
        if parent.childCount():
            self.addTopLevelItem(parent)

    def _row(self, text: str, each: Sum) -> QTreeWidgetItem:
        cells = [text, self.amount(each.billed), self.cost(each.unconfirmed), self.cost(each.on_its_way)]
        item = QTreeWidgetItem([*cells, tr_number(each.orders)])
        item.setToolTip(0, text)
        for column in range(1, item.columnCount()):
            item.setTextAlignment(column, RIGHT)
        return item

    def amount(self, value: float) -> str:
        """US dollars, with as many decimals as every other amount here."""
        return f"${value:,.{self._decimals}f}"

    def cost(self, cost: Cost) -> str:
        """A cost that may be a range; empty for nothing."""
        if cost.is_free:
            return ""
        low = self.amount(cost.low)
        if cost.high is None:
            return tr("{low} or more").format(low=low)
        high = self.amount(cost.high)
        return low if low == high else tr("{low} to {high}").format(low=low, high=high)


def decimals_of(totals: Totals) -> int:
    """Two, or as many up to four as an amount among these needs."""
    sums = [totals.all, *totals.services.values(), *totals.days.values(), *(each.sum for each in totals.projects)]
    values = [value for each in sums for value in (each.billed, *_ends(each.unconfirmed), *_ends(each.on_its_way))]
    return max(2, *(len(f"{value:.4f}".rstrip("0").partition(".")[2]) for value in values))


def _ends(cost: Cost) -> tuple[float, ...]:
    return (cost.low,) if cost.high is None else (cost.low, cost.high)
