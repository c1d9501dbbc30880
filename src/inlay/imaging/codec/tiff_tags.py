"""The numbers of TIFF 6.0 and its supplements that Inlay reads or writes."""

from __future__ import annotations

from enum import IntEnum


class Tag(IntEnum):
    """Tags."""

    NEW_SUBFILE_TYPE = 254
    WIDTH = 256
    HEIGHT = 257
    BITS = 258
    COMPRESSION = 259
    PHOTOMETRIC = 262
    STRIP_OFFSETS = 273
    ORIENTATION = 274
    SAMPLES = 277
    ROWS_PER_STRIP = 278
    STRIP_SIZES = 279
    X_RESOLUTION = 282
    Y_RESOLUTION = 283
    PLANAR = 284
    RESOLUTION_UNIT = 296
    PREDICTOR = 317
    TILE_WIDTH = 322
    TILE_HEIGHT = 323
    TILE_OFFSETS = 324
    TILE_SIZES = 325
    SUB_DIRECTORIES = 330
    INK_SET = 332
    EXTRA_SAMPLES = 338
    SAMPLE_FORMAT = 339
    XMP = 700
    IPTC = 33723
    PHOTOSHOP = 34377
    ICC = 34675
    PHOTOSHOP_LAYERS = 37724
    DNG_VERSION = 50706


class Photometric(IntEnum):
    """How samples become colours."""

    WHITE_IS_0 = 0
    BLACK_IS_0 = 1
    RGB = 2
    PALETTE = 3
    MASK = 4
    CMYK = 5
    YCBCR = 6
    LAB = 8
    ICC_LAB = 9
    ITU_LAB = 10
    CFA = 32803
    LOG_L = 32844
    LOG_LUV = 32845
    LINEAR_RAW = 34892


DEFLATE = 8
HORIZONTAL_DIFFERENCE = 2
ALPHA_PREMULTIPLIED, ALPHA = 1, 2
UNSIGNED = 1
INKS_OF_CMYK = 1
