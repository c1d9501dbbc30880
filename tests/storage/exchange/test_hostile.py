"""Damaged and hostile layered files end in one sentence, before much memory is asked for."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.storage.exchange import layered_of, probe_layers, read_layers
from inlay.storage.exchange.psd.planes import read_plane
from tests.kit.photoshop import MaskPart, Part, bottom, head, photoshop
from tests.kit.pictures import by_pillow, picture, png_by_hand

LIMIT = 64 << 20
"""Bytes that opening may ask for in these tests."""


def ora(stack: str | bytes, deflated: bool = False, **entries: bytes) -> bytes:
    """An archive with this list of layers and these entries in data/."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), b"image/openraster")
        archive.writestr("stack.xml", stack)
        for name, data in entries.items():
            archive.writestr(f"data/{name}.png", data)
    return out.getvalue()


PNG = by_pillow(picture(8, 9, 4), "PNG")


def listed(layers: str, size: str = 'w="9" h="8"') -> str:
    """A list with these layers."""
    return f"<image {size}><stack>{layers}</stack></image>"


LAYER = '<layer name="A" src="data/a.png"/>'
BOMB = """<!DOCTYPE image [<!ENTITY a "aaaaaaaaaa">""" + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def _huge_png() -> bytes:
    """A header that says 60,000 x 8,000, over hardly any data."""
    data = bytearray(png_by_hand(picture(1, 1, 4)))
    data[16:24] = struct.pack(">II", 60_000, 8_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "entities": lambda: ora(BOMB + "]><image w='9' h='8'>&j;</image>", a=PNG),
    "outside": lambda: ora('<!DOCTYPE image SYSTEM "file:///etc/passwd"><image w="9" h="8"><stack/></image>'),
    "no XML": lambda: ora(b"\xff\xfe\0 not XML"),
    "no stack": lambda: ora('<image w="9" h="8"/>'),
    "other root": lambda: ora("<html/>"),
    "no list": lambda: ora("")[:90],
    "deep": lambda: ora(listed("<stack>" * 5000 + LAYER + "</stack>" * 5000), a=PNG),
    "many": lambda: ora(listed(LAYER * 2001), a=PNG),
    "long list": lambda: ora(listed(" " * (9 << 20)), deflated=True),
    "no size": lambda: ora(listed(LAYER, 'w="0" h="8"'), a=PNG),
    "no number": lambda: ora(listed(LAYER, 'w="1e9" h="8"'), a=PNG),
    "huge canvas": lambda: ora(listed(LAYER, 'w="99999999" h="8"'), a=PNG),
    "far away": lambda: ora(listed('<layer src="data/a.png" x="900000000"/>'), a=PNG),
    "no opacity": lambda: ora(listed('<layer src="data/a.png" opacity="nan"/>'), a=PNG),
    "climbing": lambda: ora(listed('<layer src="../../../../etc/passwd"/><layer src="/etc/passwd"/>')),
    "huge layer": lambda: ora(listed(LAYER), a=_huge_png()),
    "unpacks to much": lambda: ora(listed(LAYER), deflated=True, a=PNG + bytes(65 << 20)),
    "no PNG": lambda: ora(listed(LAYER), a=b"\xff\xd8\xff\xe0 a JPEG"),
    "cut layer": lambda: ora(listed(LAYER), a=PNG[:60]),
    "cut": lambda: ora(listed(LAYER), a=PNG)[:-30],
    "no layers": lambda: ora(listed("")),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives(name: str) -> None:
    data = ARCHIVES[name]()
    assert layered_of(data) is not None
    with pytest.raises(BadInput) as caught:
        read_layers(data, "x.ora", LIMIT)
    assert "x.ora" in caught.value.sentence() and "\n" not in caught.value.sentence()


def test_a_layer_that_is_damaged_costs_only_itself() -> None:
    data = ora(listed('<layer name="Weg" src="data/b.png"/>' + LAYER), a=PNG, b=PNG[:70])
    found = read_layers(data, "x.ora", LIMIT)
    assert [each.name for each in found.document.layers] == ["A"] and "damaged: “Weg”" in found.notes[0]


def _with(part: Part, **options: int) -> bytes:
    return photoshop(9, 8, [Part("Base", picture(8, 9)), part], **options)


def _patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


PLACE = struct.pack(">4i", 1, 2, 7, 8)
SMALL = Part("A", picture(6, 6, 4), 2, 1, mask=MaskPart(picture(3, 3, 1)[..., 0]))
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "huge layer": lambda: _patched(_with(SMALL), PLACE, struct.pack(">4i", 0, 0, 2**31 - 1, 2**31 - 1)),
    "large layer": lambda: _patched(_with(SMALL), PLACE, struct.pack(">4i", 0, 0, 20_000, 20_000)),
    "far away": lambda: _patched(_with(SMALL), PLACE, struct.pack(">4i", 2**30, 0, 2**30 + 6, 6)),
    "too many": lambda: photoshop(9, 8, [Part("A", picture(1, 1))], count=30_000),
    "more than there are": lambda: photoshop(9, 8, [Part("A", picture(1, 1))], count=1_000),
    "deep": lambda: photoshop(9, 8, [bottom()] * 300 + [SMALL] + [head("G")] * 300),
    "huge canvas": lambda: photoshop(9, 8)[:14] + struct.pack(">II", 200_000, 200_000) + photoshop(9, 8)[22:],
    "no canvas": lambda: photoshop(9, 8)[:14] + struct.pack(">II", 0, 9) + photoshop(9, 8)[22:],
    "depth 7": lambda: photoshop(9, 8, depth=8)[:22] + b"\0\7" + photoshop(9, 8)[24:],
    "mode 77": lambda: photoshop(9, 8)[:24] + b"\0\x4d" + photoshop(9, 8)[26:],
    "header only": lambda: photoshop(9, 8)[:26],
    "no merged picture": lambda: photoshop(9, 8, merged=b""),
    "merged cut": lambda: photoshop(9, 8, merged=bytes(40)),
    "merged rows lead outside": lambda: photoshop(9, 8, merged=b"\0\1" + b"\xff\xff" * 24 + bytes(90)),
    "resources lead outside": lambda: photoshop(9, 8)[:30] + b"\xff\xff\xff\xff",
    "all layers damaged": lambda: photoshop(9, 8, [Part("A", np.zeros((8, 9, 2), np.uint8))]),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    data = DOCUMENTS[name]()
    with pytest.raises(BadInput) as caught:
        read_layers(data, "x.psd", LIMIT)
    assert "x.psd" in caught.value.sentence() and "\n" not in caught.value.sentence()


def test_a_bomb_in_a_channel_is_unpacked_to_its_layer_only() -> None:
    bomb = memoryview(b"\0\2" + zlib.compress(bytes(20 << 20), 9))
    tracemalloc.start()
    try:
        assert read_plane(bomb, 6, 6, 8, 1).shape == (6, 6)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def _seeds() -> list[bytes]:
    mask = MaskPart(picture(3, 3, 1)[..., 0], parameters=b"\1\7", flags=16)
    parts = [Part("B", picture(8, 9)), bottom(), Part("A", picture(6, 6, 4), 2, 1, mask=mask), head("G", b"norm")]
    names = {1006: b"\1x", 1045: b"\0\0\0\1\0x", 1005: bytes(16), 1039: bytes(200), 1058: b"Exif\0\0II*\0\x08\0\0\0"}
    group = '<stack x="3" opacity="0.5">' + LAYER + "</stack>"
    return [
        photoshop(9, 8, parts, channels=5, resources=names),
        photoshop(9, 8, parts, depth=8, version=2),
        photoshop(9, 8, mode=4, merged=bytes(2 + 288)),
        ora(listed(group + LAYER), a=PNG),
    ]


SEEDS = _seeds()


@settings(max_examples=120)
@given(data=st.data(), seed=st.sampled_from(SEEDS))
def test_whatever_is_changed_it_opens_or_says_why_not(data: st.DataObject, seed: bytes) -> None:
    changed = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(6, len(changed) - 1))
        new = data.draw(st.sampled_from([b"\xff", b"\0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x80"]))
        changed[at : at + len(new)] = new
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(7, len(changed))) :]
    mangled = bytes(changed)
    if layered_of(mangled) is None:
        return
    for use in (lambda: read_layers(mangled, "x", LIMIT), lambda: probe_layers(mangled, "x")):
        try:
            use()
        except BadInput as error:
            assert error.sentence()


def test_damaged_resources_are_told_and_cost_no_pixels() -> None:
    data = photoshop(9, 8, [Part("A", picture(8, 9))], resources={1005: bytes(16)})
    at = data.index(struct.pack(">HHI", 1005, 0, 16)) + 4
    found = read_layers(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :], "x.psd", LIMIT)
    assert len(found.document.layers) == 1 and "damaged" in found.notes[0]
