"""What the options of a fill ask for, as the settings that the editor takes; everything is checked before it opens."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.cli.options import given_values
from inlay.document.version import Value
from inlay.editor.filling import FillSettings
from inlay.editor.services import checked_base_url
from inlay.fill.plan.sizes import MEGAPIXEL
from inlay.providers.address import host_of
from inlay.providers.catalogue import service
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec


def fill_settings(options: argparse.Namespace, own_hosts: Sequence[str] = ()) -> FillSettings:
    """The settings of a fill; BadInput names what is allowed, and at which service.

    To `own_hosts` plain http may go.
    """
    spec = service(options.provider)
    given = dict(given_values(options))
    model = _model(spec, options.model, given)
    params, service_options = _sorted_out(spec, model, given)
    if model.needs_prompt and not options.prompt.strip():
        raise BadInput(
            tr("{service}, {model} needs a prompt.").format(service=spec.title, model=model.title),
            tr("Nothing was sent."),
            tr("Say what should be there with --prompt."),
        )
    if options.base_url is not None:
        _check_address(options.base_url, own_hosts)
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


def _check_address(base_url: str, own_hosts: Sequence[str]) -> None:
    host = host_of(base_url)
    try:
        checked_base_url(base_url, own_hosts)
    except BadInput as error:
        advice = tr("Use https, or add --own-host {host} if it is a machine of your own.").format(host=host)
        raise BadInput(error.what, tr("Nothing was sent."), advice) from None


def _model(spec: ProviderSpec, name: str | None, given: dict[str, str]) -> ModelSpec:
    """The model asked for; a finetune or its strength alone asks for the first model that takes one."""
    if name is None and ("finetune" in given or "strength" in given):
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
            told = tr("{service}, {model} has no setting called {name}; it has: {names}.")
            told = told.format(service=spec.title, model=model.title, name=name, names=names)
            raise BadInput(told, tr("Nothing was sent."))
    for parameter in model.parameters:
        if parameter.id not in params:
            _parsed(spec, model, parameter, parameter.default)
    return params, options


def _parsed(spec: ProviderSpec, model: ModelSpec, parameter: Parameter, value: Value) -> Value:
    try:
        return parameter.parse(value) if isinstance(value, str) else parameter.check(value)
    except BadInput as error:
        told = tr("{service}, {model}: {what}").format(service=spec.title, model=model.title, what=error.what)
        raise BadInput(told, tr("Nothing was sent."), error.next_step) from None
