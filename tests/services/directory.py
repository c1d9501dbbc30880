"""The emulated services by name."""

from __future__ import annotations

from tests.services.bfl import Bfl
from tests.services.cometapi import CometApi
from tests.services.core.service import Service
from tests.services.eachlabs import Eachlabs
from tests.services.fal import Fal
from tests.services.vercel import Vercel

SERVICES: dict[str, type[Service]] = {each.name: each for each in (Bfl, CometApi, Vercel, Fal, Eachlabs)}
