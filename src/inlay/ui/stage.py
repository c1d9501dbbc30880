"""The stage: the canvas in the middle, told by the editor what there is to be seen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.editor.editor import Editor
from inlay.editor.session import Session
from inlay.imaging.colour import validate_profile
from inlay.imaging.mask import Mask
from inlay.tools.events import KeyEvent, PointerEvent, WheelEvent
from inlay.tools.overlay import StrokePreview
from inlay.ui.canvas import AsideView, CanvasWidget
from inlay.ui.canvas_habits import habits_in, is_habit
from inlay.ui.keymap.current import keys_of
from inlay.ui.keymap.keys import key_text
from inlay.ui.overlay_look import (
    COLOUR,
    OPACITY,
    STYLE,
    STYLES,
    Style,
    channels,
    kept_colour,
    kept_opacity,
    kept_style,
    style_label,
)
from inlay.ui.plan_frames import PlanFrames

log = logging.getLogger(__name__)


def read_display_profile(path: Path) -> bytes:
    """The bytes of a profile that pictures can be shown by; BadInput where it can't be used."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unusable(path) from error
    if validate_profile(data) != "rgb":
        raise _unusable(path)
    return data


def _unusable(path: Path) -> BadInput:
    return BadInput(
        tr("{name} can't be used as a screen profile.").format(name=path.name),
        tr("The picture is shown as sRGB."),
        tr("Choose an RGB profile in Settings."),
    )


class ToolSink:
    """Hands what the pointer does to the tool in the hand, while something is open."""

    def __init__(self, editor: Editor, done: Callable[[], object]) -> None:
        self._editor = editor
        self._done = done

    def pointer(self, event: PointerEvent) -> None:
        """The pointer did something."""
        if self._editor.session is not None:
            self._editor.attempt(lambda: self._editor.tools.active.handle_pointer(event))
            self._done()

    def wheel(self, event: WheelEvent) -> bool:
        """The wheel turned with Alt held."""
        return self._editor.session is not None and self._editor.tools.active.handle_wheel(event)

    def key(self, event: KeyEvent) -> bool:
        """A key went down or up."""
        if self._editor.session is None:
            return False
        used = self._editor.tools.active.handle_key(event)
        self._done()
        return used


@dataclass(frozen=True, eq=False)
class Look:
    """How a document was looked at when another one took its place."""

    aside: AsideView
    overlay_is_on: bool
    hidden_for: Mask | None
    version: str | None


