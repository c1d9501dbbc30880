"""The real program with its window, noting what it records.

python -m tests.kit.kill_driver_window NOTES [the arguments of inlay]
"""

from __future__ import annotations

import sys
from pathlib import Path

from inlay.app.main import main
from tests.kit.noting import Notebook, note_every_record

if __name__ == "__main__":
    note_every_record(Notebook(Path(sys.argv[1])))
    sys.exit(main(sys.argv[2:]))
