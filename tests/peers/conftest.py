"""Only run when asked for: `make test ONLY=peers` installs the other programs and sets the variable."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

collect_ignore_glob = [] if os.environ.get("INLAY_PEERS") else ["test_*.py"]


@pytest.fixture(autouse=True, scope="session")
def home_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home that the programs share: Krita fills one at its first start, which takes seconds, and hands its work to
    a window of the person's where it finds one."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR"):
            patch.setenv(name, str(home))
        patch.delenv("PYTHONPATH", raising=False)
        yield
