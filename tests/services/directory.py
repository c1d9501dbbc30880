"""The emulated services by name."""

from __future__ import annotations

from tests.services.bfl import Bfl
from tests.services.core.service import Service

SERVICES: dict[str, type[Service]] = {each.name: each for each in (Bfl,)}
