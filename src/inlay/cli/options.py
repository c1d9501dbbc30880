"""Options that several sub-commands share, and what they may be."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.cli.export_options import add_export_options, add_salvage, output_help
from inlay.cli.model_options import PREFIX, add_model_options
from inlay.providers.catalogue import services

LARGEST = 100.0  # megapixels


def add_fill_options(parser: argparse.ArgumentParser) -> None:
    """The options of a fill."""
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help=output_help())
    parser.add_argument(
        "--project", type=Path, metavar="FILE", default=None, help=tr("keep the project too, as an .inlay file")
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    add_export_options(parser)
    add_salvage(parser)
    _add_wishes(parser.add_argument_group(tr("who fills, and with what")))
    settings = parser.add_argument_group(tr("settings of the model, where it has them"))
    add_model_options(parser, settings)
    settings.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=tr("any setting of the model, or of the service (its region); “inlay services” lists them"),
    )
    _add_sending_options(parser.add_argument_group(tr("sending and paying")))


def _add_wishes(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--prompt", default="", metavar="TEXT", help=tr("what should be there, for models that read it"))
    group.add_argument(
        "--provider",
        default="local",
        metavar="SERVICE",
        help=tr("one of {names} (default: local, which is built in and needs no network)").format(
            names=", ".join(services())
        ),
    )
    group.add_argument("--model", default=None, metavar="MODEL", help=tr("the service's model (default: its first)"))
    group.add_argument(
        "--seed", type=int, default=None, metavar="N", help=tr("the same seed gives the same result (default: any)")
    )


def _add_sending_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--dry-run", action="store_true", help=tr("tell what would be sent where, and its price, and send nothing")
    )
    group.add_argument(
        "--budget",
        type=float,
        default=None,
        metavar="USD",
        help=tr("send nothing where it could cost more than this in all"),
    )
    group.add_argument(
        "--timeout",
        type=float,
        default=None,
        metavar="S",
        help=tr("stop waiting after so many seconds; what is ordered then stays for “inlay jobs resume”"),
    )
    group.add_argument(
        "--max-mp",
        type=float,
        default=1.0,
        metavar="MP",
        help=tr("send at most so many megapixels a call (default: 1)"),
    )
    group.add_argument(
        "--calls",
        choices=("auto", "one", "each"),
        default="auto",
        help=tr("send several masked parts as one call, or each as a call of its own (default: what costs less)"),
    )
    group.add_argument(
        "--base-url", default=None, metavar="URL", help=tr("call this address in place of all of the service's hosts")
    )
    group.add_argument(
        "--own-host",
        dest="own_hosts",
        action="append",
        default=[],
        metavar="HOST",
        help=tr("a host of your own, to which plain http may go"),
    )


def given_values(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The settings that were given, by flag and by `--set`, as texts."""
    for name, value in vars(options).items():
        if name.startswith(PREFIX) and value is not None:
            yield name.removeprefix(PREFIX), value
    for text in options.settings:
        name, separator, value = text.partition("=")
        if not separator:
            raise BadInput(tr("--set takes NAME=VALUE, not {text}.").format(text=text))
        yield name.strip().replace("-", "_"), value


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
