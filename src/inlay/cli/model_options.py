"""The options of models and services: they follow from the models' own descriptions, and no range is written here."""

from __future__ import annotations

import argparse

from inlay.base.text import tr
from inlay.document.version import Value
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec

PREFIX = "model_"  # of the attribute that holds a model's setting
_METAVARS = {"int": "N", "finetune": "ID", "bool": "on|off", "text": "TEXT"}
Found = tuple[ProviderSpec, ModelSpec, Parameter]


def add_model_options(parser: argparse.ArgumentParser, group: argparse._ArgumentGroup) -> None:
    """One option for each parameter that any model has; those that `parser` has already stay for `--set`."""
    taken = {name for action in parser._actions for name in action.option_strings} | {"--set"}
    for name, found in _parameters().items():
        flag = flag_of(name)
        if flag not in taken:
            metavar = _METAVARS.get(found[0][2].kind, "X")
            group.add_argument(flag, dest=PREFIX + name, default=None, metavar=metavar, help=_help(found))


def flag_of(parameter_id: str) -> str:
    """The option of a parameter."""
    return f"--{parameter_id.replace('_', '-')}"


def _parameters() -> dict[str, list[Found]]:
    """Every parameter id of any model, with the models that have it."""
    found: dict[str, list[Found]] = {}
    for spec in services().values():
        for model in spec.models:
            for parameter in model.parameters:
                found.setdefault(parameter.id, []).append((spec, model, parameter))
    return found


def _help(found: list[Found]) -> str:
    """What a parameter is, and what it may be at whom: "Steps: 15-50 (bfl, vercel), 1-50 (eachlabs)"."""
    places: dict[str, list[str]] = {}
    usual: dict[str, str] = {}  # what it may be at a service's first model that has it
    for spec, model, parameter in found:
        allowed = allowed_text(parameter)
        is_usual = usual.setdefault(spec.id, allowed) == allowed
        places.setdefault(allowed, []).append(spec.id if is_usual else f"{spec.id} {model.id}")
    told = [
        tr("{allowed} ({services})").format(allowed=allowed, services=", ".join(dict.fromkeys(names))).strip()
        for allowed, names in places.items()
    ]
    return tr("{label}: {told}").format(label=found[0][2].label, told=", ".join(told)).replace("%", "%%")


def allowed_text(parameter: Parameter) -> str:
    """What a parameter may be: its range with the unit, or its choices; empty where anything goes."""
    if parameter.kind == "choice":
        return " | ".join(value for value, _label in parameter.choices)
    if parameter.kind == "bool":
        return tr("on or off")
    if parameter.kind == "finetune":
        return tr("the id of one of yours")
    if parameter.minimum is not None and parameter.maximum is not None:
        return f"{parameter.minimum:g}-{parameter.maximum:g} {parameter.unit}".strip()
    return ""


def value_text(value: Value) -> str:
    """A value of a parameter as it can be typed."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return f"{value:g}" if isinstance(value, float) else str(value)
