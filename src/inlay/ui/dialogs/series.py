"""A row of fills from one starting point: with several strengths of a finetune, or with several seeds."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QPushButton, QSpinBox, QWidget

from inlay.base.text import tr, tr_count
from inlay.editor.filling import LONGEST_ROW
from inlay.providers.catalogue import services
from inlay.providers.spec import Parameter
from inlay.ui.dialogs.side import SideDialog, add_row, button, close_row, column_of, form, hint
from inlay.ui.panels.listen import listen
from inlay.ui.plan_text import button_text

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

WIDTH = 400
STRENGTHS = "0.9, 1.1, 1.3"
SEEDS = 4


def numbers_in(text: str) -> list[float] | None:
    """The numbers of a list such as "0.9, 1.1; 1.3", each once; None where something else stands in it."""
    parts = [part for part in re.split(r"[;\s]+|,\s+|,(?=\D|$)", text.strip()) if part]
    if len(parts) == 1 and parts[0].count(",") > 0:
        parts = parts[0].split(",")
    try:
        found = [float(part.replace(",", ".")) for part in parts]
    except ValueError:
        return None
    return list(dict.fromkeys(found)) if all(math.isfinite(value) for value in found) else None


class SeriesDialog(SideDialog):
    """What both rows share: a field, what it will cost on the button, and a word about what happens."""

    def __init__(self, window: MainWindow, title: str, name: str) -> None:
        super().__init__(window, title, name)
        self._window, self._name = window, name
        self.about = hint("", f"{name}.about")
        self.go: QPushButton = button(title, f"{name}.apply", primary=True)
        self.go.clicked.connect(self._go)
        editor = window.editor
        for signal in (editor.plan_changed, editor.fill_changed, editor.document_changed, editor.session_changed):
            listen(self, signal, self.follow)

    def _lay_out(self, label: str, field: QWidget) -> None:
        fields = form()
        add_row(fields, label, field)
        column_of(self, fields, self.about, close_row(self, self._name, self.go))
        self.setMinimumWidth(WIDTH)

    def come_up(self) -> None:
        """Show the dialog with the price as it is now."""
        self.follow()
        super().come_up()

    def follow(self) -> None:
        """Say on the button what it will do and cost, or why it can't."""
        count, trouble = self.wanted()
        trouble = trouble or self._reason_against()
        self.about.setText(trouble or self._told(count))
        self.go.setEnabled(not trouble)
        cost = self._window.editor.series_cost(count) if not trouble else None
        text = button_text(self.verb(count), 1, cost) if cost is not None else self.verb(count)
        self.go.setText(text)
        self.go.setAccessibleName(text)

    @staticmethod
    def _told(count: int) -> str:
        return tr_count(
            "{count} fill of the mask as it is now; the result waits.",
            "{count} fills of the mask as it is now; the results wait side by side.",
            count,
        )

    def _reason_against(self) -> str:
        editor = self._window.editor
        session = editor.session
        if session is None:
            return tr("Open a picture first.")
        if session.document.mask.is_empty_in(session.document.canvas):
            return tr("The mask is empty. Paint over what should go.")
        trouble = editor.plan_error
        return trouble.what if trouble is not None else ""

    def wanted(self) -> tuple[int, str]:
        """How many fills, and why that can't be."""
        raise NotImplementedError

    def verb(self, count: int) -> str:
        """What the button says without its price."""
        raise NotImplementedError

    def _go(self) -> None:
        raise NotImplementedError


class StrengthsDialog(SeriesDialog):
    """One fill for each strength of the finetune."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Try strengths"), "strengths")
        self.values = QLineEdit(window.editor.settings.get("series.strengths", STRENGTHS))
        self.values.setObjectName("strengths.values")
        self.values.setAccessibleName(tr("Strengths"))
        self.values.setToolTip(tr("The strengths to try, with commas between them"))
        self._lay_out(tr("&Strengths"), self.values)
        self.values.textChanged.connect(lambda _text: self.follow())

    def _parameter(self) -> Parameter | None:
        settings = self._window.editor.fill_settings
        model = services()[settings.provider].model(settings.model)
        return next((each for each in model.parameters if each.id == "strength"), None)

    def wanted(self) -> tuple[int, str]:
        parameter, found = self._parameter(), numbers_in(self.values.text())
        if parameter is None:
            return 0, tr("The chosen model has no strength. Choose a model that takes a finetune.")
        if not found:
            return 0, tr("Write numbers with commas between them, such as {example}.").format(example=STRENGTHS)
        low, high = parameter.minimum or 0.0, parameter.maximum if parameter.maximum is not None else math.inf
        if min(found) < low or max(found) > high:
            return 0, tr("Strengths are numbers from {low:g} to {high:g}.").format(low=low, high=high)
        if len(found) > LONGEST_ROW:
            return 0, tr("At most {count} at a time.").format(count=LONGEST_ROW)
        return len(found), ""

    def verb(self, count: int) -> str:
        return tr_count("Try {count} strength", "Try {count} strengths", count) if count else tr("Try strengths")

    def _go(self) -> None:
        editor, found = self._window.editor, numbers_in(self.values.text())
        editor.settings.set("series.strengths", self.values.text())
        self.hide()
        self._window.tasks.spawn(editor.try_strengths(found or []))


class SeedsDialog(SeriesDialog):
    """So many fills, each with a seed of its own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Try seeds"), "seeds")
        self.count = QSpinBox()
        self.count.setObjectName("seeds.count")
        self.count.setAccessibleName(tr("How many"))
        self.count.setToolTip(tr("How many results, each with a seed of its own"))
        self.count.setRange(1, LONGEST_ROW)
        self.count.setValue(window.editor.settings.get("series.seeds", SEEDS))
        self._lay_out(tr("&How many"), self.count)
        self.count.valueChanged.connect(lambda _value: self.follow())

    def wanted(self) -> tuple[int, str]:
        settings = self._window.editor.fill_settings
        model = services()[settings.provider].model(settings.model)
        return self.count.value(), "" if model.has_seed else tr("The chosen model takes no seed.")

    def verb(self, count: int) -> str:
        return tr_count("Try {count} seed", "Try {count} seeds", count)

    def _go(self) -> None:
        editor, count = self._window.editor, self.count.value()
        editor.settings.set("series.seeds", count)
        self.hide()
        self._window.tasks.spawn(editor.try_seeds(count))
