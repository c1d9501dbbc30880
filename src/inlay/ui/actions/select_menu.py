"""The Select menu: the whole mask at once."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.ui import masks
from inlay.ui.actions.row import LINE, MenuSpec, Row, Submenu, has_session

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
        Row("select.feather", tr("Feather…"), lambda window: window.show_amount("feather"), ("Ctrl+Alt+F",), "feather",
            has_session, help=tr("Make the mask's edges soft")),
        Row("select.smooth", tr("Smooth…"), lambda window: window.show_amount("smooth"), (), "smooth", has_session,
            help=tr("Round the mask's corners, and take specks and gaps away")),
        Row("select.border", tr("Border…"), lambda window: window.show_amount("border"), (), "border", has_session,
            help=tr("Leave only a band along the mask's edge")),
        Row("select.holes", tr("Fill holes"), lambda window: window.editor.fill_holes(), (), "fill-holes", has_session,
            help=tr("Mask everything that the mask encloses")),
        Row("select.transform", tr("Transform mask"), lambda window: window.editor.tools.choose("mask_transform"),
            ("Ctrl+T",), "transform", has_session,
            help=tr("Move, scale and turn the mask; Enter applies, Esc cancels")),
        LINE,
        Row("select.save", tr("Save mask"), lambda window: window.masks.save(), ("Ctrl+Alt+M",), "save", has_session,
            help=tr("Keep the mask under a name in the Masks panel")),
        Row("select.copy", tr("Copy mask"), lambda window: window.masks.copy(), ("Ctrl+Alt+C",), "", has_session,
            help=tr("Copy the mask, also for another window")),
        Row("select.paste", tr("Paste mask"), lambda window: window.masks.paste(), ("Ctrl+Alt+V",), "", has_session,
            help=tr("Put a copied mask in the place of the mask")),
        Submenu("select.paste_as", tr("Paste mask as"), masks.paste_entries, tr("Nothing to paste")),
        Row("select.import", tr("Import mask…"), lambda window: window.masks.ask_import(), (), "open", has_session,
            help=tr("Make a mask of a grey picture, or of what is transparent in one")),
        Submenu("select.export", tr("Export mask"), masks.export_entries, tr("Nothing to export")),
    ),
    30,
)
