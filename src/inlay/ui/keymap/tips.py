"""Tooltips that name a key, and name another one when it is changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from inlay.base.settings import Settings
from inlay.ui.keymap.current import is_of_keys, with_key
from inlay.ui.panels.listen import listen


def keyed_tip(widget: QWidget, settings: Settings, bindable_id: str, tip: str) -> None:
    """Give a widget a tooltip that ends with the key of what it does."""
    follow_keys(widget, settings, lambda: widget.setToolTip(with_key(tip, settings, bindable_id)))


def follow_keys(owner: QWidget, settings: Settings, show: Callable[[], object]) -> None:
    """Call `show` now, and whenever keys are changed while `owner` lives."""
    listen(owner, settings.changed, lambda name: show() if is_of_keys(name) else None)
    show()
