"""How large a picture may be, anywhere in Inlay: when opened, framed, or read from a project."""

from __future__ import annotations

# JPEG and many other programs end at 65,535 a side; 512 MP in 16-bit RGBA are 4 GiB, what a desktop can hold.
MAX_SIDE = 65_535
MAX_MEGAPIXELS = 512
