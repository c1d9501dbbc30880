"""One service in the dialog of services: its key, its address, its own settings, and what to know about it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.editor.editor import Editor
from inlay.editor.services import Setup, keep_base_url, keep_options, keep_own_hosts, own_hosts_in, setup_of
from inlay.providers.address import host_of, is_loopback
from inlay.providers.spec import Parameter, ProviderSpec
from inlay.ui.dialogs.service_key import ServiceKey
from inlay.ui.dialogs.side import add_row, form, hint
from inlay.ui.panels.fields import Field, FieldSpec, make_field
from inlay.ui.tasks import Tasks
from inlay.ui.widgets.segmented import SegmentedButtons
from inlay.ui.widgets.tab_chain import chain
from inlay.ui.widgets.value_field import ValueField


class ServicePage(QWidget):
    """Every change counts at once; an address that can't be one is told, and the old one stays."""

    def __init__(self, editor: Editor, tasks: Tasks, spec: ProviderSpec) -> None:
        super().__init__()
        self._editor, self.spec = editor, spec
        name = f"services.{spec.id}"
        self.setObjectName(name)
        self.key = ServiceKey(editor, tasks, f"{name}.key")
        self.fields: dict[str, Field] = {}
        self.address = self._address_line(f"{name}.address")
        self.own = QCheckBox(tr("This is my own server: send without encryption"))
        self.own.setObjectName(f"{name}.own")
        self.own.setToolTip(tr("Plain http may go to this host; use it only for a computer that is yours"))
        self.about_address = hint("", f"{name}.about_address")
        # A widget that no layout takes in still belongs to the page: one without a parent would be destroyed whenever,
        # and in whichever thread, Python comes to it.
        for widget in (self.key, self.address, self.own, self.about_address):
            widget.setParent(self)
            widget.hide()
        self._lay_out()
        chain(self.key, *(field.widget for field in self.fields.values()), self.address, self.own)
        self.address.editingFinished.connect(self._set_address)
        self.own.clicked.connect(self._set_own)

    def _address_line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(tr("Another address"))
        own_address = f"https://{self.spec.hosts[0]}" if self.spec.hosts else ""
        line.setPlaceholderText(own_address)
        line.setToolTip(tr("Used in place of the service's own addresses; it has a key of its own"))
        return line

    def _lay_out(self) -> None:
        title = QLabel(self.spec.title)
        title.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(title)
        if not self.spec.hosts:
            column.addWidget(hint(tr("Works on this computer, without a network and without a key. It is free.")))
        if self.spec.privacy:
            column.addWidget(hint(self.spec.privacy, f"services.{self.spec.id}.privacy"))
        if self.spec.needs_key:
            column.addWidget(self.key)
        if self.spec.hosts:
            column.addSpacing(4)
            column.addLayout(self._fields())
        column.addStretch(1)

    def _fields(self) -> QFormLayout:
        rows = form()
        for option in self.spec.options:
            self._add_option(rows, option)
        add_row(rows, tr("&Address"), self.address)
        self.address.show()
        below = QVBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.about_address)
        below.addWidget(self.own)
        rows.addRow("", below)
        return rows

    def _add_option(self, rows: QFormLayout, option: Parameter) -> None:
        spec = replace(FieldSpec.of_parameter(option), name=f"services.{self.spec.id}.{option.id}")
        field = self.fields[option.id] = make_field(spec)
        field.told = lambda value, done: self._set_option(option, value) if done else None
        if isinstance(field.widget, ValueField):
            field.widget.label.setMinimumHeight(field.widget.sizeHint().height())
            rows.addRow(field.widget.label, field.widget)
        elif field.labelled:
            rows.addRow("", field.widget)
        else:
            if isinstance(field.widget, SegmentedButtons):
                field.widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            add_row(rows, option.label, field.widget)

    @property
    def _setup(self) -> Setup:
        return setup_of(self._editor.settings, self.spec.id)

    def follow(self) -> None:
        """Show what is set now."""
        setup = self._setup
        for name, field in self.fields.items():
            field.show(setup.options[name])
        self.address.setText(setup.base_url or "")
        self._show_own(setup.base_url or "")
        self._explain_address(self._about(setup))
        self.key.show_slot(self.spec.id, self.spec.slot(setup.base_url))

    def _about(self, setup: Setup) -> str:
        """What another address means for the key."""
        if setup.base_url is None or not self.spec.needs_key:
            return ""
        return tr("Used in place of the service's own addresses. Its key is a separate one.")

    def _show_own(self, address: str) -> None:
        """Plain http to somebody's host needs the word that it is one's own."""
        is_plain = address.lower().startswith("http://") and not is_loopback(address)
        self.own.setVisible(is_plain)
        self.own.setChecked(is_plain and host_of(address) in own_hosts_in(self._editor.settings))

    def _explain_address(self, text: str) -> None:
        self.about_address.setText(text)
        self.about_address.setVisible(bool(text))

    def _set_option(self, option: Parameter, value: Value) -> None:
        keep_options(self._editor.settings, self.spec.id, {option.id: value})
        self._editor.services_changed.emit(self.spec.id)

    @property
    def _written(self) -> str:
        return self.address.text().strip().rstrip("/")

    def _set_address(self) -> None:
        text = self._written
        if text == (self._setup.base_url or ""):
            self._show_own(text)
            self._explain_address(self._about(self._setup))
            return
        try:
            if text:
                host_of(text)
            self._show_own(text)
            keep_base_url(self._editor.settings, self.spec.id, text or None)
        except BadInput as error:
            self._refuse_address(error)
            return
        self._editor.services_changed.emit(self.spec.id)
        self.follow()

    def _refuse_address(self, error: BadInput) -> None:
        """Say why, and what is used instead; the key that is shown is that one's."""
        slot = self.spec.slot(self._setup.base_url)
        used = self.spec.hosts[0] if self._setup.base_url is None else host_of(self._setup.base_url)
        self._explain_address(f"{error.sentence()} {tr('Until then {host} is used.').format(host=used)}")
        self.key.show_slot(self.spec.id, slot)

    def _set_own(self, own: bool) -> None:
        """Mark the host that is written as the person's own, or no longer; without the mark it isn't used."""
        settings, host = self._editor.settings, host_of(self._written)
        others = [each for each in own_hosts_in(settings) if each != host]
        keep_own_hosts(settings, [*others, host] if own else others)
        self._editor.services_changed.emit(self.spec.id)
        self._set_address()
