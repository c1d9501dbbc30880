"""Options that several sub-commands share; those of the models follow from the models' own descriptions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.providers.catalogue import services
from inlay.providers.spec import Parameter

PREFIX = "model_"  # of the attribute that holds a model's setting
LARGEST = 100.0  # megapixels


def add_fill_options(parser: argparse.ArgumentParser) -> None:
    """The options of a fill."""
    parser.add_argument("--prompt", default="", help=tr("what should be there (for services that read it)"))
    parser.add_argument(
        "--provider",
        default="local",
        metavar="SERVICE",
        help=tr("the service: {names} (default: local, the built-in fill)").format(names=", ".join(services())),
    )
    parser.add_argument("--model", default=None, help=tr("the service's model (default: its first)"))
    parser.add_argument("--seed", type=int, default=None, help=tr("the same seed gives the same result"))
    _add_model_options(parser)
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=tr("a setting of the model or of the service, such as its region"),
    )
    _add_sending_options(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help=tr("PNG, TIFF or JPEG to write"))
    parser.add_argument("--project", type=Path, default=None, help=tr("keep the project too, as an .inlay file"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def _add_sending_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base-url", default=None, metavar="URL", help=tr("use this address in place of the service"))
    parser.add_argument(
        "--own-host",
        dest="own_hosts",
        action="append",
        default=[],
        metavar="HOST",
        help=tr("a host of your own, to which plain http may go"),
    )
    parser.add_argument(
        "--max-mp",
        type=float,
        default=1.0,
        metavar="MP",
        help=tr("send at most so many megapixels a call (default: 1)"),
    )
    parser.add_argument(
        "--calls",
        choices=("auto", "one", "each"),
        default="auto",
        help=tr("send several masked parts as one call or one call each (default: what costs less)"),
    )
    parser.add_argument(
        "--budget", type=float, default=None, metavar="USD", help=tr("send nothing that could cost more than this")
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=None,
        metavar="S",
        help=tr("stop waiting after so many seconds; a paid result is kept for “inlay jobs resume”"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=tr("tell what would be sent where, and its price, and send nothing")
    )


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    taken = {action.dest for action in parser._actions} | {"set", "output", "project", "json", "timeout"}
    for name, found in _parameters().items():
        if name in taken:
            continue
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            dest=PREFIX + name,
            default=None,
            metavar="ID" if name == "finetune" else "X",
            help="; ".join(dict.fromkeys(_told(each) for each in found)),
        )


def _parameters() -> dict[str, list[tuple[str, Parameter]]]:
    """Every parameter id of any model, with the services that have it."""
    found: dict[str, list[tuple[str, Parameter]]] = {}
    for spec in services().values():
        for model in spec.models:
            for parameter in model.parameters:
                found.setdefault(parameter.id, []).append((spec.id, parameter))
    return found


def _told(each: tuple[str, Parameter]) -> str:
    service_id, parameter = each
    return f"{service_id}: {parameter.label} {allowed_text(parameter)}".replace("%", "%%").strip()


def allowed_text(parameter: Parameter) -> str:
    """What a parameter may be: its range with the unit, or its choices; empty where anything goes."""
    if parameter.kind == "choice":
        return ", ".join(value for value, _label in parameter.choices)
    if parameter.minimum is not None and parameter.maximum is not None:
        return f"{parameter.minimum:g}-{parameter.maximum:g} {parameter.unit}".strip()
    return ""


def given_values(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The settings that were given, by flag and by `--set`, as texts."""
    for name, value in vars(options).items():
        if name.startswith(PREFIX) and value is not None:
            yield name.removeprefix(PREFIX), value
    for text in options.settings:
        name, separator, value = text.partition("=")
        if not separator:
            raise BadInput(tr("--set takes KEY=VALUE, not {text}.").format(text=text))
        yield name, value


def check_options(options: argparse.Namespace) -> None:
    """BadInput for values outside their ranges, in one sentence."""
    if options.seed is not None and not 0 <= options.seed < 2**31:
        raise BadInput(tr("A seed is a whole number from 0 to {most}.").format(most=2**31 - 1))
    if options.timeout is not None and not options.timeout > 0:
        raise BadInput(tr("A time-out is a number of seconds above 0."))
    if options.budget is not None and not options.budget >= 0:
        raise BadInput(tr("A budget is a number of US dollars, 0 or more."))
    if not 0 < options.max_mp <= LARGEST:
        raise BadInput(tr("--max-mp takes megapixels above 0, at most {most:g}.").format(most=LARGEST))
    if options.output is None and not options.dry_run:
        raise BadInput(tr("Say where to write the picture: -o OUT."))
