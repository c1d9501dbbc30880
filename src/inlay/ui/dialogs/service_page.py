"""One service in the dialog of services: its key, its address, its own settings, and what to know about it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.editor.editor import Editor
from inlay.editor.services import Setup, keep_base_url, keep_options, keep_own_hosts, own_hosts_in, setup_of
from inlay.providers.address import host_of, is_loopback
from inlay.providers.spec import Parameter, ProviderSpec
from inlay.ui.dialogs.service_key import ServiceKey
from inlay.ui.dialogs.side import form, hint
from inlay.ui.panels.fields import FieldSpec, make_field
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.value_field import ValueField


class ServicePage(QWidget):
    """Every change counts at once; an address that can't be one is told, and the old one stays."""

    def __init__(self, editor: Editor, tasks: Tasks, spec: ProviderSpec) -> None:
        super().__init__()
        self._editor, self.spec = editor, spec
        name = f"services.{spec.id}"
        self.setObjectName(name)
        self.key = ServiceKey(editor, tasks, f"{name}.key")
        self.address = QLineEdit()
        self.address.setObjectName(f"{name}.address")
        self.address.setAccessibleName(tr("Another address"))
        self.address.setPlaceholderText(f"https://{spec.hosts[0]}" if spec.hosts else "")
        self.address.setToolTip(tr("Used in place of the service's own addresses; it has a key of its own"))
        self.own = QCheckBox(tr("My own server: plain http may go there"))
        self.own.setObjectName(f"{name}.own")
        self.wrong = hint("", f"{name}.wrong")
        self._lay_out()
        self.address.editingFinished.connect(self._set_address)
        self.own.clicked.connect(self._set_own)

    def _lay_out(self) -> None:
        title = QLabel(self.spec.title)
        title.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(title)
        if not self.spec.hosts:
            column.addWidget(hint(tr("Works on this computer, without a network and without a key. It is free.")))
        if self.spec.privacy:
            column.addWidget(hint(self.spec.privacy, f"services.{self.spec.id}.privacy"))
        if self.spec.needs_key:
            column.addWidget(self.key)
        if self.spec.hosts:
            column.addLayout(self._fields())
            column.addWidget(self.wrong)
        column.addStretch(1)

    def _fields(self) -> QFormLayout:
        rows = form()
        for option in self.spec.options:
            self._add_option(rows, option)
        rows.addRow(tr("Address"), self.address)
        rows.addRow("", self.own)
        return rows

    def _add_option(self, rows: QFormLayout, option: Parameter) -> None:
        spec = replace(FieldSpec.of_parameter(option), name=f"services.{self.spec.id}.{option.id}")
        field = make_field(spec)
        field.show(self._setup.options.get(option.id, option.default))
        field.told = lambda value, done: self._set_option(option, value) if done else None
        if isinstance(field.widget, ValueField):
            rows.addRow(field.widget.label, field.widget)
        elif field.labelled:
            rows.addRow("", field.widget)
        else:
            label = QLabel(option.label)
            label.setBuddy(field.widget)
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            label.setMinimumHeight(field.widget.sizeHint().height())
            rows.addRow(label, field.widget)

    @property
    def _setup(self) -> Setup:
        return setup_of(self._editor.settings, self.spec.id)

    def follow(self) -> None:
        """Show what is set now."""
        setup = self._setup
        self.address.setText(setup.base_url or "")
        self._show_own(setup.base_url or "")
        self._show_wrong("")
        self.key.show_slot(self.spec.id, self.spec.slot(setup.base_url))

    def _show_own(self, address: str) -> None:
        """Plain http to somebody's host needs the word that it is one's own."""
        is_plain = address.lower().startswith("http://") and not is_loopback(address)
        self.own.setVisible(is_plain)
        self.own.setChecked(is_plain and host_of(address) in own_hosts_in(self._editor.settings))

    def _show_wrong(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def _set_option(self, option: Parameter, value: Value) -> None:
        keep_options(self._editor.settings, self.spec.id, {option.id: value})
        self._editor.services_changed.emit(self.spec.id)

    def _set_address(self) -> None:
        text = self.address.text().strip().rstrip("/")
        if text == (self._setup.base_url or ""):
            return
        try:
            if text:
                host_of(text)
            self._show_own(text)
            keep_base_url(self._editor.settings, self.spec.id, text or None)
        except BadInput as error:
            self._show_wrong(error.sentence())
            return
        self._editor.services_changed.emit(self.spec.id)
        self.follow()

    def _set_own(self, own: bool) -> None:
        settings, host = self._editor.settings, host_of(self.address.text().strip())
        others = [each for each in own_hosts_in(settings) if each != host]
        keep_own_hosts(settings, [*others, host] if own else others)
        self._set_address()
        self._editor.services_changed.emit(self.spec.id)
        if own:
            self.follow()
