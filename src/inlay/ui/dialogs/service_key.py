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
from inlay.secrets.typed import key_from
from inlay.ui.dialogs.side import button, hint
from inlay.ui.tasks import Tasks


class ServiceKey(QWidget):
    """Follows one slot. The field is emptied as soon as its text is on its way to the keyring."""

    def __init__(self, editor: Editor, tasks: Tasks, name: str) -> None:
        super().__init__()
        self._editor, self._tasks = editor, tasks
        self._slot: KeySlot | None = None
        self._service = ""
        self._refused: Secret | None = None  # what the keyring didn't take; the person may still keep it in memory
        self.changed: Callable[[], object] = lambda: None
        self.state = QLabel()
        self.state.setObjectName(f"{name}.state")
        self.state.setWordWrap(True)
        self.field = self._key_line(f"{name}.field")
        self.save = button(tr("Save key"), f"{name}.save", primary=True)
        self.save.setToolTip(tr("Put the key into the system's keyring"))
        self.session = button(tr("Keep for this session"), f"{name}.session")
        self.session.setToolTip(tr("Kept in memory until Inlay is closed; written nowhere"))
        self.test = button(tr("Test"), f"{name}.test")
        self.test.setToolTip(tr("Ask the service with a call that costs nothing"))
        self.remove = button(tr("Remove"), f"{name}.remove")
        self.remove.setToolTip(tr("Take the key out of the keyring and out of memory"))
        self.told = hint("", f"{name}.told")
        self._lay_out()
        self._connect()
        self._show_holder(None)

    def _key_line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(tr("Key"))
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setToolTip(tr("Paste the key from your account; it goes to the system's keyring and nowhere else"))
        return line

    def _lay_out(self) -> None:
        entry = QHBoxLayout()
        entry.setSpacing(8)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.save)
        entry.addWidget(self.session)
        more = QHBoxLayout()
        more.setSpacing(8)
        for widget in (self.test, self.remove):
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
        self.field.textChanged.connect(self._show_buttons)
        self.field.returnPressed.connect(self._entered)
        self.save.clicked.connect(self._store)
        self.session.clicked.connect(self._keep)
        self.test.clicked.connect(lambda: self._tasks.spawn(self._test()))
        self.remove.clicked.connect(lambda: self._tasks.spawn(self._remove()))

    # Showing

    def show_slot(self, service: str, slot: KeySlot | None) -> None:
        """Show the key of another service or host; what was typed for one host never goes to another."""
        if slot != self._slot:
            self.field.clear()
            self._refused = None
            self.state.setText(tr("Looking for the key…"))
        self._service, self._slot = service, slot
        self._tell("")
        self.setVisible(slot is not None)
        if slot is not None:
            self._tasks.spawn(self._follow(slot))

    async def _follow(self, slot: KeySlot) -> None:
        found, trouble = None, ""
        try:
            found = await self._editor.keys.find(slot)
        except InlayError as error:
            trouble = error.sentence()
        holder = await self._editor.keys.holder()
        if slot != self._slot:
            return
        self._show(found, slot, trouble)
        self._show_holder(holder)
        if found is None and not trouble and not holder.accepted and not self.told.text():
            self._tell(f"{holder.reason} {tr('A key can be kept in memory until Inlay is closed.')}")

    def _show(self, found: FoundKey | None, slot: KeySlot, trouble: str) -> None:
        if trouble:
            self.state.setText(trouble)
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

    def _show_holder(self, holder: Holder | None) -> None:
        """Offer to save where there is a keyring, and to keep for the session where there is none."""
        accepted = holder is None or holder.accepted
        self.save.setVisible(accepted)
        self.session.setVisible(not accepted or self._refused is not None)
        self._show_buttons()

    def _show_buttons(self) -> None:
        given = bool(self.field.text().strip())
        self.save.setEnabled(given)
        self.session.setEnabled(given or self._refused is not None)

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # Doing

    def _entered(self) -> None:
        """Enter does what the button beside the field says."""
        (self.session if self.save.isHidden() else self.save).click()

    def _taken(self) -> Secret | None:
        """The key that was pasted, and the field is empty; None, and it is said why, for what can't be a key."""
        try:
            secret = key_from(self.field.text())
        except KeyProblem as error:
            self._tell(error.sentence())
            return None
        self.field.clear()
        return secret

    def _store(self) -> None:
        secret = self._taken()
        if self._slot is not None and secret is not None:
            self._tasks.spawn(self._stored(self._slot, secret))

    async def _stored(self, slot: KeySlot, secret: Secret) -> None:
        self._refused = None
        try:
            holder = await self._editor.keys.store(slot, secret)
        except KeyProblem as error:
            if slot == self._slot:
                self._refused = secret
                self._tell(error.sentence())
                self.session.setVisible(True)
                self._show_buttons()
            return
        await self._after(slot, tr("Saved in {holder}.").format(holder=holder.name))

    def _keep(self) -> None:
        secret = self._taken() if self.field.text().strip() else self._refused
        if self._slot is None or secret is None:
            return
        self._refused = None
        self._editor.keys.keep_for_session(self._slot, secret)
        self._tasks.spawn(self._after(self._slot, tr("Kept until Inlay is closed; written nowhere.")))

    async def _remove(self) -> None:
        slot = self._slot
        if slot is None:
            return
        try:
            await self._editor.keys.forget(slot)
        except KeyProblem as error:
            self._tell(error.sentence())
            return
        await self._after(slot, tr("The key was removed."))

    async def _after(self, slot: KeySlot, told: str) -> None:
        """Show what holds now, and say what was done."""
        if slot == self._slot:
            self._tell(told)
            await self._follow(slot)
        self.changed()

    async def _test(self) -> None:
        slot = self._slot
        self.test.setEnabled(False)
        self._tell(tr("Asking the service…"))
        try:
            told = account_text(await self._editor.test_key(self._service))
        except InlayError as error:
            told = error.sentence()
        finally:
            self.test.setEnabled(True)
        if slot == self._slot:
            self._tell(told)


def account_text(account: Account) -> str:
    """What a test of a key brought, in a sentence or two."""
    words = [tr("The key works.") if account.checked else tr("The service has no free call that proves a key.")]
    if account.balance:
        words.append(tr("Balance: {balance}.").format(balance=account.balance))
    return " ".join(words)
