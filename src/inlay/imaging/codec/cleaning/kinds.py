"""What shows the old picture inside a file beside the picture itself, and how it is called."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from inlay.base.text import tr


class Kind(Enum):
    """A kind of embedded picture, in the order in which they are told."""

    EXIF_THUMBNAIL = auto()
    MAKER_PREVIEW = auto()
    XMP_PICTURE = auto()
    IPTC_PREVIEW = auto()
    PHOTOSHOP_THUMBNAIL = auto()
    FURTHER_PICTURES = auto()
    REDUCED_COPY = auto()
    GAIN_MAP = auto()
    DEPTH_MAP = auto()
    VIDEO = auto()


def _words(kind: Kind) -> str:
    return {
        Kind.EXIF_THUMBNAIL: tr("the EXIF thumbnail"),
        Kind.MAKER_PREVIEW: tr("the preview in the camera's own notes"),
        Kind.XMP_PICTURE: tr("the picture in the XMP data"),
        Kind.IPTC_PREVIEW: tr("the IPTC preview"),
        Kind.PHOTOSHOP_THUMBNAIL: tr("Photoshop's thumbnail"),
        Kind.FURTHER_PICTURES: tr("further pictures behind the first (MPF)"),
        Kind.REDUCED_COPY: tr("reduced copies of the picture"),
        Kind.GAIN_MAP: tr("the gain map"),
        Kind.DEPTH_MAP: tr("the depth map"),
        Kind.VIDEO: tr("the video of a motion photo"),
    }[kind]


def told(kinds: Iterable[Kind]) -> list[str]:
    """One sentence that lists what was dropped, or none."""
    found = sorted(set(kinds), key=lambda each: each.value)
    if not found:
        return []
    return [
        tr("Dropped, because it shows the picture as it was: {what}.").format(
            what=", ".join(_words(each) for each in found)
        )
    ]
