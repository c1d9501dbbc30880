"""The list of services, made from the files of this room."""

from __future__ import annotations

import functools

from inlay import providers
from inlay.base.errors import BadInput
from inlay.base.registry import discover
from inlay.base.text import tr
from inlay.providers.spec import ProviderSpec


@functools.cache
def services() -> dict[str, ProviderSpec]:
    """Every service by its id, the built-in one first."""
    found = discover(providers, "PROVIDER", ProviderSpec)
    return {spec.id: spec for spec in sorted(found, key=lambda each: (each.id != "local", each.title.casefold()))}


def service(service_id: str) -> ProviderSpec:
    """The service of that id; BadInput where there is none."""
    try:
        return services()[service_id]
    except KeyError:
        raise BadInput(
            tr("There is no service called {name}; there are: {names}.").format(
                name=service_id, names=", ".join(services())
            )
        ) from None
