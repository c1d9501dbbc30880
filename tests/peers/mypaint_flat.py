"""Flattens an OpenRaster file with MyPaint's own library, blending as the file asks for, as its window does.

Runs under the system's Python: mypaint_flat.py IN.ora OUT.png WIDTH HEIGHT
"""

import sys

sys.path.insert(0, "/usr/lib/mypaint")

import lib.document
import lib.eotf
from lib.gibindings import GdkPixbuf  # noqa: F401  (has to be there before a picture is loaded)


def follow(eotf, _stack):
    """What MyPaint's window does with the file's word for it."""
    if eotf is not None:
        lib.eotf.set_eotf(float(eotf))
        lib.eotf.set_base_eotf(float(eotf))


source, target, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
document = lib.document.Document()
document.load(source, compat_handler=follow)
document.layer_stack.save_as_png(target, 0, 0, width, height, alpha=True, render_background=False)
