"""The View menu: how the picture and the window are looked at."""

from __future__ import annotations

import sys

from inlay.base.text import tr
from inlay.ui.actions.row import LINE, MenuSpec, Row, has_session

# On a Mac this key hides the program.
HIDE_KEYS = () if sys.platform == "darwin" else ("Ctrl+H",)

MENU = MenuSpec(
    "view",
    tr("&View"),
    (
        Row("view.in", tr("Zoom in"), lambda window: window.stage.canvas.zoom_in(), ("Ctrl++", "Ctrl+="), "zoom",
            has_session),
        Row("view.out", tr("Zoom out"), lambda window: window.stage.canvas.zoom_out(), ("Ctrl+-",), "", has_session),
        Row("view.fit", tr("Fit in window"), lambda window: window.stage.canvas.zoom_fit(), ("Ctrl+0",), "fit",
            has_session),
        Row("view.100", tr("100 %"), lambda window: window.stage.canvas.zoom_to(1.0), ("Ctrl+1",), "", has_session,
            help=tr("One pixel of the picture for one of the screen")),
        Row("view.200", tr("200 %"), lambda window: window.stage.canvas.zoom_to(2.0), ("Ctrl+2",), "", has_session),
        LINE,
        Row("view.overlay", tr("Show mask"), lambda window: window.stage.toggle_overlay(), ("Q", *HIDE_KEYS), "overlay",
            checked=lambda window: window.stage.overlay_is_on, help=tr("Show or hide the mask over the picture")),
        Row("view.style", tr("Next style of the mask"), lambda window: window.stage.cycle_overlay(), ("Shift+Q",), "",
            help=tr("Show the mask in colour, in black and white, as an outline, as marching ants, or not at all")),
        Row("view.mask_look", tr("How the mask is shown…"), lambda window: window.masks.show_look(), (), "overlay",
            help=tr("Style, colour and opacity of the mask over the picture")),
        LINE,
        Row("view.panels", tr("Show panels"), lambda window: window.frame.toggle_panels(), ("Tab",), "",
            checked=lambda window: window.frame.panels_are_shown, on_canvas=True,
            help=tr("Show or hide everything around the picture")),
        Row("view.layout", tr("Reset layout"), lambda window: window.frame.reset(), (), "",
            help=tr("Put all panels back to where they were at first")),
        Row("view.next_region", tr("Next region"), lambda window: window.ring.step(1), ("F6",), "", in_menu=False),
        Row("view.previous_region", tr("Previous region"), lambda window: window.ring.step(-1), ("Shift+F6",), "",
            in_menu=False),
    ),
    60,
)
