"""What can't be opened is refused with one sentence that says why: wrong kinds, cut files, bombs, too little memory."""

from __future__ import annotations

import io
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput
from inlay.base.memory import available_memory, total_memory
from inlay.imaging.codec import probe_picture, read_bytes, read_picture
from inlay.imaging.codec import reading as reading_module
from tests.kit.pictures import by_opencv, by_pillow, chunk, picture, png_by_hand, smooth, tiff_by_hand

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'


def refusal(data: bytes, name: str = "photo.jpg", limit: int | None = None) -> str:
    """The sentence with which `read_picture` refuses."""
    with pytest.raises(BadInput) as caught:
        read_picture(data, name, limit)
    sentence = caught.value.sentence()
    assert name in sentence
    assert "\n" not in sentence
    assert caught.value.exit_code == 2
    return sentence


def by_kind(kind: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(smooth()).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SVG, "SVG drawing"),
        (b"<svg/>", "SVG drawing"),
        (by_kind("GIF"), "GIF"),
        (by_kind("BMP"), "BMP"),
        (by_kind("PPM"), "PNM"),
        (by_kind("ICO"), "icon"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\xff\x4f\xff\x51" + bytes(20), "JPEG 2000"),
        (b"v/1\x01" + bytes(20), "OpenEXR"),
        (b"#?RADIANCE\n", "Radiance"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (
            b"II*\0\x10\0\0\0CR\2\0" + bytes(4) + struct.pack("<HHHIIHHII", 2, 256, 3, 1, 9, 257, 3, 1, 9) + bytes(90),
            "raw camera",
        ),
        (b"FUJIFILMCCD-RAW 0201", "raw camera"),
        (b"\x1a\x45\xdf\xa3" + bytes(20), "video"),
        (b"\0\0\0\x18ftypisom\0\0\0\1mp42isom", "video"),
        (by_kind("TGA"), "Targa"),
        (by_kind("DDS"), "DDS"),
        (b"PK\3\4" + bytes(22) + b"\x08\0\0\0mimetypeapplication/x-krita", "Krita"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "raw camera"),
        (b"8BPS\0\1" + bytes(20), "Photoshop document (PSD)"),
        (b"8BPS\0\2" + bytes(20), "PSB"),
        (b"%PDF-1.7\n%", "PDF"),
        (b"SQLite format 3\0" + bytes(84), "Inlay project"),
        (b"gimp xcf v011\0", "GIMP"),
        ("Dear reader,\nthis isn't a picture. Grüße\n".encode() * 300, "text file"),
        (b"<!DOCTYPE html><html>404</html>", "web page"),
        (bytes(100), "isn't a picture that Inlay knows"),
        (b"\xff\xd8", "isn't a picture that Inlay knows"),
        (b"", "is empty"),
    ],
)
def test_other_kinds_are_named(data: bytes, said: str) -> None:
    assert said in refusal(data)
    with pytest.raises(BadInput):
        probe_picture(data)


def cmyk() -> bytes:
    out = io.BytesIO()
    Image.fromarray(smooth(bands=4), "CMYK").save(out, "JPEG")
    return out.getvalue()


def complete(kind: str) -> bytes:
    return {
        "jpeg": lambda: by_pillow(smooth(), "JPEG", quality=95),
        "progressive": lambda: by_pillow(smooth(), "JPEG", progressive=True),
        "png": lambda: by_opencv(picture(depth=16), ".png"),
        # Pillow writes the directory in front, OpenCV behind the pixels.
        "tiff": lambda: by_pillow(picture(), "TIFF"),
        "deflated": lambda: by_pillow(smooth(), "TIFF", compression="tiff_adobe_deflate"),
        "webp": lambda: by_pillow(smooth(), "WEBP"),
        "cmyk": lambda: cmyk(),
        "tiff16": lambda: by_opencv(picture(depth=16), ".tiff"),
    }[kind]()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("kind", ["jpeg", "progressive", "png", "tiff", "deflated", "tiff16", "webp", "cmyk"])
def test_cut_files_are_refused_as_truncated_or_damaged(kind: str, share: float) -> None:
    data = complete(kind)
    assert read_picture(data, "a").pixels.size
    sentence = refusal(data[: max(12, int(len(data) * share))])
    assert "truncated" in sentence or "damaged" in sentence
    if share > 0.5:
        assert "truncated" in sentence


