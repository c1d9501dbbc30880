"""What a drop or the clipboard holds: the best form of it, and a name that can't do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from inlay.base.errors import BadInput
from inlay.ui.incoming import Incoming, data_of_url, has_incoming, incoming, name_of_address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.org/a/the%20lake.jpg?w=1#x", "the lake.jpg"),
        ("https://example.org/", "example.org"),
        ("https://example.org/..%2f..%2fetc%2fpasswd", "....etcpasswd".strip(".")),
        ("https://example.org/a%00b%0a.png", "ab.png"),
        ("https://example.org/%2e%2e", "example.org"),
        ("https://[broken/a.png", "Picture"),
        ("https://example.org/" + "x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_name_from_an_address(address: str, name: str) -> None:
    assert name_of_address(address) == name


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("data:image/png;base64,aGVsbG8=", b"hello"),
        ("DATA:image/png;charset=x;BASE64,aGVs bG8%3D", b"hello"),
        ("data:image/svg+xml,%3Csvg/%3E", b"<svg/>"),
        ("data:text/html;base64,aGVsbG8=", b""),
        ("data:image/png;base64,@@@@", b""),
        ("data:image/png", b""),
    ],
)
def test_the_bytes_in_a_data_url(text: str, data: bytes) -> None:
    assert data_of_url(text) == data


def test_files_win_over_pictures_and_pictures_over_addresses(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    mime = QMimeData()
    assert not has_incoming(mime) and incoming(mime) == [] and incoming(None) == []
    mime.setHtml('<p>words</p><img alt=x src=https://example.org/a.png?x=1&amp;y=2><IMG SRC="/relative.png">')
    assert has_incoming(mime)
    [found] = incoming(mime)
    assert (found.name, found.address) == ("a.png", "https://example.org/a.png?x=1&y=2")
    with pytest.raises(BadInput, match="has to be fetched"):
        found.encoded()
    mime.setData("image/jpeg", b"jpeg")
    mime.setData("image/png", b"png")
    [found] = incoming(mime)
    assert (found.name, found.encoded(), found.address) == ("a.png", b"png", None), "what loses least"
    path = tmp_path / "b.png"
    path.write_bytes(b"bytes")
    mime.setUrls([QUrl.fromLocalFile(str(path)), QUrl("https://example.org/c.png")])
    [found] = incoming(mime)
    assert found.path == path and found.encoded() == b"bytes"


def test_a_picture_without_a_form_becomes_a_png(qapp: QApplication) -> None:
    del qapp
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    assert QImage.fromData(Incoming("x", image=image).encoded()).pixel(2, 1) == 0xFF102030
    with pytest.raises(BadInput):
        Incoming("x", image=QImage()).encoded()
