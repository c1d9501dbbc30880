"""The Export dialog: format, depth and quality, then the file; the original is only written over when asked by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QFrame, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.exporting import ExportOptions, is_same_file
from inlay.imaging.codec import Depth, ExportSettings, Format, written_formats
from inlay.imaging.codec import format_by_id as format_of
from inlay.ui.dialogs.side import SideDialog, add_row, button, form, hint

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

WIDTH = 430
ORDER = ("png", "tiff", "jpeg")


class ExportDialog(SideDialog):
    """Stays open until the file is chosen. Everything is "as the source" until the person says otherwise."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Export"), "export")
        self._window = window
        self._pending: Path | None = None
        formats = sorted(written_formats(), key=lambda each: ORDER.index(each.id) if each.id in ORDER else len(ORDER))
        self.format = self._combo("format", tr("Format"), [(each.title, each.id) for each in formats])
        self.bits = self._combo("depth", tr("Depth"), [])
        self.as_source = QCheckBox(tr("As the source"))
        self.as_source.setObjectName("export.as_source")
        self.as_source.setAccessibleName(tr("JPEG quality as the source"))
        self.as_source.setToolTip(tr("The source's own tables and colour sampling; 95 where the source is no JPEG"))
        self.as_source.setChecked(True)
        self.quality = QSpinBox()
        self.quality.setObjectName("export.quality")
        self.quality.setAccessibleName(tr("JPEG quality, 1 to 100"))
        self.quality.setToolTip(tr("JPEG quality, 1 to 100"))
        self.quality.setRange(1, 100)
        self.quality.setValue(95)
        self.about = hint("", "export.about")
        self.choose = button(tr("&Choose file…"), "export.choose", primary=True)
        self.overwrite = self._overwrite_row()
        self._lay_out()
        self.format.currentIndexChanged.connect(self._follow)
        self.as_source.toggled.connect(self._follow)
        self.choose.clicked.connect(lambda: window.tasks.spawn(self._choose_file()))

    def _combo(self, name: str, title: str, entries: list[tuple[str, str]]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"export.{name}")
        combo.setAccessibleName(title)
        combo.setToolTip(title)
        combo.setMinimumWidth(190)
        for text, data in entries:
            combo.addItem(text, data)
        return combo

    def _overwrite_row(self) -> QWidget:
        row = QFrame()
        row.setObjectName("export.overwrite")
        row.setProperty("role", "bar")
        inside = QVBoxLayout(row)
        self.overwrite_text = hint("", "export.overwrite.text")
        self.overwrite_text.setProperty("role", "title")
        inside.addWidget(self.overwrite_text)
        buttons = QHBoxLayout()
        another = button(tr("Choose another name…"), "export.overwrite.other")
        confirm = button(tr("Overwrite the original"), "export.overwrite.confirm")
        another.clicked.connect(lambda: self._window.tasks.spawn(self._choose_file()))
        confirm.clicked.connect(lambda: self._window.tasks.spawn(self._overwrite()))
        buttons.addStretch(1)
        buttons.addWidget(another)
        buttons.addWidget(confirm)
        inside.addLayout(buttons)
        row.hide()
        return row

    def _lay_out(self) -> None:
        self._form: QFormLayout = form()
        self._quality_row = QWidget()
        self._quality_row.setFocusProxy(self.as_source)
        across = QHBoxLayout(self._quality_row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.as_source)
        across.addWidget(self.quality)
        across.addStretch(1)
        add_row(self._form, tr("&Format"), self.format)
        add_row(self._form, tr("&Depth"), self.bits)
        add_row(self._form, tr("&Quality"), self._quality_row)
        cancel = button(tr("Close"), "export.close")
        cancel.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        column.addLayout(self._form)
        column.addWidget(self.about)
        column.addWidget(self.overwrite)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setFixedWidth(WIDTH)

    # What is chosen

    def begin(self) -> None:
        """Show the dialog for what is open now."""
        session = self._window.editor.session
        if session is None:
            return
        self._pending = None
        self.overwrite.hide()
        source = session.document.source
        remembered = self._window.editor.settings.get("export.format", source.format if source is not None else "png")
        self.format.setCurrentIndex(max(0, self.format.findData(remembered)))
        self._follow()
        self.come_up()
        self.choose.setFocus()

    @property
    def chosen_format(self) -> Format:
        """The format to write."""
        return format_of(str(self.format.currentData()))

    def settings(self) -> ExportSettings:
        """The person's choices for the writer."""
        depth = self.bits.currentData()
        quality = None
        if self.chosen_format.id == "jpeg" and not self.as_source.isChecked():
            quality = self.quality.value()
        return ExportSettings(depth=cast("Depth | None", depth), quality=quality)

    def _follow(self) -> None:
        """What can be chosen depends on the format."""
        session = self._window.editor.session
        if session is None:
            self.hide()
            return
        document = session.document
        chosen = self.chosen_format
        kept = self.bits.currentData()
        self.bits.clear()
        nearest = document.depth if document.depth in chosen.depths else max(chosen.depths)
        self.bits.addItem(tr("As the source ({depth} bit)").format(depth=nearest), None)
        if len(chosen.depths) > 1:
            for depth in chosen.depths:
                self.bits.addItem(tr("{depth} bit").format(depth=depth), depth)
        self.bits.setCurrentIndex(max(0, self.bits.findData(kept)))
        self.bits.setEnabled(len(chosen.depths) > 1)
        self._form.setRowVisible(self._quality_row, chosen.id == "jpeg")
        self.quality.setEnabled(not self.as_source.isChecked())
        canvas = document.canvas
        self.about.setText(
            tr("{width} × {height} px, {profile}. Profile, EXIF, XMP and resolution are kept.").format(
                width=canvas.w, height=canvas.h, profile=document.colour.name
            )
        )
        self.adjustSize()

    # The file

    def suggestion(self) -> Path:
        """A name beside the original that isn't the original's."""
        original = self._window.files.original()
        session = self._window.editor.session
        assert session is not None
        remembered = self._window.editor.settings.get("folder.export", "")
        folder = Path(remembered) if remembered and Path(remembered).is_dir() else None
        if folder is None:
            folder = original.parent if original is not None and original.parent.is_dir() else Path.home()
        path = folder / f"{Path(session.name).stem}{self.chosen_format.suffixes[0]}"
        if original is not None and is_same_file(path, original):
            path = path.with_name(tr("{stem}-filled").format(stem=path.stem) + path.suffix)
        return path

    async def _choose_file(self) -> None:
        chosen = self.chosen_format
        kind = (chosen.title, tuple(f"*{suffix}" for suffix in chosen.suffixes))
        path = await self._window.files.ask_export_path(self.suggestion(), kind)
        if path is None:
            return
        original = self._window.files.original()
        if original is not None and is_same_file(path, original):
            self._ask_by_name(path)
            return
        await self._write(path, overwrite=False)

    def _ask_by_name(self, path: Path) -> None:
        """The original was chosen: nothing is written until the person says so once more, in so many words."""
        self._pending = path
        self.overwrite_text.setText(
            tr("{name} is the original. Overwriting it loses the picture as it was opened.").format(name=path.name)
        )
        self.overwrite.show()
        self.adjustSize()
        self.come_up()

    async def _overwrite(self) -> None:
        path = self._pending
        if path is not None:
            await self._write(path, overwrite=True)

    async def _write(self, path: Path, overwrite: bool) -> None:
        self.overwrite.hide()
        self.hide()
        self._window.editor.settings.set("export.format", self.chosen_format.id)
        await self._window.files.export(path, ExportOptions(self.settings(), overwrite_original=overwrite))
