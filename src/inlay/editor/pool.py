"""The threads for pixel work: values in, values out, so that nothing needs a lock."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_POOL = ThreadPoolExecutor(max_workers=max(2, (os.cpu_count() or 2)), thread_name_prefix="pixels")


async def in_pool(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread and wait for it without blocking the loop."""
    future: Future[T] = _POOL.submit(work, *args, **kwargs)
    return await asyncio.wrap_future(future)