def test_damaged_pixels_are_refused_and_libraries_keep_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    data = bytearray(by_opencv(smooth(), ".png"))
    middle = data.find(b"IDAT") + 300
    data[middle : middle + 50] = bytes(50)
    assert "damaged" in refusal(bytes(data))
    odd = by_pillow(smooth(), "PNG", icc_profile=b"\xff\xfe not a profile" * 30)
    assert read_picture(odd, "a.png").notes
    assert tuple(capfd.readouterr()) == ("", "")


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({262: (3, [5]), 332: (3, [2])}, "other inks"),
        ({259: (3, [34712])}, "JPEG 2000"),
        ({262: (3, [8])}, "Lab TIFF"),
        ({339: (3, [3])}, "floating-point TIFF"),
        ({339: (3, [2])}, "signed"),
        ({258: (3, [12, 12, 12, 12])}, "12 bits"),
        ({262: (3, [32803])}, "raw camera"),
        ({50706: (1, [1, 4, 0, 0])}, "raw camera"),
    ],
)
def test_kinds_of_tiff_are_named(tags: dict[int, tuple[int, list[int]]], said: str) -> None:
    assert said in refusal(tiff_by_hand(picture(bands=4), {338: (3, [0]), **tags}), "photo.tif")


def test_kinds_of_jpeg_are_named() -> None:
    data = bytearray(by_pillow(smooth(), "JPEG"))
    frame = data.find(b"\xff\xc0")
    data[frame + 4] = 12
    assert "12 bits" in refusal(bytes(data))
    data[frame + 1], data[frame + 4] = 0xC3, 8
    assert "lossless" in refusal(bytes(data))


def png_header(width: int, height: int) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


def jpeg_header(width: int, height: int) -> bytes:
    data = bytearray(by_pillow(smooth(), "JPEG"))
    struct.pack_into(">HH", data, data.find(b"\xff\xc0") + 5, height, width)
    return bytes(data)


@pytest.mark.parametrize("width, height", [(65_536, 1), (1, 65_536), (2**31 - 1, 2**31 - 1)])
def test_too_long_sides_are_refused_from_the_header(width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "decode", lambda *_: pytest.fail("decoded"))
    for data in (
        png_header(width, height),
        tiff_by_hand(picture(), {256: (4, [width]), 257: (4, [height])}),
    ):
        assert "65,535 px a side" in refusal(data)


def test_too_many_pixels_and_too_little_memory_are_refused_from_the_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "decode", lambda *_: pytest.fail("decoded"))
    for data in (png_header(60_000, 60_000), jpeg_header(60_000, 60_000)):
        assert "512 MP" in refusal(data)
    sentence = refusal(png_header(10_000, 10_000), limit=1_000_000_000)
    assert "1.6 GB" in sentence
    assert "1.0 GB" in sentence
    assert "0 x 5" in refusal(png_header(0, 5))


def test_the_default_limit_is_most_of_what_is_free() -> None:
    assert 1 << 20 < available_memory() <= total_memory()


def test_memory_counts_what_the_loader_and_the_document_need() -> None:
    # 24 x 37 px: 3 bytes decoded and 3 in the document.
    data = by_opencv(picture(), ".png")
    need = 24 * 37 * 6
    assert read_picture(data, "a", need).pixels.shape == (24, 37, 3)
    refusal(data, limit=need - 1)
    # Progressive: 6 bytes of coefficients more.
    data = by_pillow(picture(), "JPEG", progressive=True)
    assert read_picture(data, "a", 24 * 37 * 12).pixels.shape == (24, 37, 3)
    refusal(data, limit=24 * 37 * 12 - 1)


def test_a_bomb_in_a_profile_is_no_profile() -> None:
    import zlib

    packed = zlib.compress(bytes(100 << 20))
    data = png_by_hand(picture(), [chunk(b"iCCP", b"bomb\0\0" + packed)])
    read = read_picture(data, "a")
    assert read.colour.profile is None
    assert any("profile" in note for note in read.notes)


def test_files_that_cant_be_read(tmp_path: Path) -> None:
    def said(path: Path) -> str:
        with pytest.raises(BadInput) as caught:
            read_bytes(path)
        return caught.value.sentence()

    (tmp_path / "empty.jpg").touch()
    assert "is empty" in said(tmp_path / "empty.jpg")
    assert "is a folder" in said(tmp_path)
    assert "doesn't exist" in said(tmp_path / "none.jpg")
    assert "doesn't exist" in said(tmp_path / "none" / "none.jpg")
    assert "can't be read" in said(Path("nul\0byte.jpg"))
    (tmp_path / "there").write_bytes(b"12")
    assert read_bytes(tmp_path / "there") == b"12"


@pytest.mark.only_on("linux", "darwin")
def test_a_pipe_isnt_waited_for(tmp_path: Path) -> None:
    assert sys.platform != "win32"
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(BadInput, match="regular file"):
        read_bytes(tmp_path / "pipe.jpg")


def test_a_circle_of_tiff_directories_ends() -> None:
    data = bytearray(tiff_by_hand(picture()))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    assert probe_picture(bytes(data)).pages == 1
    np.testing.assert_array_equal(read_picture(bytes(data), "a").pixels, picture())
