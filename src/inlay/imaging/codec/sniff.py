"""Names the kinds of file that Inlay can't open, so that the message can say what a file is instead of "broken"."""

from __future__ import annotations

from inlay.base.text import tr

_HEAD = 4096


def _pictures() -> tuple[tuple[bytes, str], ...]:
    return (
        (b"\x89PNG\r\n\x1a\n", tr("a PNG picture")),
        (b"\xff\xd8\xff", tr("a JPEG picture")),
        (b"II*\0", tr("a TIFF picture")),
        (b"MM\0*", tr("a TIFF picture")),
        (b"GIF87a", tr("a GIF picture")),
        (b"GIF89a", tr("a GIF picture")),
        (b"8BPS\0\1", tr("a Photoshop document (PSD)")),
        (b"8BPS\0\2", tr("a large Photoshop document (PSB)")),
        (b"\xff\x0a", tr("a JPEG XL picture")),
        (b"\0\0\0\x0cJXL \r\n\x87\n", tr("a JPEG XL picture")),
        (b"\0\0\0\x0cjP  \r\n\x87\n", tr("a JPEG 2000 picture")),
        (b"\xff\x4f\xff\x51", tr("a JPEG 2000 picture")),
        (b"II\xbc", tr("a JPEG XR picture")),
        (b"v/1\x01", tr("an OpenEXR picture")),
        (b"#?RADIANCE", tr("a Radiance HDR picture")),
        (b"#?RGBE", tr("a Radiance HDR picture")),
        (b"gimp xcf", tr("a GIMP picture (XCF)")),
        (b"qoif", tr("a QOI picture")),
        (b"FLIF", tr("a FLIF picture")),
        (b"BPG\xfb", tr("a BPG picture")),
        (b"DDS ", tr("a DDS texture")),
        (b"SIMPLE  =", tr("a FITS picture")),
        (b"\x8aMNG", tr("an MNG animation")),
        (b"\0\0\1\0", tr("an icon file")),
        (b"\0\0\2\0\1", tr("a cursor file")),
    )


def _others() -> tuple[tuple[bytes, str], ...]:
    raw = tr("a raw camera file")
    return (
        *((magic, raw) for magic in (b"FUJIFILMCCD-RAW", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"FOVb", b"\0MRM")),
        (b"II\x1a\0\0\0HEAPCCDR", raw),
        (b"%PDF", tr("a PDF document")),
        (b"%!PS", tr("a PostScript file")),
        (b"\xc5\xd0\xd3\xc6", tr("a PostScript file")),
        (b"AT&TFORM", tr("a DjVu document")),
        (b"\xd7\xcd\xc6\x9a", tr("a Windows metafile")),
        (b"SQLite format 3\0", tr("a database or an Inlay project")),
        (b"\x1f\x8b", tr("a compressed file")),
        (b"BZh", tr("a compressed file")),
        (b"\xfd7zXZ\0", tr("a compressed file")),
        (b"\x28\xb5\x2f\xfd", tr("a compressed file")),
        (b"7z\xbc\xaf\x27\x1c", tr("an archive")),
        (b"Rar!\x1a\x07", tr("an archive")),
        (b"\x1a\x45\xdf\xa3", tr("a video")),
        (b"OggS", tr("a sound or video file")),
        (b"fLaC", tr("a sound file")),
        (b"ID3", tr("a sound file")),
        (b"\x7fELF", tr("a program")),
        (b"MZ", tr("a program")),
    )


def _archive(head: bytes) -> str:
    """What a ZIP archive is: such documents put their kind in front, uncompressed."""
    if b"mimetypeimage/openraster" in head[:100]:
        return tr("an OpenRaster picture")
    if b"mimetypeapplication/x-krita" in head[:100]:
        return tr("a Krita picture")
    return tr("an archive (ZIP, or an office document)")


def _by_brand(brand: bytes) -> str:
    """The kind of a file of ISO boxes ("ftyp")."""
    if brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
        return tr("an HEIC picture")
    if brand in (b"avif", b"avis"):
        return tr("an AVIF picture")
    if brand == b"crx ":
        return tr("a raw camera file")
    return tr("a video")


def _is_text(head: bytes) -> bool:
    try:
        # The head may end inside a character.
        text = head.decode("utf-8", errors="strict" if len(head) < _HEAD else "ignore")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(each.isprintable() or each in "\r\n\t\f" for each in text)


def kind_of(data: bytes) -> str | None:
    """What the bytes are, with its article ("a GIF picture"); None where nothing is recognised."""
    head = data[:_HEAD]
    for magic, kind in (*_pictures(), *_others()):
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\3\4"):
        return _archive(head)
    if head[:4] == b"RIFF":
        return tr("a WebP picture") if head[8:12] == b"WEBP" else tr("a sound or video file")
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return tr("a BMP picture")
    if data[-18:] == b"TRUEVISION-XFILE.\0":
        return tr("a Targa picture")
    if head[:1] == b"P" and head[1:2] in b"1234567" and head[2:3].isspace():
        return tr("a PNM picture")
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text):
        return tr("an SVG drawing")
    if text.startswith((b"<!doctype html", b"<html")):
        return tr("a web page")
    return tr("a text file") if _is_text(head) else None
