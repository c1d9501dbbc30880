"""`python -m inlay` is the program."""

from __future__ import annotations

import sys

from inlay.app.main import main

if __name__ == "__main__":
    sys.exit(main())
