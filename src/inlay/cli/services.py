"""`inlay services`: the services, their models and settings, and whether there is a key."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from typing import Any

from inlay.base.errors import KeyProblem
from inlay.base.text import tr
from inlay.cli.model_options import allowed_text, flag_of, value_text
from inlay.fill.plan.money_text import price_text
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.secrets.keys import FoundKey, Keys

HELP = tr("List the services that can fill, their models and settings, and whether there is a key for each.")
Found = Mapping[str, FoundKey | KeyProblem | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array"))


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    found = asyncio.run(_keys())
    if options.json:
        print(json.dumps([_service(spec, found) for spec in services().values()]))
    else:
        print("\n\n".join(_told(spec, found) for spec in services().values()))
    return 0


async def _keys() -> Found:
    slots = {spec.id: slot for spec in services().values() if (slot := spec.slot()) is not None}
    found = await Keys().find_all(slots.values())
    return {name: found[slot] for name, slot in slots.items()}


def _service(spec: ProviderSpec, found: Found) -> dict[str, Any]:
    key = found.get(spec.id)
    return {
        "id": spec.id,
        "title": spec.title,
        "hosts": list(spec.hosts),
        "key": {
            "needed": spec.needs_key,
            "environment": spec.environment,
            "state": key.source if isinstance(key, FoundKey) else "none",
            "where": key.where if isinstance(key, FoundKey) else "",
            "problem": key.sentence() if isinstance(key, KeyProblem) else "",
        },
        "privacy": spec.privacy,
        "options": [_parameter(each) for each in spec.options],
        "models": [_model(each) for each in spec.models],
    }


def _model(model: ModelSpec) -> dict[str, Any]:
    sizes, price = model.sizes, model.price
    return {
        "id": model.id,
        "title": model.title,
        "help": model.help,
        "legacy": model.is_legacy,
        "prompt": "required" if model.needs_prompt else "optional" if model.has_prompt else "none",
        "seed": model.has_seed,
        "takes": model.takes,
        "sizes": vars(sizes) if sizes is not None else None,
        "price": vars(price) | {"text": price_text(price)},
        "parameters": [_parameter(each) for each in model.parameters],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return vars(parameter) | {"choices": [{"value": value, "label": label} for value, label in parameter.choices]}


def _told(spec: ProviderSpec, found: Found) -> str:
    lines = [tr("{title} ({id}): {key}").format(title=spec.title, id=spec.id, key=_key_text(spec, found.get(spec.id)))]
    lines += [_line("--set", f"{each.id}=", each) for each in spec.options]
    for model in spec.models:
        lines.append(tr("  {id}: {facts}").format(id=model.id, facts="; ".join(_facts(model))))
        lines += [_line("  " + flag_of(each.id), "", each) for each in model.parameters]
    return "\n".join(lines)


def _line(flag: str, name: str, parameter: Parameter) -> str:
    return f"  {f'{flag} {name}'.rstrip():<23} {_values_text(parameter)}".rstrip()


def _facts(model: ModelSpec) -> list[str]:
    """What to know of a model before choosing it."""
    facts = [model.title]
    if model.is_legacy:
        facts.append(tr("only for those who have used it before"))
    if model.takes == "border":
        facts.append(tr("adds borders, for “inlay extend”"))
    if not model.has_prompt:
        facts.append(tr("takes no prompt"))
    elif model.needs_prompt:
        facts.append(tr("needs a prompt"))
    return [*facts, price_text(model.price)]


def _values_text(parameter: Parameter) -> str:
    allowed = allowed_text(parameter)
    if parameter.required:
        return f"{allowed} {tr('(needed)')}".strip()
    if parameter.default in (None, ""):
        return allowed
    default = tr("(default {value})").format(value=value_text(parameter.default))
    return f"{allowed} {default}".strip()


def _key_text(spec: ProviderSpec, key: FoundKey | KeyProblem | None) -> str:
    if not spec.needs_key:
        return tr("needs no key")
    if isinstance(key, KeyProblem):
        return key.sentence()
    if key is None:
        return tr("no key; set one with “inlay keys set {id}” or in {variable}").format(
            id=spec.id, variable=spec.environment
        )
    return tr("key in {where}").format(where=key.where)
