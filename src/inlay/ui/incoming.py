"""Incoming: what a drop or the clipboard holds, told apart into files, pictures at hand, and pictures on the web."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec import read_bytes

# What loses least comes first: programs offer the same picture in several kinds.
PICTURE_KINDS = (
    "image/png", "image/tiff", "image/webp", "image/avif", "image/heic", "image/heif", "image/jpeg", "image/jpg",
)  # fmt: skip
RASTER = "application/x-qt-image"
QUICK = 80
"""Qt's scale of 0 to 100 for PNG: higher packs quicker. The pixels are the same."""
_IMAGE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\]")
NAME_LENGTH = 120


@dataclass(frozen=True, eq=False)
class Incoming:
    """One thing that arrives. Exactly one of `path`, `data`, `image` and `address` is there.

    name     what to call it: a file's name, or one made from its address
    path     a local file
    data     a picture file's bytes
    image    a picture that came without a file's form; `encoded` makes one
    address  http(s); it is fetched by `inlay.ui.arriving`, since only the person's drop or paste asks for it
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    image: QImage | None = None
    address: str | None = None

    def encoded(self) -> bytes:
        """The bytes of a picture that is at hand; blocking, for a thread. BadInput where it can't be read, and for an
        address."""
        if self.data is not None:
            return self.data
        if self.path is not None:
            return read_bytes(self.path)
        if self.image is not None:
            return as_png(self.image)
        raise BadInput(tr("{name} has to be fetched first.").format(name=self.name))


def has_incoming(mime: QMimeData | None) -> bool:
    """Whether `incoming` would find something; asks the other program for little, so it is right for a drag."""
    return mime is not None and (bool(_files(mime)) or _offers_picture(mime) or any(True for _each in _addresses(mime)))


def incoming(mime: QMimeData | None) -> list[Incoming]:
    """What is in it: local files, else the picture itself, else data: URLs and addresses of pictures, in order.

    A picture that is at hand wins over its address: nothing has to go over the network for it. Empty where there
    is nothing of this. None is an empty clipboard.
    """
    if mime is None:
        return []
    files = _files(mime)
    if files:
        return [Incoming(path.name or str(path), path=path) for path in files]
    addresses = list(_addresses(mime))
    at_hand = _picture(mime, next((name_of_address(each) for each in addresses if not _is_data(each)), ""))
    if at_hand is not None:
        return [at_hand]
    return [found for each in addresses if (found := _from_address(each)) is not None]


def name_of_address(address: str) -> str:
    """A name for what is at an address: its last part, else its host. It holds no slash and no control signs."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return _picture_name()
    last = _NOT_IN_NAMES.sub("", unquote(PurePosixPath(parts.path).name)).strip(" .")
    return last[-NAME_LENGTH:] or host or _picture_name()


def as_png(image: QImage) -> bytes:
    """The picture as a PNG file with its depth and colour profile; BadInput where Qt can't write it. For a thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # Qt's types want bytes for the format, and its function wants text.
    if not image.save(buffer, "PNG", QUICK):  # type: ignore[call-overload]
        raise BadInput(tr("The picture in the clipboard can't be read."))
    return bytes(buffer.data().data())


def _files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile()]


def _offers_picture(mime: QMimeData) -> bool:
    return mime.hasImage() or any(mime.hasFormat(kind) for kind in PICTURE_KINDS)


def _picture(mime: QMimeData, name: str) -> Incoming | None:
    """The picture itself, in the best form that is offered."""
    name = name or _picture_name()
    for kind in PICTURE_KINDS:
        data = bytes(mime.data(kind).data()) if mime.hasFormat(kind) else b""
        if data:
            return Incoming(name, data=data)
    image = mime.imageData() if mime.hasImage() else None
    return Incoming(name, image=image) if isinstance(image, QImage) and not image.isNull() else None


def _addresses(mime: QMimeData) -> Iterator[str]:
    """Addresses of pictures, as written. The page that a picture links to isn't meant, so the picture's own wins."""
    found = _IMAGE.findall(mime.html()) if mime.hasHtml() else []
    sources = [unescape(next(filter(None, each), "")).strip() for each in found]
    texts = [text for text in sources if _is_wanted(text)]
    if not texts:
        texts = [text for url in mime.urls() if _is_wanted(text := _as_text(url))]
    yield from dict.fromkeys(texts)


def _as_text(url: QUrl) -> str:
    return bytes(url.toEncoded().data()).decode("ascii", "replace")


def _is_wanted(text: str) -> bool:
    return _is_data(text) or text.lower().startswith(("http://", "https://"))


def _is_data(text: str) -> bool:
    return text[:5].lower() == "data:"


def _from_address(text: str) -> Incoming | None:
    if not _is_data(text):
        return Incoming(name_of_address(text), address=text)
    data = data_of_url(text)
    return Incoming(_picture_name(), data=data) if data else None


def data_of_url(text: str) -> bytes:
    """The bytes in a data: URL (RFC 2397); empty where they aren't of a picture, or damaged."""
    head, _comma, body = text[5:].partition(",")
    kind, *parameters = (part.strip().lower() for part in head.split(";"))
    if not kind.startswith("image/"):
        return b""
    if "base64" not in parameters:
        return unquote_to_bytes(body)
    packed = re.sub(r"\s", "", unquote(body))
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _picture_name() -> str:
    return tr("Picture")
