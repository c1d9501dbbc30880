"""The command line's front door: finds the sub-command, and turns trouble into one sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from inlay import __version__
from inlay.base.errors import BadInput, Bug, InlayError
from inlay.base.text import tr

COMMANDS = ("fill", "extend", "export", "info", "mask", "services", "keys", "jobs", "selftest")
USAGE = 2
CANCELLED = 8


class Parser(argparse.ArgumentParser):
    """Answers a wrong call with one sentence and exit code 2."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(
            tr("{program}: {message}. See {program} --help.").format(program=self.prog, message=message) + "\n"
        )
        raise SystemExit(USAGE)


def is_command(argv: Sequence[str]) -> bool:
    """Whether these arguments are for the command line rather than for the window."""
    return bool(argv) and (argv[0] in COMMANDS or argv[0] in ("--version", "-V", "--help", "-h"))


def run(argv: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code. Never raises, and never shows a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names may be in letters that a terminal hasn't got
    try:
        with _stoppable():
            code = _answered(list(argv))
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_printing()  # whoever reads has had enough
        return 0
    except OSError as error:
        _stop_printing()
        return _tell(BadInput(tr("The answer can't be written: {reason}.").format(reason=error.strerror or error)))
    return code


@contextmanager
def _stoppable() -> Iterator[None]:
    """Being told to end is the same as Ctrl+C: what is half done is tidied up."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    old = {number: signal.getsignal(number) for number in numbers}
    # What is to be ignored (as below nohup) stays ignored.
    caught = [number for number in numbers if old[number] is signal.SIG_DFL]
    for number in caught:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, old[number])


def _stop_printing() -> None:
    """Have Python's end not try once more to write what couldn't be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answered(argv: list[str]) -> int:
    try:
        return _run(argv)
    except InlayError as error:
        return _tell(error)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else USAGE
    except KeyboardInterrupt:
        sys.stderr.write(tr("Cancelled.") + "\n")
        return CANCELLED
    except BrokenPipeError:
        raise
    except OSError as error:
        logging.getLogger(__name__).exception("unexpected error of the system")
        return _tell(BadInput(tr("A file can't be read or written: {reason}.").format(reason=error)))
    except Exception as error:
        logging.getLogger(__name__).exception("unexpected error")
        return _tell(Bug(tr("Something went wrong inside Inlay: {error}.").format(error=type(error).__name__)))


def _run(argv: list[str]) -> int:
    if not argv or argv[0] in ("--help", "-h"):
        _help()
        return 0
    if argv[0] in ("--version", "-V"):
        print(f"inlay {__version__}")
        return 0
    from inlay.base.log import set_up_logging
    from inlay.base.settings import Settings

    set_up_logging()
    trouble = Settings().trouble
    if trouble is not None:
        _tell(trouble)  # and go on with the defaults
    command = importlib.import_module(f"inlay.cli.{argv[0]}")
    parser = Parser(prog=f"inlay {argv[0]}", description=command.HELP, allow_abbrev=False)
    command.add_arguments(parser)
    code: int = command.run(parser.parse_args(argv[1:]))
    return code


def _help() -> None:
    print(
        tr(
            "Inlay fills what you mask in a picture.\n\n"
            "  inlay [FILES]            open the window\n"
            "  inlay fill IMAGE ...     fill a masked picture\n"
            "  inlay extend IMAGE ...   extend a picture's borders\n"
            "  inlay export PROJECT ... write a version of a project as a picture\n"
            "  inlay info FILE          tell what a picture or project is\n"
            "  inlay mask SOURCE ...    make a mask of a picture or project, change and write it\n"
            "  inlay services           list the services that fill, and their settings\n"
            "  inlay jobs [resume]      list unfinished fills, or finish them\n"
            "  inlay keys ...           keep the keys of services: set, test, list, delete\n"
            "  inlay selftest           check that this installation works\n"
            "  inlay --version\n\n"
            "Each command has --help. Exit codes: 0 done, 2 bad input or usage, 3 key, 4 refused,\n"
            "5 no credit, 6 unreachable or unknown outcome, 7 unusable answer, 8 cancelled."
        )
    )


def _tell(error: InlayError) -> int:
    sys.stderr.write(error.sentence() + "\n")
    return error.exit_code
