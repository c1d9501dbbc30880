"""What the options of a fill ask for, as the settings that the editor takes; everything is checked before it opens."""

from __future__ import annotations

import argparse

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.cli.options import given_values
from inlay.document.version import Value
from inlay.editor.filling import FillSettings
from inlay.fill.plan.sizes import MEGAPIXEL
from inlay.providers.address import host_of
from inlay.providers.catalogue import service
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec


def fill_settings(options: argparse.Namespace) -> FillSettings:
    """The settings of a fill; BadInput names what is allowed, and at which service."""
    spec = service(options.provider)
    given = dict(given_values(options))
    model = _model(spec, options.model, given)
    params, service_options = _sorted_out(spec, model, given)
    if model.needs_prompt and not options.prompt.strip():
        raise BadInput(
            tr("{service}, {model} needs a prompt: say what should be there with --prompt.").format(
                service=spec.title, model=model.title
            )
        )
    if options.base_url is not None:
        host_of(options.base_url)
    return FillSettings(
        provider=spec.id,
        model=model.id,
        params=params,
        prompt=options.prompt,
        seed=options.seed,
        limit=round(options.max_mp * MEGAPIXEL),
        calls=options.calls,
        base_url=options.base_url,
        options=service_options,
    )


def _model(spec: ProviderSpec, name: str | None, given: dict[str, str]) -> ModelSpec:
    """The model asked for; a finetune alone asks for the first model that takes one."""
    if name is None and "finetune" in given:
        for model in spec.models:
            if any(parameter.id == "finetune" for parameter in model.parameters):
                return model
    return spec.model(name)


def _sorted_out(
    spec: ProviderSpec, model: ModelSpec, given: dict[str, str]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Which of the given settings are the model's, and which the service's, each checked."""
    of_model = {each.id: each for each in model.parameters}
    of_service = {each.id: each for each in spec.options if each.id not in of_model}
    params: dict[str, Value] = {}
    options: dict[str, Value] = {}
    for name, text in given.items():
        if name in of_service:
            options[name] = _parsed(spec, model, of_service[name], text)
        elif name in of_model:
            params[name] = _parsed(spec, model, of_model[name], text)
        else:
            names = ", ".join([*of_model, *of_service]) or tr("none")
            raise BadInput(
                tr("{service}, {model} has no setting called {name}; it has: {names}.").format(
                    service=spec.title, model=model.title, name=name, names=names
                )
            )
    for parameter in model.parameters:
        if parameter.id not in params:
            _parsed(spec, model, parameter, parameter.default)
    return params, options


def _parsed(spec: ProviderSpec, model: ModelSpec, parameter: Parameter, value: Value) -> Value:
    try:
        return parameter.parse(value) if isinstance(value, str) else parameter.check(value)
    except BadInput as error:
        told = tr("{service}, {model}: {what}").format(service=spec.title, model=model.title, what=error.what)
        raise BadInput(told, error.kept, error.next_step) from None