class Stage(QObject):
    """Ties the canvas to the editor. The mask's overlay belongs to the view, so it is kept here.

    Each open document keeps its zoom, its place and whether its mask is seen.

    `overlay_changed` tells that the overlay was switched or styled.
    """

    overlay_changed = Signal()

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self._editor = editor
        self.canvas = CanvasWidget(ToolSink(editor, self._show_pointer))
        self.canvas.setObjectName("canvas")
        self.overlay_is_on = True
        self._hidden_for: Mask | None = None
        self._session: Session | None = None
        self._version: str | None = None
        self._looks: dict[Session, Look] = {}
        self._pointer = ""
        editor.tools.view = self.canvas.tool_view
        self._connect()
        self._plan_frames = PlanFrames(editor, self.canvas, lambda: self.mask_is_seen, self)
        self.overlay_changed.connect(self._plan_frames.follow)
        self._show_style()
        self._show_pointer()
        self.apply_settings()

    def _connect(self) -> None:
        editor = self._editor
        editor.session_changed.connect(self._session_changed)
        editor.sessions_changed.connect(self._forget_closed)
        editor.shown_changed.connect(self._shown_changed)
        editor.document_changed.connect(self._show_mask)
        editor.candidates_changed.connect(self._show_mask)
        editor.versions_changed.connect(self._version_changed)
        editor.overlay_changed.connect(lambda: self.canvas.set_overlay(*editor.tools.overlays))
        editor.stroke_changed.connect(self._stroke_changed)
        editor.strokes_changed.connect(self._strokes_changed)
        editor.mask_preview_changed.connect(self._show_mask)
        editor.mask_preview_changed.connect(self._show_style)
        editor.gesture_changed.connect(self._show_pointer)
        editor.tool_changed.connect(self._show_pointer)
        self.canvas.failed.connect(editor.failed.emit)
        editor.options_changed.connect(lambda _tool: self._show_pointer())
        editor.settings.changed.connect(self._setting_changed)

    # What is seen

    def _session_changed(self) -> None:
        session = self._editor.session
        if session is self._session:
            return  # only its name is another
        if self._session is not None:
            look = Look(self.canvas.put_aside(), self.overlay_is_on, self._hidden_for, self._version)
            self._looks[self._session] = look
        self._forget_closed()
        self._session = session
        look_again = self._looks.pop(session, None) if session is not None else None
        if session is not None and look_again is not None:
            self._come_back(session, look_again)
        else:
            self._hidden_for = None
            self._version = session.current_version if session is not None else None
        self._show_mask()
        self._show_style()
        self.overlay_changed.emit()

    def _come_back(self, session: Session, look: Look) -> None:
        self.overlay_is_on, self._hidden_for, self._version = look.overlay_is_on, look.hidden_for, look.version
        self.canvas.bring_back(look.aside, session.shown)
        self._version_changed()  # a fill may have landed meanwhile

    def _forget_closed(self) -> None:
        self._looks = {each: look for each, look in self._looks.items() if not each.is_closed}

    def _shown_changed(self, before: Document | None, after: Document | None) -> None:
        self.canvas.set_shown(after)
        self._show_mask()
        if after is not None and before is None:
            self.canvas.setFocus()

    def _show_mask(self) -> None:
        session = self._editor.session
        if session is None or session.shown is not session.document:
            self.canvas.set_mask(None)  # a preview, the original or a result is looked at bare
            return
        preview = self._editor.tools.mask_preview
        if preview is not None:
            self.canvas.set_mask(preview)
            return
        mask = session.edited_mask
        self.canvas.set_mask(mask)
        if self._hidden_for is not None and mask is not self._hidden_for:
            self._unhide()

    def _version_changed(self) -> None:
        """The mask of a fill that landed would lie over what is to be judged; who goes back wants to change it."""
        session = self._editor.session
        version = session.current_version if session is not None else None
        if session is None or version is None or version == self._version:
            return
        before, self._version = self._version, version
        if session.versions[version].kind == "fill":
            self._hidden_for = session.edited_mask
            self._show_style()
            self.overlay_changed.emit()
        elif before in session.versions and session.versions[before].parent == version:
            self._unhide()

    def _unhide(self) -> None:
        if self._hidden_for is not None:
            self._hidden_for = None
            self._show_style()
            self.overlay_changed.emit()

    def _stroke_changed(self, preview: StrokePreview, dirty: object) -> None:
        if preview in self._editor.tools.previews:
            self._unhide()
            self.canvas.show_stroke(preview, list(dirty) if isinstance(dirty, (tuple, list)) else [])

    def _strokes_changed(self) -> None:
        """Strokes that are in the document now, or were given up, go."""
        # The mask first: between the two the stroke would be gone for a moment.
        self._show_mask()
        kept = self._editor.tools.previews
        for preview in self._drawn:
            if preview not in kept:
                self.canvas.drop_stroke(preview)
        self._drawn = kept

    _drawn: tuple[StrokePreview, ...] = ()

    def _show_pointer(self) -> None:
        name = self._editor.tools.active.cursor
        if name != self._pointer:
            self._pointer = name
            self.canvas.set_pointer(name)

    # The overlay

    @property
    def mask_is_seen(self) -> bool:
        """Whether the overlay is drawn now."""
        return self.overlay_is_on and self._hidden_for is None and self.overlay_style != "none"

    @property
    def overlay_style(self) -> Style:
        """How the mask is shown."""
        return kept_style(self._editor.settings)

    @property
    def overlay_colour(self) -> str:
        """The colour in which it is shown, #rrggbb."""
        return kept_colour(self._editor.settings)

    @property
    def overlay_opacity(self) -> float:
        """How much that covers of the picture, 0.05..1."""
        return kept_opacity(self._editor.settings)

    def toggle_overlay(self) -> None:
        """Show or hide the mask."""
        self.overlay_is_on = not self.mask_is_seen
        self._hidden_for = None
        if self.overlay_is_on and self.overlay_style == "none":
            self._editor.settings.set(STYLE, STYLES[0])  # who asks to see it wants to see something
        self._follow_look()
        keys = keys_of(self._editor.settings, "view.overlay")
        hidden = tr("Mask hidden. {key} shows it.").format(key=key_text(keys[0])) if keys else tr("Mask hidden.")
        self._editor.message.emit(tr("Mask shown.") if self.overlay_is_on else hidden)

    def cycle_overlay(self) -> None:
        """Show the mask in the next style."""
        self.set_overlay_style(STYLES[(STYLES.index(self.overlay_style) + 1) % len(STYLES)])

    def set_overlay_style(self, style: Style) -> None:
        """Show the mask in a style."""
        self.overlay_is_on, self._hidden_for = True, None
        self._editor.settings.set(STYLE, style)
        self._follow_look()
        self._editor.message.emit(tr("Mask: {style}.").format(style=style_label(style)))

    def _setting_changed(self, name: str) -> None:
        """How the mask looks and what the canvas does are settings, which may be changed anywhere."""
        if is_habit(name):
            self.canvas.set_habits(habits_in(self._editor.settings))
        if name in (STYLE, COLOUR):
            self.overlay_is_on, self._hidden_for = True, None
        if name in (STYLE, COLOUR, OPACITY):
            self._follow_look()

    def _follow_look(self) -> None:
        self._show_style()
        self.overlay_changed.emit()

    def _show_style(self) -> None:
        is_seen = self.mask_is_seen or self._editor.tools.mask_preview is not None
        style = self.overlay_style
        if style == "none":
            self.canvas.set_overlay_style("red" if self._editor.tools.mask_preview is not None else "off")
        else:
            self.canvas.set_overlay_style(style if is_seen else "off")
        self.canvas.set_overlay_colour(*channels(self.overlay_colour))
        self.canvas.set_overlay_opacity(self.overlay_opacity)

    # Settings

    @property
    def display_profile(self) -> Path | None:
        """The profile of the screen, None for sRGB."""
        name = self._editor.settings.get("view.profile", "")
        return Path(name) if name else None

    def apply_settings(self) -> None:
        """Take over the wheel, the mask's looks and the display profile; one that can't be used is told, and sRGB is
        shown."""
        self._show_style()
        self.canvas.set_habits(habits_in(self._editor.settings))
        path = self.display_profile
        profile: bytes | None = None
        try:
            profile = read_display_profile(path) if path is not None else None
        except BadInput as error:
            log.warning("display profile: %s", error)
            self._editor.failed.emit(error)
        self.canvas.set_display_profile(profile)

    def centre(self) -> Point:
        """The middle of what is visible, in the plane."""
        visible: Rect = self.canvas.tool_view.visible
        return Point(visible.x + visible.w / 2, visible.y + visible.h / 2)
