"""OpenRaster of other programs: nested stacks, offsets, profiles, depths, and the archive that Inlay writes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.editor.exporting import pixels_of
from inlay.imaging.blend import blend
from inlay.imaging.colour import SRGB
from inlay.imaging.raster import Raster
from inlay.storage.exchange import read_layers, write_layers
from tests.kit.pictures import by_opencv, by_pillow, p3_profile, picture

W, H = 9, 8


def archive(stack: str, **entries: bytes) -> bytes:
    """A file as other programs write it, everything deflated but the type."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("mimetype"), b"image/openraster")
        file.writestr("stack.xml", f'<?xml version="1.0"?><image w="{W}" h="{H}"><stack>{stack}</stack></image>')
        for name, data in entries.items():
            file.writestr(f"data/{name}.png", data)
    return out.getvalue()


def test_stacks_move_what_is_in_them_and_dissolve_where_they_can() -> None:
    over = picture(4, 5, 4, 8, 3)
    stack = (
        '<layer name="Top" src="data/b.png" composite-op="svg:multiply" opacity="0.5" edit-locked="true"/>'
        '<stack name="Auto" x="1" y="2"><layer name="In" src="data/b.png" x="1" composite-op="svg:screen"/></stack>'
        '<layer name="Base" src="data/a.png" visibility="visible"/>'
    )
    found = read_layers(archive(stack, a=by_pillow(picture(H, W), "PNG"), b=by_pillow(over, "PNG")), "a.ora")
    base, inside, top = found.document.layers
    assert [base.name, inside.name, top.name] == ["Base", "Auto / In", "Top"] and not found.notes
    assert inside.raster.rect == Rect(2, 2, 5, 4) and (inside.mode, top.mode) == ("screen", "multiply")
    assert top.locked and top.opacity == 0.5 and base.raster.channels == 3


def test_an_isolated_stack_is_merged() -> None:
    low, up = picture(H, W, 4, 8, 2), picture(H, W, 4, 8, 3)
    stack = (
        '<stack name="G" isolation="isolate" opacity="0.5">'
        '<layer src="data/c.png" composite-op="svg:difference"/><layer src="data/b.png"/></stack>'
        '<layer src="data/a.png"/>'
    )
    files = {"a": by_pillow(picture(H, W), "PNG"), "b": by_pillow(low, "PNG"), "c": by_pillow(up, "PNG")}
    found = read_layers(archive(stack, **files), "a.ora")
    assert len(found.document.layers) == 2 and "Merged" in found.notes[0]
    alone = blend(blend(np.zeros((H, W, 4), np.uint8), low), up, "difference")
    base = np.dstack([picture(H, W), np.full((H, W), 255, np.uint8)])
    assert (compose(found.document, Rect(0, 0, W, H)) == blend(base, alone, "normal", 0.5)).all()


def test_depths_profiles_and_modes_that_differ() -> None:
    deep = picture(H, W, 3, 16)
    p3 = by_pillow(picture(H, W, 3, 8, 5), "PNG", icc_profile=p3_profile())
    stack = (
        '<layer name="P3" src="data/b.png"/><layer name="Add" src="data/c.png" composite-op="svg:plus"/>'
        '<layer name="Deep" src="data/a.png"/><filter type="applications:krita:levels" name="Levels"/>'
    )
    found = read_layers(archive(stack, a=by_opencv(deep, ".png"), b=p3, c=by_pillow(picture(H, W, 4), "PNG")), "a.ora")
    assert found.document.depth == 16 and found.document.colour == SRGB
    deepest, added, converted = found.document.layers
    assert (deepest.raster.region(Rect(0, 0, W, H)) == deep).all()
    assert (added.raster.region(Rect(0, 0, W, H)) == picture(H, W, 4).astype(np.uint16) * 257).all()
    plain = picture(H, W, 3, 8, 5).astype(np.uint16) * 257
    assert added.mode == "normal" and not (converted.raster.region(Rect(0, 0, W, H)) == plain).all()
    notes = " ".join(found.notes)
    assert "“Add (svg:plus)”" in notes and "Converted" in notes and "“P3”" in notes and "“Levels”" in notes


def test_the_archive_is_as_the_specification_wants_it(tmp_path: Path) -> None:
    raster = Raster.from_array(picture(30, 400, 4), -5, 7)
    document = Document(Rect(-2, 3, 300, 20), SRGB, 8, (Layer("a", "Über <A> & B", raster, 0.25, "color-dodge"),))
    path = tmp_path / "a.ora"
    write_layers(document, path, "ora", pixels_of(document))
    assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(path) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED) and file.testzip() is None
        stack = ElementTree.fromstring(file.read("stack.xml"))
        layer = stack.find("stack/layer")
        assert layer is not None and stack.get("w") == "300"
        told = [layer.get(each) for each in ("name", "x", "y", "opacity", "composite-op")]
        assert told == ["Über <A> & B", "-3", "4", "0.25", "svg:color-dodge"]
        merged = np.asarray(Image.open(io.BytesIO(file.read("mergedimage.png"))).convert("RGBA"))
        assert (merged == compose(document, document.canvas)).all()
        thumbnail = Image.open(io.BytesIO(file.read("Thumbnails/thumbnail.png")))
        assert max(thumbnail.size) == 256 and thumbnail.format == "PNG"
