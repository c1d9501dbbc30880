"""Voice: what one document tells. Panels hear the document that is looked at; of the others only the person does."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.editor.signals import EditorSignals


class Voice(EditorSignals):
    """The signals of one document. Each goes on to the editor's while `is_heard`, which is while it is looked at.

    Of another one, messages and errors go on with its name before them, and that its work is or isn't saved.
    """

    def __init__(self, editor: EditorSignals) -> None:
        super().__init__()
        self.is_heard = False
        self.name = ""
        for name, signal in vars(self).items():
            if hasattr(signal, "emit"):
                signal.connect(self._passed_on(name, getattr(editor, name).emit))

    def _passed_on(self, name: str, emit: Callable[..., object]) -> Callable[..., None]:
        changes: dict[str, Callable[[Any], object]] = {
            "message": self._named_text,
            "failed": self._named_error,
            "modified_changed": _as_it_is,
        }
        changed = changes.get(name)

        def pass_on(*values: Any) -> None:
            if self.is_heard:
                emit(*values)
            elif changed is not None:
                emit(*(changed(value) for value in values))

        return pass_on

    def _named_text(self, text: str) -> str:
        return tr("{name}: {what}").format(name=self.name, what=text)

    def _named_error(self, error: InlayError) -> InlayError:
        named = copy.copy(error)
        named.what = self._named_text(error.what)
        return named


def _as_it_is(value: Any) -> Any:
    return value
