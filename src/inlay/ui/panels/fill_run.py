"""The part of the Fill panel that starts a fill: what would be sent, its price on the button, or why not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.panels.fill_estimate import Estimator, price_text
from inlay.ui.panels.fill_grow import GrowRow
from inlay.ui.panels.listen import listen
from inlay.ui.plan_text import button_text, plan_text
from inlay.ui.tasks import Tasks
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.wired import find_action

MORE = ("fill.strengths", "fill.seeds", "fill.sent", "fill.services")


class FillRun(QWidget):
    """Says what is sent and for how much before it is sent. `grow` is a row of its own, placed by the panel."""

    def __init__(self, editor: Editor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._tasks = editor, tasks
        self.grow = GrowRow(editor)
        self.run = QPushButton(tr("Fill"), self)
        self.more = QToolButton(self)
        self.menu = QMenu(self.more)
        self.why_not = HintLabel(parent=self)
        self.plan = HintLabel(parent=self)
        self.price = HintLabel(parent=self)
        self.estimate = HintLabel(parent=self)
        self._name()
        self._lay_out()
        self._connect()
        self._follow()

    def _name(self) -> None:
        self.run.setObjectName("fill.run")
        self.run.setProperty("role", "primary")
        keyed_tip(self.run, self._editor.settings, "fill.fill", tr("Fill what is masked"))
        self.more.setObjectName("fill.more")
        self.more.setAccessibleName(tr("More ways to fill"))
        self.more.setToolTip(tr("Try a row of strengths or seeds, or see what leaves this computer"))
        self.more.setIcon(icon("more"))
        self.more.setIconSize(QSize(18, 18))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu.setObjectName("fill.more.menu")
        self.menu.setToolTipsVisible(True)
        self.more.setMenu(self.menu)
        for name in ("why_not", "plan", "price", "estimate"):
            getattr(self, name).setObjectName(f"fill.{name}")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.run, 1)
        row.addWidget(self.more)
        self.run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        for label in (self.why_not, self.plan, self.price, self.estimate):
            column.addWidget(label)

    def _connect(self) -> None:
        editor = self._editor
        self.estimator = Estimator(editor, self._tasks, self.estimate.say, self)
        self.run.clicked.connect(lambda: self._tasks.spawn(editor.fill()))
        self.menu.aboutToShow.connect(self._offer)
        for signal in (editor.document_changed, editor.session_changed, editor.plan_changed):
            listen(self, signal, self._follow)
        listen(self, editor.fill_changed, self._settings_changed)

    def _settings_changed(self) -> None:
        self._follow()
        self.estimator.ask()

    def _offer(self) -> None:
        """The menu holds the window's own actions, as far as it has them."""
        self.menu.clear()
        for action_id in MORE:
            action = find_action(self, action_id)
            if action is not None:
                self.menu.addAction(action)

    def _model(self) -> ModelSpec:
        settings = self._editor.fill_settings
        return services()[settings.provider].model(settings.model)

    def reason_against(self) -> str:
        """Why nothing can be filled now, and what to do; empty where it can."""
        session, settings = self._editor.session, self._editor.fill_settings
        if session is None:
            return tr("Open a picture first.")
        if session.document.mask.is_empty_in(session.document.canvas):
            return tr("The mask is empty. Paint over what should go.")
        model = self._model()
        if model.needs_prompt and not settings.prompt.strip():
            return tr("{model} needs a prompt: write what should be there.").format(model=model.title)
        try:
            model.values(settings.params)
        except BadInput as error:
            return error.what
        trouble = self._editor.plan_error
        return " ".join(part for part in (trouble.what, trouble.next_step) if part) if trouble is not None else ""

    def _other_mask(self) -> str:
        """What is filled isn't what is seen: said while a layer's mask is in hand."""
        session = self._editor.session
        layer_id = session.edited_layer if session is not None else None
        if session is None or layer_id is None:
            return ""
        return tr(
            "What is filled is the working mask. It isn't seen while the mask of “{name}” is edited; Esc ends that."
        ).format(name=session.document.layer(layer_id).name)

    def _follow(self) -> None:
        reason, plan, spec = self.reason_against(), self._editor.plan, services()[self._editor.fill_settings.provider]
        self.run.setEnabled(not reason)
        self.more.setVisible(bool(spec.hosts))
        self.why_not.say(" ".join(filter(None, (reason, self._other_mask()))))
        self.plan.say("\n".join((plan_text(plan), *plan.notes)) if plan is not None and not reason else "")
        self.price.say("" if reason or spec.hosts else price_text(spec))
        if reason or spec.hosts:
            self.estimate.say("")
        text = tr("Fill")
        if spec.hosts:
            text = button_text(text, len(plan.calls) if plan else 1, plan.cost if plan else None)
        self.run.setText(tr("Fill") if reason and plan is None else text)
        self.run.setAccessibleName(self.run.text())
