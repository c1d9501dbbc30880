"""Presets: the keys that hands know from other programs, one file each in `presets`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from inlay.base.registry import discover
from inlay.base.settings import Settings
from inlay.ui.keymap import presets

SETTING = "keymap.preset"
OWN = "inlay"


@dataclass(frozen=True, eq=False)
class Preset:
    """`keys` holds, by id, what differs from Inlay's own keys; () for what has no key there."""

    id: str
    title: str
    order: int
    keys: Mapping[str, tuple[str, ...]]


@functools.cache
def all_presets() -> dict[str, Preset]:
    """Every preset by its id, Inlay's own first."""
    found = sorted(discover(presets, "PRESET", Preset), key=lambda preset: preset.order)
    return {each.id: each for each in (Preset(OWN, "Inlay", 0, {}), *found)}


def chosen_preset(settings: Settings) -> Preset:
    """The preset in use."""
    return all_presets().get(settings.get(SETTING, OWN), all_presets()[OWN])
