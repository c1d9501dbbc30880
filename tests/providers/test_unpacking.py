"""Bodies that come compressed: unpacked once, up to the limit, and never in a step that takes all memory."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from inlay.providers.call import Broken
from inlay.providers.http.unpacking import Body

TEXT = b'{"status": "Ready"}' * 500


def bare(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def collected(encoding: str, content: bytes, limit: int = 100_000, step: int = 100) -> bytes:
    body = Body(encoding, limit)
    for at in range(0, len(content), step):
        body.add(content[at : at + step])
    return body.whole()


@pytest.mark.parametrize("step", [2, 7, 100, 65_536])
@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("identity, gzip", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
    ],
)
def test_a_body_is_unpacked(encoding: str, content: bytes, step: int) -> None:
    assert collected(encoding, content, step=step) == TEXT


def test_an_empty_one_is_empty() -> None:
    assert collected("gzip", b"") == b""


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "gzip, deflate"])
def test_what_isnt_unpacked_stays_as_it_came(encoding: str) -> None:
    packed = gzip.compress(gzip.compress(TEXT))
    assert collected(encoding, packed) == packed


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "gzip, gzip, gzip"])
def test_a_bomb_takes_no_more_than_the_limit(encoding: str) -> None:
    packed = gzip.compress(bytes(60_000_000), 9)
    for _more in encoding.split(",")[1:]:
        packed = gzip.compress(packed, 9)
    tracemalloc.start()
    try:
        collected(encoding, packed, step=65_536)
    except Broken as broken:
        assert broken.failure == "long"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


@pytest.mark.parametrize(
    "content", [gzip.compress(TEXT)[:-9], b"no gzip at all", gzip.compress(TEXT)[:40] + b"\xff" * 80]
)
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_damaged_or_cut_off(content: bytes, encoding: str) -> None:
    with pytest.raises(Broken) as told:
        collected(encoding, content)
    assert told.value.failure == "broken" and told.value.was_sent


def test_one_byte_too_many() -> None:
    assert collected("gzip", gzip.compress(bytes(1000)), limit=1000) == bytes(1000)
    with pytest.raises(Broken):
        collected("gzip", gzip.compress(bytes(1001)), limit=1000)
