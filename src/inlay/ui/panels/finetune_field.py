"""The field of a finetune: one from the person's own list, or any id; its trigger word and strength stand below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.finetunes import Finetune
from inlay.ui.panels.fields import Field, FieldSpec
from inlay.ui.widgets.labels import HintLabel


def about_finetune(finetune: Finetune) -> str:
    """What has to be known when one uses it, in one line."""
    parts = [tr("Trigger word: {word}").format(word=finetune.trigger)] if finetune.trigger else []
    parts.append(tr("works best at {strength:g}").format(strength=finetune.strength))
    if finetune.region:
        parts.append(tr("region {region}").format(region=finetune.region))
    return ", ".join(parts)


class FinetuneBox(QWidget):
    """A list that can be typed into. `told` gets each new id; `preferred` the strength of one that was chosen."""

    def __init__(self, editor: Editor, spec: FieldSpec, service: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = {each.id: each for each in editor.finetunes.of_service(service)}
        self.told: Callable[[str], object] = lambda _value: None
        self.preferred: Callable[[float], object] = lambda _value: None
        self.combo = QComboBox(self)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setObjectName(spec.name)
        self.combo.setAccessibleName(spec.label)
        self.combo.setToolTip(spec.help or tr("The id of the finetune"))
        self.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.combo.setMinimumContentsLength(8)
        for each in self._known.values():
            self.combo.addItem(each.title, each.id)
        line = self.combo.lineEdit()
        assert line is not None
        line.setObjectName(f"{spec.name}.id")
        line.setAccessibleName(spec.label)
        line.setPlaceholderText(tr("Id of the finetune"))
        self.about = HintLabel(parent=self)
        self.about.setObjectName(f"{spec.name}.about")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.combo)
        column.addWidget(self.about)
        self.setFocusProxy(self.combo)
        line.textEdited.connect(self._typed)
        self.combo.activated.connect(self._chosen)

    def show_id(self, value: object) -> None:
        """Show an id without telling anybody; a known one by its name."""
        text = str(value or "")
        if text == self.value():
            self._explain(text)
            return
        place = self.combo.findData(text)
        self.combo.setCurrentIndex(place)
        if place < 0:
            self.combo.setEditText(text)
        self._explain(text)

    def value(self) -> str:
        """The id that is meant."""
        text = self.combo.currentText().strip()
        place = self.combo.currentIndex()
        if place >= 0 and text == self.combo.itemText(place):
            return str(self.combo.itemData(place))
        return text

    def _typed(self, _text: str) -> None:
        value = self.value()
        self._explain(value)
        self.told(value)

    def _chosen(self, index: int) -> None:
        value = str(self.combo.itemData(index))
        self._explain(value)
        self.told(value)
        known = self._known.get(value)
        if known is not None:
            self.preferred(known.strength)

    def _explain(self, value: str) -> None:
        known = self._known.get(value)
        self.about.say("" if known is None else about_finetune(known))


def finetune_field(editor: Editor, spec: FieldSpec, service: str, preferred: Callable[[float], object]) -> Field:
    """The control for a parameter of the kind "finetune"; `preferred` gets the strength of a chosen one."""
    box = FinetuneBox(editor, spec, service)
    field = Field(box, box.show_id, labelled=False)
    box.told = field.tell
    box.preferred = preferred
    return field
