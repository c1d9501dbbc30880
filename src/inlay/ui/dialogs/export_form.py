"""What can be chosen for an export: format, depth, compression and metadata, remembered from one time to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.imaging.codec import ExportSettings, written_formats
from inlay.imaging.codec.cleaning import Keep
from inlay.imaging.codec.records import Bits
from inlay.storage.exchange import layered_formats
from inlay.ui.dialogs.side import add_row, form
from inlay.ui.widgets.drag_slider import DragSlider
from inlay.ui.widgets.scale import Scale

ORDER = ("png", "tiff", "jpeg", "webp", "avif")
BEST = {"jpeg": 95, "webp": 90, "avif": 85}
"""The quality to begin with, of the formats that have one."""
LOSSLESS = ("webp", "avif")
WIDTH = 210


@dataclass(frozen=True, eq=False)
class Choice:
    """A format that can be chosen; `depths` is empty for a layered one, which has the document's."""

    id: str
    title: str
    suffixes: tuple[str, ...]
    depths: tuple[Bits, ...]


def choices() -> tuple[Choice, ...]:
    """The formats in the order of the list: flat ones, then layered ones."""
    flat = sorted(written_formats(), key=lambda each: ORDER.index(each.id) if each.id in ORDER else len(ORDER))
    found = [Choice(each.id, each.title, each.suffixes, each.depths) for each in flat]
    layered = sorted(layered_formats(), key=lambda each: each.title)  # the usual PSD before the large one
    return (*found, *(Choice(each.id, each.title, each.suffixes, ()) for each in layered))


