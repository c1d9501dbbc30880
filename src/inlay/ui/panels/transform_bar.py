"""Parts of the option bar for the mask's transform: Apply and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.tools.mask_transform import MaskTransformTool
from inlay.ui.panels.finish_bar import EndButtons
from inlay.ui.panels.listen import listen


class TransformButtons(EndButtons):
    """The two ways out of what was set."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(
            editor, "transform", tr("Transform the mask (Enter)"), tr("Leave the mask as it is (Esc)"), parent
        )
        for signal in (editor.overlay_changed, editor.session_changed, editor.document_changed):
            listen(self, signal, self._follow)
        self._follow()

    def _follow(self) -> None:
        tool = self._editor.tools.active
        changed = isinstance(tool, MaskTransformTool) and tool.is_changed
        self.offer(changed, changed)
