"""Makes files that hold the old picture many times over (thumbnails, previews, maps), and finds what is left of it."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from typing import Any

from tests.kit.pictures import by_pillow, picture, smooth, with_tags

SMALL = (24, 32)
PICTURE_TAGS = ("ThumbnailImage", "PreviewImage", "JpgFromRaw", "OtherImage", "MPImage2", "PhotoshopThumbnail")
PLACE_WORDS = ("GPS", "ocation", "City", "State", "Country", "Latitude", "Longitude", "Altitude", "Landmark")
SAID = {
    "IFD0:Artist": "Ada Müller",
    "IFD0:Copyright": "© 2026 Ada Müller",
    "ExifIFD:LensModel": "50 mm",
    "XMP-dc:Title": "A title",
    "XMP-dc:Creator": "Ada Müller",
    "XMP-iptcCore:CreatorCity": "Ulm",
    "IPTC:By-line": "Ada Müller",
    "IPTC:CopyrightNotice": "© 2026 Ada Müller",
}
PLACES = (
    "-EXIF:GPSLatitude=48.1372",
    "-EXIF:GPSLatitudeRef=N",
    "-EXIF:GPSLongitude=11.5756",
    "-EXIF:GPSLongitudeRef=E",
    "-XMP-exif:GPSLatitude=48.1372",
    "-XMP-exif:GPSAltitude=512",
    "-XMP-photoshop:City=Munich",
    "-XMP-photoshop:State=Bavaria",
    "-XMP-photoshop:Country=Germany",
    "-XMP-iptcCore:Location=Odeonsplatz",
    "-XMP-iptcCore:CountryCode=DE",
    "-XMP-iptcExt:LocationCreatedCity=Munich",
    "-XMP-iptcExt:LocationShownSublocation=Odeonsplatz",
    "-IPTC:City=Munich",
    "-IPTC:Sub-location=Odeonsplatz",
    "-IPTC:Province-State=Bavaria",
    "-IPTC:Country-PrimaryLocationCode=DEU",
    "-IPTC:Country-PrimaryLocationName=Germany",
    "-IPTC:ContentLocationCode=DEU",
    "-IPTC:ContentLocationName=Germany",
)


def old_picture() -> bytes:
    """A small JPEG, as thumbnails and previews are."""
    return by_pillow(smooth(*SMALL), "JPEG", quality=70)


def exif_with_maker_note(preview: bytes) -> bytes:
    """An EXIF block whose maker note holds a city (0x006D) and a preview (in a tag nobody knows)."""
    note_at = 8 + 2 + 2 * 12 + 4 + 16 + 2 + 12 + 4
    values_at = note_at + 12 + 2 + 2 * 12 + 4
    place = b"Munich am See\0\0\0"
    note = b"Panasonic\0\0\0" + struct.pack("<H", 2)
    note += struct.pack("<HHII", 0x006D, 7, len(place), values_at)
    note += struct.pack("<HHII", 0x4444, 7, len(preview), values_at + len(place))
    note += bytes(4) + place + preview
    make = struct.pack("<HHII", 0x010F, 2, 10, 8 + 2 + 24 + 4) + struct.pack("<HHII", 0x8769, 4, 1, note_at - 18)
    inner = struct.pack("<HHHII", 1, 0x927C, 7, len(note), note_at) + bytes(4)
    return b"II*\0" + struct.pack("<IH", 8, 2) + make + bytes(4) + b"Panasonic\0".ljust(16, b"\0") + inner + note


def with_exif(jpeg: bytes, exif: bytes) -> bytes:
    """A JPEG with this EXIF block in front."""
    content = b"Exif\0\0" + exif
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def with_further_picture(jpeg: bytes, further: bytes) -> bytes:
    """A JPEG with another one behind it, as the multi-picture format (CIPA DC-007) points to it."""
    index = struct.pack(">HHII", 0xB001, 4, 1, 2) + struct.pack(">HHII", 0xB002, 7, 32, 8 + 2 + 24 + 4)
    size_at = len(jpeg) + 4 + 4 + 8 + 2 + 24 + 4 + 32
    start = 2 + 4 + 4  # the segment stands behind SOI; offsets count from its TIFF header
    entries = struct.pack(">IIIHH", 0x20030000, size_at, 0, 0, 0)
    entries += struct.pack(">IIIHH", 0x00020002, len(further), size_at - start, 0, 0)
    content = b"MPF\0" + b"MM\0*" + struct.pack(">IH", 8, 2) + index + bytes(4) + entries
    segment = b"\xff\xe2" + struct.pack(">H", len(content) + 2) + content
    return jpeg[:2] + segment + jpeg[2:] + further


def full_of_pictures(folder: Path, suffix: str) -> bytes:
    """A file of 40 x 64 px with all of SAID and PLACES, and the old picture wherever exiftool and hands can put it."""
    small, pixels = folder / "small.jpg", picture(40, 64)
    small.write_bytes(old_picture())
    kind = {".jpg": "JPEG", ".png": "PNG", ".tif": "TIFF"}[suffix]
    data = by_pillow(pixels, kind, dpi=(300, 300), **({"quality": 95} if suffix == ".jpg" else {}))
    if suffix == ".jpg":
        data = with_exif(data, exif_with_maker_note(old_picture()))
    said = [f"-{name}={value}" for name, value in SAID.items()]
    given = [*said, *PLACES, f"-XMP-xmp:ThumbnailImage<={small}", f"-XMP-GImage:ImageData<={small}"]
    given += [f"-IPTC:ObjectPreviewData<={small}", "-codedcharacterset=utf8"]
    if suffix == ".jpg":
        given += [f"-IFD1:ThumbnailImage<={small}", f"-Photoshop:PhotoshopThumbnail<={small}"]
    if suffix == ".png":
        given.append(f"-IFD1:ThumbnailImage<={small}")
    data = with_tags(data, folder, suffix, *given)
    return with_further_picture(data, old_picture()) if suffix == ".jpg" else data


def pictures_in(data: bytes) -> int:
    """How many pictures begin in a file: by the first bytes of JPEG and PNG, and of a JPEG in base 64."""
    return sum(data.count(mark) for mark in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"/9j/"))


def extracted(data: bytes, folder: Path, suffix: str) -> bytes:
    """What exiftool can take out of a file as an embedded picture."""
    path = folder / f"searched{suffix}"
    path.write_bytes(data)
    tags = [f"-{name}" for name in PICTURE_TAGS]
    return subprocess.run(["exiftool", "-b", "-a", "-q", *tags, str(path)], capture_output=True, check=False).stdout


def places_in(tags: dict[str, Any]) -> dict[str, Any]:
    """The tags that tell of a place, but for the creator's address."""
    return {
        name: value
        for name, value in tags.items()
        if any(word in name.split(":")[-1] for word in PLACE_WORDS) and "Creator" not in name and name[:6] != "System"
    }
