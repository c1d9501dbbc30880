"""Options that several sub-commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr


def add_fill_options(parser: argparse.ArgumentParser) -> None:
    """The options of a fill."""
    parser.add_argument("--prompt", default="", help=tr("what should be there (for services that read it)"))
    parser.add_argument("--provider", default="local", help=tr("the service (default: local, the built-in fill)"))
    parser.add_argument("--model", default=None, help=tr("the service's model (default: its first)"))
    parser.add_argument("--seed", type=int, default=None, help=tr("the same seed gives the same result"))
    parser.add_argument(
        "--set", dest="settings", action="append", default=[], metavar="KEY=VALUE", help=tr("a setting of the model")
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help=tr("PNG, TIFF or JPEG to write")
    )
    parser.add_argument("--project", type=Path, default=None, help=tr("keep the project too, as an .inlay file"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    parser.add_argument("--timeout", type=float, default=None, metavar="S", help=tr("give up after so many seconds"))


def check_seed(seed: int | None) -> None:
    """BadInput for a seed outside 0 to 2**31 - 1."""
    if seed is not None and not 0 <= seed < 2**31:
        raise BadInput(tr("A seed is a whole number from 0 to {most}.").format(most=2**31 - 1))


def check_timeout(timeout: float | None) -> None:
    """BadInput for a time-out that isn't above 0."""
    if timeout is not None and not timeout > 0:
        raise BadInput(tr("A time-out is a number of seconds above 0."))
