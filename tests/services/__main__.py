"""Start emulators by hand, so that a person can try the program against them: `python -m tests.services bfl fal`."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import threading
from collections.abc import Sequence

from tests.services.directory import SERVICES
from tests.services.emulator import VARIABLES, Emulator
from tests.services.misbehaviours import ROWS, names

DELAY = 6.0
PAUSE = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 after Ctrl+C or the end of --seconds; 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    if options.list:
        _list()
        return 0
    with contextlib.ExitStack() as stack:
        emulators = [stack.enter_context(each) for each in _make(options)]
        for emulator in emulators:
            try:
                _misbehave(emulator, options)
            except ValueError as problem:
                print(problem, file=sys.stderr)
                return 2
        _tell(emulators, as_json=options.json)
        with contextlib.suppress(KeyboardInterrupt):
            _watch(emulators, options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.services", description=__doc__)
    parser.add_argument(
        "services", nargs="*", metavar="service", help=f"{', '.join(SERVICES)}; all where none is named"
    )
    parser.add_argument("--port", type=int, default=8801, help="the first one's; the others follow (0: any free ones)")
    parser.add_argument("--key", help="the only key they take; by default it is not-a-key-SERVICE")
    parser.add_argument("--delay", type=float, default=DELAY, help="seconds that a job takes (%(default)g)")
    parser.add_argument(
        "--misbehave",
        action="append",
        default=[],
        metavar="NAME[:TIMES]",
        help="go wrong in that way, so many times or for ever; a service that can't do it behaves; may be repeated",
    )
    parser.add_argument("--list", action="store_true", help="list the ways to go wrong, and start nothing")
    parser.add_argument("--json", action="store_true", help="tell addresses and keys as one line of JSON")
    parser.add_argument("--quiet", action="store_true", help="don't tell of requests")
    parser.add_argument("--seconds", type=float, default=None, help="end by itself after so long")
    return parser


def _make(options: argparse.Namespace) -> list[Emulator]:
    chosen = options.services or list(SERVICES)
    unknown = [name for name in chosen if name not in SERVICES]
    if unknown:
        raise SystemExit(f"There is no service called {unknown[0]}; there are: {', '.join(SERVICES)}.")
    emulators = []
    for index, name in enumerate(chosen):
        port = options.port + index if options.port else 0
        key = options.key or f"not-a-key-{name}"
        emulators.append(Emulator(name, delay=options.delay, polls=0, key=key, port=port))
    return emulators


def _misbehave(emulator: Emulator, options: argparse.Namespace) -> None:
    for wish in options.misbehave:
        name, _colon, times = wish.partition(":")
        if name not in ROWS:
            raise ValueError(f"There is no misbehaviour called {name}; --list tells all.")
        if name in names(emulator.name):
            emulator.misbehave(name, int(times) if times.isdecimal() else None)


def _list() -> None:
    for row in ROWS.values():
        services = "" if len(row.services) == len(SERVICES) else f" [{', '.join(row.services)}]"
        print(f"{row.name:28}{row.help}{services}")


def _tell(emulators: list[Emulator], *, as_json: bool) -> None:
    if as_json:
        told = {each.name: {"base_url": each.base_url, "key": each.key} for each in emulators}
        print(json.dumps(told), flush=True)
        return
    for each in emulators:
        variable = VARIABLES[each.name]
        print(f"{each.name:10}{each.base_url}   {variable}={each.key}")
    print("Ctrl+C ends them.", flush=True)


def _watch(emulators: list[Emulator], options: argparse.Namespace) -> None:
    """Tell of every request and every breach, until the time is over."""
    over = threading.Event()
    if options.seconds is not None:
        threading.Timer(options.seconds, over.set).start()
    told = {each.name: (0, 0) for each in emulators}
    while not over.wait(PAUSE):
        for each in emulators:
            if not options.quiet:
                told[each.name] = _tell_news(each, *told[each.name])


def _tell_news(emulator: Emulator, requests: int, complaints: int) -> tuple[int, int]:
    seen, breaches = emulator.requests, emulator.complaints
    for request in seen[requests:]:
        print(f"{emulator.name:10}{request.method} {request.path}")
    for breach in breaches[complaints:]:
        print(f"{emulator.name:10}BREACH {breach}")
    sys.stdout.flush()
    return len(seen), len(breaches)


if __name__ == "__main__":
    sys.exit(main())
