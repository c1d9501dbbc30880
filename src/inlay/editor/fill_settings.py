"""What the Fill panel holds, and what a version's own record says of it."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inlay.document.version import FillRecord, Value
from inlay.providers.catalogue import services

SEEDS = 2**31
MOST_PIXELS = 1_000_000
Calls = Literal["auto", "one", "each"]


@dataclass(frozen=True, eq=False)
class FillSettings:
    """What a fill is asked for with. `seed` is None for a new one each time; `params` may leave out defaults.

    limit     pixels that are sent at most in a call
    calls     whether several blobs of the mask go as one call or one each; "auto" by price and pixels
    base_url  replaces the service's hosts; None: as the service is set up
    options   the service's own settings that differ from how it is set up; None: none
    """

    provider: str = "local"
    model: str | None = None
    params: Mapping[str, Value] = field(default_factory=dict)
    prompt: str = ""
    seed: int | None = None
    limit: int = MOST_PIXELS
    calls: Calls = "auto"
    base_url: str | None = None
    options: Mapping[str, Value] | None = None


def new_seed() -> int:
    """A random seed, 0 to 2**31 - 1."""
    return secrets.randbelow(SEEDS)


def settings_of(record: FillRecord) -> FillSettings:
    """The settings that would make a recorded request again.

    Only what the model still has is taken from it. Where it was sent is never taken from a project: the service
    is asked as it is set up now.
    """
    spec = services().get(record.provider)
    model = next((each for each in spec.models if each.id == record.model), None) if spec is not None else None
    names = {each.id for each in model.parameters} if model is not None else set(record.params)
    options = {each.id for each in spec.options} if spec is not None else set()
    return FillSettings(
        provider=record.provider,
        model=record.model,
        params={name: value for name, value in record.params.items() if name in names},
        prompt=record.prompt,
        seed=record.seed,
        limit=max(MOST_PIXELS, math.ceil(record.megapixels * 1e6)),
        calls="one",
        options={name: value for name, value in record.options.items() if name in options},
    )
