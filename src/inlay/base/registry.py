"""Finds the specs of a room: adding a thing is adding a file."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, name: str, kind: type[T]) -> list[T]:
    """The objects called `name` of type `kind` in the modules of `package`, in the order of their file names."""
    found: list[T] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        spec = getattr(module, name, None)
        if isinstance(spec, kind):
            found.append(spec)
    return found
