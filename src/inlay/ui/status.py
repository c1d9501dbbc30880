"""The status bar: what just happened, where the pointer is, and what the picture is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QStatusBar, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.imaging.colour import profile_name
from inlay.ui.stage import Stage
from inlay.ui.widgets.labels import ElidedLabel

ZOOMS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
MESSAGE_MS = 20_000


class ZoomField(QComboBox):
    """Shows the zoom in per cent; takes any number, or one from its list."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.setObjectName("status.zoom")
        self.setAccessibleName(tr("Zoom"))
        self.setToolTip(tr("Zoom in per cent"))
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem(tr("Fit"), 0.0)
        for scale in ZOOMS:
            self.addItem(_per_cent(scale), scale)
        line = self.lineEdit()
        assert line is not None
        line.setObjectName("status.zoom.text")
        line.setAccessibleName(tr("Zoom in per cent"))
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("3200.5 %") + 44)
        self.activated.connect(self._chosen)
        line.returnPressed.connect(self._typed)
        stage.canvas.zoom_changed.connect(self.show_scale)

    def show_scale(self, scale: float) -> None:
        """Show the scale of the view (1.0 = 100 %)."""
        self.setEditText(_per_cent(scale))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Esc gives up, and the keyboard goes back to the picture."""
        if event.key() == Qt.Key.Key_Escape:
            self._back()
            return
        super().keyPressEvent(event)

    def _chosen(self, index: int) -> None:
        scale = float(self.itemData(index) or 0.0)
        if scale > 0:
            self._stage.canvas.zoom_to(scale)
        else:
            self._stage.canvas.zoom_fit()
        self._back()

    def _typed(self) -> None:
        text = self.currentText().replace("%", "").replace(",", ".").strip()
        try:
            scale = float(text) / 100
        except ValueError:
            scale = 0.0
        if scale > 0:
            self._stage.canvas.zoom_to(scale)
        self._back()

    def _back(self) -> None:
        self.show_scale(self._stage.canvas.view_scale)
        self._stage.canvas.setFocus()


def _per_cent(scale: float) -> str:
    value = scale * 100
    decimals = 0 if value >= 100 or abs(value - round(value)) < 0.05 else 1
    local = QLocale()
    local.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)  # the field reads what it shows
    number = local.toString(value, "f", decimals)
    return tr("{number} %").format(number=number)


class StatusBar(QStatusBar):
    """All fields are quiet; the message on the left is the only one that changes by itself."""

    def __init__(self, editor: Editor, stage: Stage) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAccessibleName(tr("Status"))
        self.setSizeGripEnabled(False)
        self._editor = editor
        self._stage = stage
        self.message = ElidedLabel()
        self.message.setObjectName("status.message")
        self.message.setAccessibleName(tr("What just happened"))
        self.busy = self._busy_bar()
        self.position = self._label("position", tr("Place of the pointer"))
        self.size_label = self._label("size", tr("Size of the picture"))
        self.colour = self._label("colour", tr("Depth and colour profile"))
        self.display = self._label("display", tr("Profile of the screen; Settings changes it"))
        self.zoom = ZoomField(stage)
        self._lay_out()
        self._forget = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._forget.timeout.connect(lambda: self.message.setText(""))
        editor.message.connect(self.say)
        editor.session_changed.connect(self.follow)
        editor.document_changed.connect(self.follow)
        stage.canvas.hovered.connect(self._hovered)
        stage.canvas.left.connect(lambda: self.position.setText(""))
        self.follow()

    def _lay_out(self) -> None:
        self.addWidget(self.message, 1)
        self.addWidget(self.busy)
        # The position has room for any place in the picture, so that its neighbours stand still.
        self.position.setMinimumWidth(self.fontMetrics().horizontalAdvance("-00000, -00000 px"))
        self.position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for field in (self.position, self.size_label, self.colour, self.display, self.zoom):
            self.addPermanentWidget(field)
        self.setContentsMargins(8, 0, 4, 0)

    def _label(self, name: str, explained: str) -> QLabel:
        label = QLabel()
        label.setObjectName(f"status.{name}")
        label.setAccessibleName(explained)
        label.setToolTip(explained)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "quiet")
        label.setContentsMargins(8, 0, 8, 0)
        return label

    def _busy_bar(self) -> QProgressBar:
        bar = QProgressBar()
        bar.setObjectName("status.busy")
        bar.setAccessibleName(tr("Working"))
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(90)
        bar.hide()
        return bar

    def say(self, text: str) -> None:
        """What just happened; it goes after a while."""
        self.message.setText(text)
        self._forget.start()

    def set_busy(self, busy: bool) -> None:
        """Whether a file is being read or written."""
        self.busy.setVisible(busy)

    def fields(self) -> list[QWidget]:
        """The fields that tell about the picture."""
        return [self.position, self.size_label, self.colour, self.display, self.zoom]

    def follow(self) -> None:
        """Tell what the document is."""
        session = self._editor.session
        for field in self.fields():
            field.setVisible(session is not None)
        if session is None:
            return
        document = session.document
        canvas = document.canvas
        self.size_label.setText(tr("{width} × {height} px").format(width=canvas.w, height=canvas.h))
        self.colour.setText(tr("{depth} bit · {profile}").format(depth=document.depth, profile=document.colour.name))
        self.zoom.show_scale(self._stage.canvas.view_scale)
        self.follow_display()

    def follow_display(self) -> None:
        """Tell which profile the picture is shown in."""
        path = self._stage.display_profile
        name = tr("sRGB")
        if path is not None and path.is_file():
            name = profile_name(path.read_bytes()) or path.stem
        self.display.setText(tr("Screen: {profile}").format(profile=name))

    def _hovered(self, x: float, y: float) -> None:
        session = self._editor.session
        if session is None:
            return
        canvas = session.document.canvas
        # As the person counts: from the picture's own corner.
        place = tr("{x}, {y} px").format(x=int(x // 1) - canvas.x, y=int(y // 1) - canvas.y)
        self.position.setText(place)
