"""The key of one service: where it is held, a field to paste it, and a test that costs nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from inlay.base.errors import InlayError, KeyProblem
from inlay.base.secret import KeySlot, Secret
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.providers.interface import Account
from inlay.secrets.holder import Holder
from inlay.secrets.keys import FoundKey
from inlay.ui.dialogs.side import button, hint
from inlay.ui.tasks import Tasks


class ServiceKey(QWidget):
    """Follows one slot. The field is emptied as soon as its text is on its way to the keyring."""

    def __init__(self, editor: Editor, tasks: Tasks, name: str) -> None:
        super().__init__()
        self._editor, self._tasks = editor, tasks
        self._slot: KeySlot | None = None
        self._service = ""
        self._rejected: Secret | None = None
        self.changed: Callable[[], object] = lambda: None
        self.state = QLabel()
        self.state.setObjectName(f"{name}.state")
        self.state.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}.field")
        self.field.setAccessibleName(tr("Key"))
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setToolTip(tr("Paste the key from your account; it goes to the system's keyring and nowhere else"))
        self.save = button(tr("Save key"), f"{name}.save", primary=True)
        self.session = button(tr("Keep for this session"), f"{name}.session")
        self.session.setToolTip(tr("Kept in memory until Inlay is closed; written nowhere"))
        self.test = button(tr("Test"), f"{name}.test")
        self.test.setToolTip(tr("Ask the service with a call that costs nothing"))
        self.remove = button(tr("Remove"), f"{name}.remove")
        self.told = hint("", f"{name}.told")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        entry = QHBoxLayout()
        entry.addWidget(self.field, 1)
        entry.addWidget(self.save)
        more = QHBoxLayout()
        for widget in (self.test, self.remove, self.session):
            more.addWidget(widget)
        more.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.state)
        column.addLayout(entry)
        column.addLayout(more)
        column.addWidget(self.told)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._store)
        self.save.clicked.connect(self._store)
        self.session.clicked.connect(self._keep)
        self.test.clicked.connect(lambda: self._tasks.spawn(self._test()))
        self.remove.clicked.connect(lambda: self._tasks.spawn(self._remove()))

    def show_slot(self, service: str, slot: KeySlot | None) -> None:
        """Show the key of another service or host."""
        if slot != self._slot or service != self._service:
            self.field.clear()
            self._tell("")
        self._service, self._slot = service, slot
        self.setVisible(slot is not None)
        if slot is not None:
            self._tasks.spawn(self._follow(slot))

    async def _follow(self, slot: KeySlot) -> None:
        self._show(None, slot, looking=True)
        holder = await self._editor.keys.holder()
        try:
            found = await self._editor.keys.find(slot)
        except InlayError as error:
            found = None
            self._tell(error.sentence())
        if slot == self._slot:
            self._show(found, slot)
            self._show_holder(holder)

    def _show(self, found: FoundKey | None, slot: KeySlot, looking: bool = False) -> None:
        if looking:
            self.state.setText(tr("Looking for the key…"))
        elif found is None:
            self.state.setText(tr("No key for {host} yet.").format(host=slot.host))
        elif found.source == "environment":
            told = tr("The key comes from {where}. It is used in place of a stored one.")
            self.state.setText(told.format(where=found.where))
        else:
            self.state.setText(tr("The key for {host} is in {where}.").format(host=slot.host, where=found.where))
        self.test.setEnabled(found is not None)
        self.remove.setEnabled(found is not None and found.source != "environment")
        self.field.setPlaceholderText(tr("Paste a key") if found is None else tr("Paste another key"))
        self._typed()

    def _show_holder(self, holder: Holder) -> None:
        self.save.setVisible(holder.accepted)
        self.session.setVisible(not holder.accepted)
        if not holder.accepted and not self.told.text():
            self._tell(" ".join((holder.reason, tr("A key can be kept in memory for this session."))).strip())

    def _typed(self) -> None:
        given = bool(self.field.text().strip())
        self.save.setEnabled(given)
        self.session.setEnabled(given)

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # Doing

    def _taken(self) -> Secret:
        secret = Secret(self.field.text().strip())
        self.field.clear()
        return secret

    def _store(self) -> None:
        if self._slot is not None and self.field.text().strip():
            self._tasks.spawn(self._stored(self._slot, self._taken()))

    async def _stored(self, slot: KeySlot, secret: Secret) -> None:
        try:
            holder = await self._editor.keys.store(slot, secret)
        except KeyProblem as error:
            self._rejected = secret
            self._tell(error.sentence())
            self.session.setVisible(True)
            self.session.setEnabled(True)
            return
        self._tell(tr("Saved in {holder}.").format(holder=holder.name))
        await self._after()

    def _keep(self) -> None:
        secret = self._taken() if self.field.text().strip() else self._rejected
        if self._slot is not None and secret is not None:
            self._rejected = None
            self._editor.keys.keep_for_session(self._slot, secret)
            self._tell(tr("Kept until Inlay is closed; written nowhere."))
            self._tasks.spawn(self._after())

    async def _remove(self) -> None:
        if self._slot is not None:
            await self._editor.keys.forget(self._slot)
            self._tell(tr("The key was removed."))
            await self._after()

    async def _after(self) -> None:
        if self._slot is not None:
            await self._follow(self._slot)
        self.changed()

    async def _test(self) -> None:
        self.test.setEnabled(False)
        self._tell(tr("Asking the service…"))
        try:
            self._tell(account_text(await self._editor.test_key(self._service)))
        except InlayError as error:
            self._tell(error.sentence())
        finally:
            self.test.setEnabled(True)


def account_text(account: Account) -> str:
    """What a test of a key brought, in a sentence or two."""
    words = [tr("The key works.") if account.checked else tr("The service has no free call that proves a key.")]
    if account.balance:
        words.append(tr("Balance: {balance}.").format(balance=account.balance))
    return " ".join(words)
