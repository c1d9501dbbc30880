"""The canvas: shows one document, tile by tile, and hands what the pointer does to a `PointerSink`.

The window builds one `CanvasWidget(sink)` and tells it what there is to be seen; the canvas never changes a document.

What it is told (GUI thread; every call returns at once):
    set_shown(document | None)      the picture; only what differs from before is worked out again. The first one
                                    after None is fitted, at most at 100 %
    put_aside() -> AsideView        nothing is shown; bring_back(aside, document) shows it again as it was looked at
    set_mask(mask | None)           the mask of the overlay (None: nothing is drawn); differences only, too
    set_overlay(*overlays)          data of `inlay.tools.overlay`, in place of what was drawn before
    set_guides(*overlays)           the same for what the program itself shows, drawn beneath
    set_overlay_style(style)        "red" (or another colour), "bw", "outline", "ants" or "off";
                                    set_overlay_opacity(0..1) and set_overlay_colour(r, g, b) for "red"
    show_stroke(preview, dirty)     a stroke in progress began or went on (as in `ToolContext`)
    drop_stroke(preview)            it was given up, or its mask is there (call `set_mask` first)
    set_display_profile(bytes|None) an ICC profile; None is sRGB
    set_pointer(name)               the pointer's shape, by the names of `ToolSpec.cursor`
What it does with the view:
    zoom_fit(), zoom_to(scale), zoom_in(), zoom_out(), show_rect(rect); scale 1.0 is 100 %: one document pixel for one
    pixel of the device. `view_scale` is the scale now.
    `tool_view` is the `ToolView` that tools see.
What it says (Qt signals):
    hovered(float, float)           the pointer's place in the plane;  left(): it is gone
    zoom_changed(float)             the scale, 1.0 = 100 %
    settled()                       everything visible is drawn at its best
    failed(InlayError)              a part of the picture can't be drawn; told once, until something else is shown
"""

from __future__ import annotations

from inlay.ui.canvas.aside import AsideView
from inlay.ui.canvas.sink import PointerSink
from inlay.ui.canvas.widget import CanvasWidget

__all__ = ["AsideView", "CanvasWidget", "PointerSink"]
