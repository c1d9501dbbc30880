"""How the mask is shown: its style, colour and opacity, in a popup and wherever else they are to be chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.overlay_look import (
    COLOUR,
    COLOURS,
    FAINTEST,
    OPACITY,
    STYLE,
    STYLES,
    colour_label,
    kept_colour,
    kept_opacity,
    kept_style,
    style_label,
)
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.value_field import ValueField

SWATCH = 16  # logical pixels
SHARPEST = 3.0  # device pixels for a logical one


class MaskLookFields(QWidget):
    """Shows the settings and sets them; whoever draws the mask follows `Settings.changed`."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.style_box = QComboBox(self)
        self.style_box.setObjectName("mask_look.style")
        self.style_box.setAccessibleName(tr("How the mask is shown"))
        keyed_tip(self.style_box, settings, "view.style", tr("How the mask is shown"))
        for style in STYLES:
            self.style_box.addItem(style_label(style), style)
        self.swatches = QButtonGroup(self)
        self.other = self._swatch_button("other", tr("Another colour…"), -1)
        self.other.setText("…")
        self.opacity = ValueField(
            tr("Opacity"),
            Scale(round(FAINTEST * 100), 100),
            tr("%"),
            name="mask_look.opacity",
            tooltip=tr("How much the colour covers of the picture where it is wholly masked"),
            parent=self,
        )
        self._lay_out()
        self.style_box.activated.connect(lambda index: settings.set(STYLE, str(self.style_box.itemData(index))))
        self.swatches.idClicked.connect(self._clicked)
        self.opacity.changing.connect(lambda value: settings.set(OPACITY, value / 100))
        self.opacity.changed.connect(lambda value: settings.set(OPACITY, value / 100))
        listen(self, settings.changed, lambda _name: self._follow())
        self._follow()

    def _swatch_button(self, name: str, text: str, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"mask_look.{name}")
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(QSize(SWATCH, SWATCH))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.swatches.addButton(button, number)
        return button

    def _lay_out(self) -> None:
        colours = QHBoxLayout()
        colours.setSpacing(0)
        for number, colour in enumerate(COLOURS):
            button = self._swatch_button(f"colour.{number}", colour_label(colour), number)
            button.setIcon(swatch(colour))
            colours.addWidget(button)
        colours.addWidget(self.other)
        colours.addStretch(1)
        label = QLabel(tr("Mask"), self)
        label.setBuddy(self.style_box)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.style_box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(colours)
        column.addWidget(self.opacity)

    def _follow(self) -> None:
        colour, is_coloured = kept_colour(self._settings), kept_style(self._settings) == "red"
        self.style_box.setCurrentIndex(self.style_box.findData(kept_style(self._settings)))
        chosen = self.swatches.button(COLOURS.index(colour) if colour in COLOURS else -1)
        chosen.setChecked(True)
        self.other.setIcon(swatch(colour) if chosen is self.other else QIcon())
        self.opacity.set_value(kept_opacity(self._settings) * 100)
        self.opacity.setEnabled(is_coloured)

    def _clicked(self, number: int) -> None:
        if number >= 0:
            self._choose(COLOURS[number])
            return
        self._follow()  # nothing is chosen before the dialog says so
        dialog = QColorDialog(QColor(kept_colour(self._settings)), self.window())
        dialog.setObjectName("dialog.mask_colour")
        dialog.setWindowTitle(tr("Colour of the mask"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._choose(colour.name()))
        dialog.open()

    def _choose(self, colour: str) -> None:
        self._settings.set(COLOUR, colour)
        self._settings.set(STYLE, "red")  # who chooses a colour wants to see it


def swatch(colour: str) -> QIcon:
    """A round patch of a colour with an edge that is seen on any ground."""
    pixmap = QPixmap(round(SWATCH * SHARPEST), round(SWATCH * SHARPEST))
    pixmap.setDevicePixelRatio(SHARPEST)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(QColor(128, 128, 128), 1))
    painter.drawEllipse(QRectF(1.5, 1.5, SWATCH - 3, SWATCH - 3))
    painter.end()
    return QIcon(pixmap)


class MaskLookPopup(QFrame):
    """The fields beside whatever asked for them; a click elsewhere or Esc closes it, and then it is gone for good."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup.mask_look")
        self.setAccessibleName(tr("How the mask is shown"))
        self.setProperty("role", "popup")
        self.fields = MaskLookFields(settings, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(self.fields)

    def show_at(self, place: QPoint) -> None:
        """Show it with its corner there (global, logical pixels), wholly on the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        self.move(
            max(screen.left(), min(place.x(), screen.right() - self.width())),
            max(screen.top(), min(place.y(), screen.bottom() - self.height())),
        )
        self.show()
        self.fields.style_box.setFocus(Qt.FocusReason.PopupFocusReason)


class MaskLookButton(QToolButton):
    """Opens the popup below itself."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("options.mask_look")
        self.setAccessibleName(tr("How the mask is shown"))
        self.setToolTip(tr("Style, colour and opacity of the mask"))
        self.setIcon(icon("overlay"))
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(partial(self._open, settings))

    def _open(self, settings: Settings, _checked: bool = False) -> None:
        MaskLookPopup(settings, self).show_at(self.mapToGlobal(QPoint(0, self.height() + 2)))
