"""CanvasWidget: the picture on the screen. It ties scene, view, overlays and events together; each has its own file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.imaging.mask import Mask
from inlay.tools.overlay import MaskPreview, Overlay, RectOutline, StrokePreview
from inlay.ui.canvas.aside import AsideView
from inlay.ui.canvas.habits import Habits, paint_grid
from inlay.ui.canvas.hands import pinch_scale, wheel_scale, wheel_scroll, wheel_turn
from inlay.ui.canvas.ink import Ink, OverlayStyle
from inlay.ui.canvas.marching import Marching
from inlay.ui.canvas.overlays import OverlayPainter, Screen
from inlay.ui.canvas.pixels import device_region, logical_region
from inlay.ui.canvas.pointing import Pointing
from inlay.ui.canvas.scene import Scene
from inlay.ui.canvas.sink import PointerSink
from inlay.ui.canvas.strokes import Strokes
from inlay.ui.canvas.surface import Surface, qrect
from inlay.ui.canvas.tool_view import CanvasView
from inlay.ui.canvas.view import View, next_step
from inlay.ui.canvas.workshop import Workshop

MARGIN = 24  # logical pixels around a picture that fits
SEEN = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate)


class CanvasWidget(QWidget):
    """See `inlay.ui.canvas` for what it is told and what it says."""

    hovered = Signal(float, float)
    left = Signal()
    zoom_changed = Signal(float)
    settled = Signal()
    failed = Signal(object)

    def __init__(self, sink: PointerSink, parent: QWidget | None = None, workers: int | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        # A stroke needs every position of the hand; only painting is allowed to skip some.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
        self.workshop = Workshop(workers, self)
        self.scene = Scene(self.workshop)
        self.strokes = Strokes(self.scene)
        self.overlays = OverlayPainter()
        self.guides = OverlayPainter()
        self.tool_view = CanvasView(self)
        self._ratio = self.scene.ratio = self.devicePixelRatioF()
        self._surface = Surface(self.scene, self._ratio)
        self._view = View(max(1, self.width()), max(1, self.height()))
        self._fit_limit: float | None = None  # the largest scale of a view that follows the size of the widget
        self._pointing = Pointing(self, sink)
        self.habits = Habits()
        self.marching = Marching(self)
        self._connect()

    def _connect(self) -> None:
        self.scene.ready.connect(self._update_plane)
        self.scene.mask_ready.connect(self._mask_ready)
        self.scene.settled.connect(self.settled)
        self.scene.failed.connect(self.failed)
        self.destroyed.connect(self.workshop.close)

    # What is shown

    def set_shown(self, document: Document | None) -> None:
        """Show a document; None shows nothing. The first one after None is fitted into the widget."""
        before = self.scene.document
        if document is before:
            return
        boxes = self.scene.set_document(document)
        if document is not None and before is None:
            self._fit(1.0)
        elif boxes is None:
            self.update()
        if document is not None and before is not None and before.canvas != document.canvas:
            self._look(self._view)
        self._plan()

    def put_aside(self) -> AsideView:
        """Show nothing; what is returned brings back the picture as it was looked at, without making it anew."""
        aside = AsideView(self.scene.put_aside(), self._view, self._fit_limit)
        self._redraw_masks()
        return aside

    def bring_back(self, aside: AsideView, document: Document) -> None:
        """Show a document again where it was looked at, with those of its tiles that are still right."""
        self.scene.bring_back(aside.scene)
        self._view, self._fit_limit = aside.view, aside.fit_limit
        self.set_shown(document)
        self._measure()  # the widget may have another size since
        self._redraw_masks()
        self.zoom_changed.emit(self._view.scale)

    def set_mask(self, mask: Mask | MaskPreview | None) -> None:
        """Lay this mask, or one that isn't made yet, over the picture; None for none."""
        boxes = self.scene.set_mask(mask)
        if boxes is None:
            self.update()
        for box in boxes or ():
            self._update_plane(box)
        if boxes != []:
            self.strokes.redraw_in(self._view.visible)
            self._plan()

    def set_overlay(self, *overlays: Overlay) -> None:
        """Draw what a tool published, in place of what it published before."""
        extent = self.extent
        self.update_device(self.overlays.replace(overlays, self._screen()))
        if self.extent != extent:
            self.update()
            self._plan()

    def set_guides(self, *overlays: Overlay) -> None:
        """Draw these under what the tool publishes, in place of those before."""
        self.update_device(self.guides.replace(overlays, self._screen()))

    def set_overlay_style(self, style: OverlayStyle) -> None:
        """How the mask is drawn: "red" (in a colour), "bw", "outline", "ants" or "off"."""
        self._set_ink(replace(self.scene.ink, style=style))

    def set_overlay_opacity(self, strength: float) -> None:
        """How strong the colour of what is wholly masked is, 0..1."""
        self._set_ink(replace(self.scene.ink, strength=min(1.0, max(0.0, strength))))

    def set_overlay_colour(self, red: int, green: int, blue: int) -> None:
        """The colour of what is masked, each 0..255."""
        self._set_ink(replace(self.scene.ink, colour=(red, green, blue)))

    def _set_ink(self, ink: Ink) -> None:
        if ink != self.scene.ink:
            self.scene.set_ink(ink)
            self._redraw_masks()
            self.marching.follow()

    def _redraw_masks(self) -> None:
        self.strokes.redraw_in(self._view.visible)
        self.update()
        self._plan()

    def show_stroke(self, preview: StrokePreview, dirty: Iterable[Rect] = ()) -> None:
        """A stroke in progress is there or went on; `dirty` are boxes of the plane."""
        boxes = list(dirty)
        self.strokes.show(preview, boxes)
        for box in boxes:
            self._update_plane(box)

    def drop_stroke(self, preview: StrokePreview) -> None:
        """A stroke was given up, or is part of the mask that was set just before."""
        self._update_plane(self.strokes.drop(preview))

    def set_display_profile(self, profile: bytes | None) -> None:
        """Convert to the space of this ICC profile; None is sRGB."""
        self.scene.set_profile(profile)
        self._plan()

    def set_habits(self, habits: Habits) -> None:
        """Behave and draw as the person likes it."""
        self.habits = habits
        self._surface.smooth = habits.smooth
        self.overlays.set_cross(habits.cross)
        self.update()

    def set_pointer(self, name: str) -> None:
        """The pointer's shape, by the names of `Tool.cursor`."""
        self._pointing.set_cursor(name)

    # The view

    @property
    def view(self) -> View:
        """Where the plane lies on the screen, in device pixels."""
        return self._view

    @property
    def ratio(self) -> float:
        """Device pixels for one logical pixel."""
        return self._ratio

    @property
    def view_scale(self) -> float:
        """The scale; 1.0 is 100 %."""
        return self._view.scale

    @property
    def area(self) -> Rect:
        """The box of the plane in which the picture is drawn: the canvas, and the frame while it is being set."""
        document = self.scene.document
        area = document.canvas if document is not None else Rect(0, 0, 0, 0)
        for each in self.overlays.overlays:
            if isinstance(each, RectOutline) and each.dim_outside:
                area = area.union(Rect.from_edges(int(each.left), int(each.top), int(each.right), int(each.bottom)))
        return area

    @property
    def extent(self) -> Rect:
        """The box of the plane that can be scrolled into view."""
        return self.area

    def zoom_fit(self) -> None:
        """Show the whole canvas as large as it fits, also when the widget changes its size later on."""
        self._fit()

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom to a scale; the place `at` (logical pixels, by default the middle) keeps what lies under it."""
        self._fit_limit = None
        middle = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        self._look(self._view.zoomed(scale, middle.x() * self._ratio, middle.y() * self._ratio))

    def zoom_in(self) -> None:
        """To the next larger of the usual scales."""
        self.zoom_to(next_step(self._view.scale, up=True))

    def zoom_out(self) -> None:
        """To the next smaller of the usual scales."""
        self.zoom_to(next_step(self._view.scale, up=False))

    def show_rect(self, rect: Rect) -> None:
        """Show a box of the plane as large as it fits."""
        self._fit_limit = None
        self._look(self._view.fitted(rect, 0.0))

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by logical pixels."""
        self.look(self._view.moved(dx * self._ratio, dy * self._ratio))

    def look(self, view: View) -> None:
        """Take over a view that a hand has moved."""
        self._fit_limit = None
        self._look(view)

    def _fit(self, largest: float | None = None) -> None:
        document = self.scene.document
        if document is None:
            return
        limit = largest if largest is not None else 32.0
        view = self._view.fitted(document.canvas, MARGIN * self._ratio, limit)
        self._fit_limit = limit
        # Tiles of this level cover the whole picture: they stand in wherever others aren't ready yet.
        self.scene.pictures.pinned_level = view.level
        self._look(view)

    def _look(self, view: View) -> None:
        """Show another part of the plane: what is on the screen already is moved, not painted again."""
        if self.scene.document is not None:
            view = view.bounded(self.extent)
        before, self._view = self._view, view
        if view == before:
            return
        if view.scale != before.scale:
            self.update()
            self.strokes.redraw_in(view.visible)
            self.zoom_changed.emit(view.scale)
        elif (view.x, view.y) != (before.x, before.y):
            self._scroll(view.x - before.x, view.y - before.y)
        self._plan()

    def _scroll(self, dx: int, dy: int) -> None:
        x, y = dx / self._ratio, dy / self._ratio
        fixed = self.overlays.holds_still or self.guides.holds_still
        if fixed or not (x.is_integer() and y.is_integer()) or not self.isVisible():
            self.update()
            return
        self.strokes.redraw_in(self._view.visible)
        self.scroll(int(x), int(y))

    def _plan(self) -> None:
        self.scene.plan(self._view, self.area)

    # Painting

    def _screen(self) -> Screen:
        document = self.scene.document
        canvas = document.canvas if document is not None else Rect(0, 0, 0, 0)
        return Screen(self._view, self._ratio, self._base(), canvas)

    def _base(self) -> QTransform:
        return QTransform.fromScale(1 / self._ratio, 1 / self._ratio)

    def _update_plane(self, box: Rect) -> None:
        # One more pixel around: smooth scaling looks at neighbours.
        shown = qrect(self._view.screen_rect(box).grow(1 + int(max(1.0, self._view.scale))))
        shown &= QRect(0, 0, self._view.width, self._view.height)
        if not shown.isEmpty():
            self.update_device(QRegion(shown))

    def update_device(self, region: QRegion) -> None:
        """Have a region (device) painted again."""
        if not region.isEmpty():
            self.update(logical_region(region, self._ratio))

    def _mask_ready(self, box: Rect) -> None:
        self.strokes.redraw_in(box)
        self._update_plane(box)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is asked for, from finished tiles."""
        self.strokes.flush(self.scene.mask_level(self._view), self._view.visible)
        exposed = device_region(event.region(), self._ratio).intersected(QRegion(self._screen().bounds))
        painter = QPainter(self)
        screen = self._screen()
        self._surface.paint(painter, self._view, self.area, exposed, screen.base)
        if self.scene.document is not None:
            if self.habits.grid:
                shown = qrect(self._view.screen_rect(self.scene.document.canvas))
                paint_grid(painter, self._view, shown, exposed, screen.base)
            self._surface.border(painter, self._view, self.scene.document.canvas)
            self.guides.paint(painter, screen)
            self.overlays.paint(painter, screen)
        painter.end()
        if self._surface.lost_some:
            self._surface.lost_some = False
            self._plan()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the middle in the middle, or the picture fitted."""
        self._measure()

    def _measure(self) -> None:
        self._ratio = self.scene.ratio = self.devicePixelRatioF()
        width, height = max(1, round(self.width() * self._ratio)), max(1, round(self.height() * self._ratio))
        self._look(self._view.resized(width, height))
        if self._fit_limit is not None:
            self._fit(self._fit_limit)
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the window lets it be."""
        return QSize(960, 640)

    # Events

    def event(self, event: QEvent) -> bool:
        """Keys are offered to the tool before they may serve as shortcuts; pinches and moves between screens."""
        kind = event.type()
        if kind in SEEN:
            self.marching.follow()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._pointing.offered(event):
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self._surface = Surface(self.scene, self.devicePixelRatioF())
            self._surface.smooth = self.habits.smooth
            self._measure()
        if isinstance(event, QNativeGestureEvent):
            scale = pinch_scale(self._view.scale, event)
            if scale is not None:
                self.zoom_to(scale, event.position())
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Forwarded."""
        self._pointing.mouse_pressed(event, double=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Forwarded."""
        self._pointing.mouse_pressed(event, double=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Forwarded."""
        self._pointing.mouse_moved(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Forwarded."""
        self._pointing.mouse_released(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Forwarded."""
        self._pointing.pen(event)

    def leaveEvent(self, _event: QEvent) -> None:
        """Forwarded."""
        self._pointing.gone()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Forwarded."""
        if not self._pointing.key(event, pressed=True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Forwarded."""
        if not self._pointing.key(event, pressed=False):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is held can't be seen going up any more."""
        self._pointing.lost_focus()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms at the pointer, else it scrolls, or the other way round; a tool may want it first."""
        event.accept()
        if self.scene.document is None or self._pointing.wheel(event):
            return
        if bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) != self.habits.wheel_zooms:
            at = event.position() if self.habits.zooms_at_pointer else None
            self.zoom_to(wheel_scale(self._view.scale, wheel_turn(event).y()), at)
        else:
            moved = wheel_scroll(event)
            self.pan(moved.x(), moved.y())