class ExportForm(QWidget):
    """`changed` tells that a choice was made by the person."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._document: Document | None = None
        self._choices = {each.id: each for each in choices()}
        self.format = self._combo("format", tr("Format"), [(each.title, each.id) for each in self._choices.values()])
        self.bits = self._combo("depth", tr("Bits a channel"), [])
        self.as_source = self._check("as_source", tr("As the source"))
        self.as_source.setToolTip(
            tr("The source's own tables and colour sampling, and its own blocks where nothing changed; else 95")
        )
        self.lossless = self._check("lossless", tr("Lossless"))
        self.lossless.setToolTip(tr("Every value is kept; the file is larger"))
        self.quality = self._quality_box()
        self.slider = DragSlider()
        self._scale = Scale(1, 100, 1)
        self.metadata = self._combo("metadata", tr("Metadata"), _keeps())
        self._lay_out()
        self._connect()

    def _combo(self, name: str, title: str, entries: Iterable[tuple[str, str]]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"export.{name}")
        combo.setAccessibleName(title)
        combo.setToolTip(title)
        combo.setMinimumWidth(WIDTH)
        for text, data in entries:
            combo.addItem(text, data)
        return combo

    def _check(self, name: str, title: str) -> QCheckBox:
        box = QCheckBox(title)
        box.setObjectName(f"export.{name}")
        box.setAccessibleName(title)
        return box

    def _quality_box(self) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName("export.quality")
        box.setAccessibleName(tr("Quality, 1 to 100"))
        box.setToolTip(tr("Quality, 1 to 100: more is nearer to the picture, and a larger file"))
        box.setRange(1, 100)
        return box

    def _lay_out(self) -> None:
        self._form: QFormLayout = form()
        self.slider.setObjectName("export.quality.slider")
        self.slider.setAccessibleName(tr("Quality, 1 to 100"))
        self.slider.setToolTip(self.quality.toolTip())
        self._quality_row = QWidget()
        self._quality_row.setFocusProxy(self.quality)
        across = QHBoxLayout(self._quality_row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.slider, 1)
        across.addWidget(self.quality)
        self._how = QWidget()
        column = QVBoxLayout(self._how)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.as_source)
        column.addWidget(self.lossless)
        add_row(self._form, tr("&Format"), self.format)
        add_row(self._form, tr("&Bits"), self.bits)
        add_row(self._form, tr("&Quality"), self._quality_row)
        self._form.addRow("", self._how)
        add_row(self._form, tr("&Metadata"), self.metadata)
        self.setLayout(self._form)
        self._form.setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._format_chosen)
        self.bits.currentIndexChanged.connect(self._chosen)
        self.metadata.currentIndexChanged.connect(self._chosen)
        self.as_source.toggled.connect(self._chosen)
        self.lossless.toggled.connect(self._chosen)
        self.quality.valueChanged.connect(self._typed)
        self.slider.sliderMoved.connect(lambda place: self.quality.setValue(round(self._scale.to_value(place))))
        self.slider.sliderReleased.connect(self._chosen)

    # What is chosen

    @property
    def chosen(self) -> Choice:
        """The format to write."""
        return self._choices[str(self.format.currentData())]

    def settings(self) -> ExportSettings:
        """The choices for the writer."""
        kind = self.chosen.id
        lossless = kind in LOSSLESS and self.lossless.isChecked()
        as_source = kind == "jpeg" and self.as_source.isChecked()
        quality = self.quality.value() if kind in BEST and not lossless and not as_source else None
        depth = cast("Bits | None", self.bits.currentData())
        return ExportSettings(depth, quality, None, lossless, cast("Keep", self.metadata.currentData()))

    def begin(self, document: Document) -> None:
        """Show what was chosen the last time, as far as it goes with this picture; else what its source was."""
        self._document = document
        source = document.source.format if document.source is not None else "png"
        kind = self._settings.get("export.format", source)
        with QSignalBlocker(self.format), QSignalBlocker(self.metadata):
            self.format.setCurrentIndex(max(0, self.format.findData(kind if kind in self._choices else "jpeg")))
            self.metadata.setCurrentIndex(max(0, self.metadata.findData(self._settings.get("export.metadata", "all"))))
        self._recall()

    def remember(self) -> None:
        """Keep the choices for the next time."""
        kind, keep = self.chosen.id, self._settings.set
        keep("export.format", kind)
        keep("export.metadata", str(self.metadata.currentData()))
        if kind in BEST:
            keep(f"export.quality.{kind}", self.quality.value())
        if kind in LOSSLESS:
            keep(f"export.lossless.{kind}", self.lossless.isChecked())
        if kind == "jpeg":
            keep("export.as_source", self.as_source.isChecked())

    def follow(self, document: Document) -> None:
        """Another picture, or the same one changed: depths may differ."""
        self._document = document
        self._show_depths()

    def _recall(self) -> None:
        kind = self.chosen.id
        with QSignalBlocker(self.quality), QSignalBlocker(self.lossless), QSignalBlocker(self.as_source):
            self.quality.setValue(self._settings.get(f"export.quality.{kind}", BEST.get(kind, 95)))
            self.lossless.setChecked(self._settings.get(f"export.lossless.{kind}", False))
            self.as_source.setChecked(self._settings.get("export.as_source", True))
        self._show_depths()
        self._show_rows()

    def _format_chosen(self) -> None:
        self._recall()
        self.changed.emit()

    def _chosen(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _typed(self) -> None:
        """The number tells nothing while the slider is held: its end does."""
        if self.slider.isSliderDown():
            return
        self._show_rows()
        self.changed.emit()

    def _show_depths(self) -> None:
        document, chosen = self._document, self.chosen
        if document is None:
            return
        kept = self.bits.currentData()
        depths = chosen.depths or (document.depth,)
        nearest = document.depth if document.depth in depths else max(depths)
        with QSignalBlocker(self.bits):
            self.bits.clear()
            self.bits.addItem(tr("As the picture ({depth} bit)").format(depth=nearest), None)
            for depth in depths if len(depths) > 1 else ():
                self.bits.addItem(tr("{depth} bit").format(depth=depth), depth)
            self.bits.setCurrentIndex(max(0, self.bits.findData(kept)))
        self.bits.setEnabled(len(depths) > 1)

    def _show_rows(self) -> None:
        kind = self.chosen.id
        self._form.setRowVisible(self._quality_row, kind in BEST)
        self._form.setRowVisible(self._how, kind in BEST)
        self.as_source.setVisible(kind == "jpeg")
        self.lossless.setVisible(kind in LOSSLESS)
        fixed = (kind == "jpeg" and self.as_source.isChecked()) or (kind in LOSSLESS and self.lossless.isChecked())
        self.quality.setEnabled(not fixed)
        self.slider.setEnabled(not fixed)
        self.slider.setValue(self._scale.to_position(self.quality.value()))


def _keeps() -> tuple[tuple[str, str], ...]:
    return (
        (tr("Keep all"), "all"),
        (tr("Keep all but location"), "no location"),
        (tr("Profile and resolution only"), "nothing"),
    )
