"""The console entry: sub-commands go to the command line without Qt or NumPy, everything else opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from inlay.base.text import tr


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (without its own name); the exit code."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
        if sys.argv[1:2] == ["--inlay-fill-worker"]:  # a bundle has no `python -m`: its fill process starts here
            from inlay.fill.local.worker import main as serve_fills

            serve_fills()
            return 0
    arguments = [each for each in (sys.argv[1:] if argv is None else argv) if not each.startswith("-psn_")]
    from inlay.cli.main import is_command, run

    if is_command(arguments):
        return run(arguments)
    if arguments and arguments[0].startswith("-") and arguments[0] != "--":
        sys.stderr.write(tr("inlay: there is no option {option}. See inlay --help.").format(option=arguments[0]) + "\n")
        return 2
    from inlay.app.window import run_window

    return run_window([each for each in arguments if each != "--"])
