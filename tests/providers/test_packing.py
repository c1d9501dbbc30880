"""Pictures in JSON: packed and unpacked in steps, they are what the usual way makes of them."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.providers.packing import DATA_URI, STEP, Blob, packed, unpacked


@pytest.mark.parametrize("length", [0, 1, 2, 3, STEP - 1, STEP, STEP + 1, 2 * STEP + 5])
def test_bytes_come_back_from_json(length: int) -> None:
    content = bytes(range(256)) * (length // 256 + 1)
    content = content[:length]
    read = json.loads(packed({"image": Blob(content), "prompt": 'a "quoted" pałac \u2028', "n": 1}))
    assert base64.b64decode(read["image"], validate=True) == content
    assert unpacked(read["image"]) == content
    assert (read["prompt"], read["n"]) == ('a "quoted" pałac \u2028', 1)


def test_several_pictures_keep_their_places() -> None:
    body = {"files": [{"data": Blob(b"one")}], "mask": {"data": Blob(b"two", DATA_URI)}, "seed": None}
    read = json.loads(packed(body))
    assert read["files"][0]["data"] == base64.b64encode(b"one").decode()
    assert read["mask"]["data"] == DATA_URI + base64.b64encode(b"two").decode()
    assert unpacked(read["mask"]["data"]) == b"two"


def test_base64_broken_into_lines_is_read() -> None:
    content = bytes(range(256)) * 2000
    assert unpacked(base64.encodebytes(content).decode()) == content


@pytest.mark.parametrize("text", ["not base64!", "AAA", "data:image/png;base64", "AAAA" * STEP + "é===", "AA=A"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        unpacked(text)


@given(st.text())
def test_any_prompt_survives(prompt: str) -> None:
    assert json.loads(packed({"prompt": prompt, "image": Blob(b"x")}))["prompt"] == prompt


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        packed({"image": b"bytes"})
