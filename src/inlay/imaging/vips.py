"""libvips, set up once: quiet, without its cache, and with untrusted operations blocked."""

from __future__ import annotations

import functools
import logging
from typing import Any


@functools.cache
def vips() -> Any:
    """The pyvips module. Imported when it is first needed: 25 ms that `inlay --version` doesn't need."""
    logging.getLogger("pyvips").setLevel(logging.ERROR)
    import pyvips

    def text(message: Any) -> str:
        # Messages quote broken files byte by byte; pyvips' own function prints a traceback for what isn't UTF-8.
        found: bytes | str = b"" if message == pyvips.ffi.NULL else pyvips.ffi.string(message)
        return found.decode("utf-8", errors="replace") if isinstance(found, bytes) else found

    pyvips._to_string = pyvips.error._to_string = text
    # The cache would give an overwritten file's old pixels.
    pyvips.cache_set_max(0)
    pyvips.block_untrusted_set(True)
    return pyvips
