"""The part of the Fill panel that starts a fill: grow the mask, the button, its price, an estimate, or why not."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.masks import FARTHEST
from inlay.providers.catalogue import services
from inlay.ui.panels.fill_estimate import Estimator, price_text
from inlay.ui.panels.listen import listen
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.value_field import ValueField

GROW = "fill.grow"


class FillRun(QWidget):
    """Grow by N px stands beside Fill: it changes the mask when pressed, so that what is filled is what is seen."""

    def __init__(self, editor: Editor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._tasks = editor, tasks
        self.distance = ValueField(
            tr("Grow by"),
            Scale(0, FARTHEST),
            tr("px"),
            name="fill.grow.distance",
            slider=False,
            tooltip=tr("How far Grow moves the mask's edge outwards"),
            parent=self,
        )
        self.grow = QPushButton(tr("Grow"), self)
        self.run = QPushButton(tr("Fill"), self)
        self.price = HintLabel(parent=self)
        self.estimate = HintLabel(parent=self)
        self.why_not = HintLabel(parent=self)
        self._name()
        self._lay_out()
        self._connect()
        self._follow()

    def _name(self) -> None:
        self.grow.setObjectName("fill.grow")
        self.grow.setAccessibleName(tr("Grow mask"))
        self.run.setObjectName("fill.run")
        self.run.setAccessibleName(tr("Fill"))
        self.run.setProperty("role", "primary")
        self.run.setToolTip(tr("Fill what is masked (Ctrl+Enter)"))
        self.price.setObjectName("fill.price")
        self.estimate.setObjectName("fill.estimate")
        self.why_not.setObjectName("fill.why_not")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.distance)
        row.addWidget(self.grow)
        row.addSpacing(6)
        row.addWidget(self.run, 1)
        self.run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        for label in (self.why_not, self.price, self.estimate):
            column.addWidget(label)

    def _connect(self) -> None:
        editor = self._editor
        self.estimator = Estimator(editor, self._tasks, self.estimate.say, self)
        self.distance.set_value(editor.settings.get(GROW, 0))
        self.distance.changed.connect(self._distance_changed)
        self.grow.clicked.connect(lambda: editor.grow_mask(round(self.distance.value())))
        self.run.clicked.connect(lambda: self._tasks.spawn(editor.fill()))
        listen(self, editor.document_changed, self._follow)
        listen(self, editor.session_changed, self._follow)

    def settings_changed(self) -> None:
        """Another service or parameter was chosen."""
        self._follow()
        self.estimator.ask()

    def _distance_changed(self, value: float) -> None:
        self._editor.settings.set(GROW, round(value))
        self._follow()

    def reason_against(self) -> str:
        """Why nothing can be filled now, and what to do; empty where it can."""
        session = self._editor.session
        if session is None:
            return tr("Open a picture first.")
        if session.document.mask.is_empty_in(session.document.canvas):
            return tr("The mask is empty. Paint over what should go.")
        return ""

    def _follow(self) -> None:
        reason = self.reason_against()
        self.run.setEnabled(not reason)
        self.why_not.say(reason)
        distance = round(self.distance.value())
        self.grow.setEnabled(not reason and distance > 0)
        self.grow.setToolTip(
            tr("Grow the mask by {px} px now").format(px=distance)
            if distance
            else tr("Grow the mask: set a distance first")
        )
        self.price.say("" if reason else price_text(services()[self._editor.fill_settings.provider]))
        if reason:
            self.estimate.say("")
