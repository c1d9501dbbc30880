"""Using a finetune: the model that takes it, the strength that it likes, and the region that it is bound to."""

from __future__ import annotations

from collections.abc import Mapping

from inlay.base.errors import BadInput
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.editor.fill_settings import FillSettings
from inlay.editor.finetunes import Finetune, Finetunes
from inlay.editor.remembered import remembered_for
from inlay.providers.catalogue import service
from inlay.providers.spec import ModelSpec, ProviderSpec


def settings_with(kept: Settings, finetune: Finetune) -> FillSettings:
    """A service's model that takes finetunes, as it was last used, with this one at its own strength.

    BadInput where the service has no such model.
    """
    spec = service(finetune.service)
    for model in spec.models:
        name = _takes(model)
        if name is not None:
            found = remembered_for(kept, spec.id, model.id)
            params = {**found.params, name: finetune.id}
            if any(each.id == "strength" for each in model.parameters):
                params["strength"] = finetune.strength
            return FillSettings(spec.id, model.id, params)
    raise BadInput(tr("{service} has no model that takes a finetune.").format(service=spec.title))


def bound_options(
    finetunes: Finetunes, spec: ProviderSpec, model: ModelSpec, params: Mapping[str, Value]
) -> dict[str, Value]:
    """The region of the service that has the wanted finetune; empty where it isn't bound to one that is known."""
    name = _takes(model)
    finetune = finetunes.find(spec.id, str(params.get(name, ""))) if name is not None else None
    if finetune is None or not finetune.region:
        return {}
    option = next((each for each in spec.options if each.id == "region"), None)
    known = {value for value, _label in option.choices} if option is not None else set()
    return {"region": finetune.region} if finetune.region in known else {}


def _takes(model: ModelSpec) -> str | None:
    """The parameter that names a finetune."""
    return next((each.id for each in model.parameters if each.kind == "finetune"), None)
