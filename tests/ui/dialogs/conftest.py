"""The dialogs' tests run on Qt's loop, as the program does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest

from tests.kit.window import qt_loop, themed, window

__all__ = ["themed", "window"]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Asked by pytest-asyncio."""
    return {"qt": qt_loop}
