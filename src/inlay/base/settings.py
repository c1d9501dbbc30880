"""Settings: a small JSON file of the person's habits. Secrets never go here."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from inlay.base.errors import InlayError
from inlay.base.files import write_bytes_atomically
from inlay.base.paths import config_dir

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
T = TypeVar("T", bool, int, float, str)
log = logging.getLogger(__name__)


class Settings:
    """Values under dotted names such as `tools.brush.size`; damaged or missing files count as empty."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / "settings.json"
        self._values: dict[str, Json] = self._read()

    def _read(self) -> dict[str, Json]:
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("settings can't be read and start afresh: %s", error)
            return {}
        return values if isinstance(values, dict) else {}

    def get(self, name: str, default: T) -> T:
        """The value of `name` if it has the type of `default` (an int serves as a float), else `default`."""
        value: Any = self._values.get(name)
        if type(default) is float and type(value) is int:
            value = float(value)
        return value if type(value) is type(default) else default

    def get_list(self, name: str) -> list[str]:
        """The texts kept under `name`, or none."""
        value = self._values.get(name)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def all(self) -> dict[str, Json]:
        """Every value by its name."""
        return dict(self._values)

    def set(self, name: str, value: Json | Sequence[str]) -> None:
        """Keep a value; it reaches the disk with `save`."""
        self._values[name] = value if value is None or isinstance(value, (bool, int, float, str, dict)) else list(value)

    def save(self) -> None:
        """Write all values; a full disk costs the habits, never the work, so it is only logged."""
        try:
            write_bytes_atomically(self.path, json.dumps(self.all(), indent=1, sort_keys=True).encode())
        except InlayError as error:
            log.warning("settings weren't saved: %s", error)
