"""The Select menu: the whole mask at once."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.ui.actions.row import LINE, MenuSpec, Row, has_session

MENU = MenuSpec(
    "select",
    tr("&Select"),
    (
        Row("select.all", tr("All"), lambda window: window.editor.select_all(), ("Ctrl+A",), "select-all", has_session,
            help=tr("Mask the whole picture")),
        Row("select.none", tr("None"), lambda window: window.editor.select_none(), ("Ctrl+D", "Ctrl+Shift+A"), "none",
            has_session, help=tr("Clear the mask")),
        Row("select.clear", tr("Clear mask"), lambda window: window.editor.select_none(), ("Del",), "", has_session,
            on_canvas=True, in_menu=False),
        Row("select.again", tr("Reselect"), lambda window: window.editor.reselect(), ("Ctrl+Shift+D",), "", has_session,
            help=tr("Bring back the mask that was cleared last")),
        Row("select.invert", tr("Invert"), lambda window: window.editor.invert_mask(), ("Ctrl+Shift+I", "Shift+F7"),
            "invert", has_session, help=tr("Fill what was kept, and keep what was to be filled")),
        LINE,
        Row("select.swap", tr("Swap add and subtract"), lambda window: window.editor.tools.swap_value(), ("X",), "",
            help=tr("Paint or draw to take away from the mask, or to add to it again")),
        Row("select.default", tr("Back to adding"), lambda window: window.editor.tools.reset_value(), ("D",), "",
            help=tr("Paint and draw to add to the mask, as at first")),
        LINE,
        Row("select.grow", tr("Grow…"), lambda window: window.show_amount("grow"), (), "grow", has_session,
            help=tr("Make the mask larger by some pixels")),
        Row("select.shrink", tr("Shrink…"), lambda window: window.show_amount("shrink"), (), "shrink", has_session,
            help=tr("Make the mask smaller by some pixels")),
    ),
    30,
)
