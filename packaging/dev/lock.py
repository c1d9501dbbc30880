"""Make both hashed locks again from pyproject.toml; they name files by hash and no registry."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import environment

FORM = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--upgrade"]


def main() -> int:
    """Returns 0 when both locks were written and hold no address."""
    uv = shutil.which("uv")
    if uv is None:
        print("Locking needs uv (pipx install uv).", file=sys.stderr)
        return 1
    run, test = environment.RUN_LOCK, environment.TEST_LOCK
    base = [uv, "pip", "compile", "pyproject.toml", *FORM, "--group", "build"]
    subprocess.run([*base, "-o", str(run)], cwd=environment.ROOT, check=True)
    # The test lock takes the same versions, so that what is tested is what runs.
    subprocess.run([*base, "--group", "test", "-c", str(run), "-o", str(test)], cwd=environment.ROOT, check=True)
    for lock in (run, test):
        found = re.findall(r"\w+://\S+|^-.*", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if found:
            print(f"{lock.name} names addresses: {found[:3]}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
