"""The ground floor: geometry, signals, settings, whole-or-nothing files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.errors import BadInput, InlayError
from inlay.base.files import write_atomically, write_bytes_atomically
from inlay.base.geometry import Rect
from inlay.base.memory import total_memory
from inlay.base.signal import Signal

rects = st.builds(Rect, st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 40), st.integers(0, 40))


def pixels(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


@given(rects, rects)
def test_intersection_is_that_of_the_pixels(one: Rect, other: Rect) -> None:
    assert pixels(one.intersect(other)) == pixels(one) & pixels(other)


@given(rects, rects)
def test_union_holds_both_and_is_no_larger_than_needed(one: Rect, other: Rect) -> None:
    union = one.union(other)
    assert pixels(one) | pixels(other) <= pixels(union)
    both = pixels(one) | pixels(other)
    if both:
        assert union.w == max(x for x, _ in both) - min(x for x, _ in both) + 1


def test_a_signal_calls_in_order_until_disconnected() -> None:
    heard: list[str] = []
    signal: Signal[[str]] = Signal()
    stop = signal.connect(lambda text: heard.append("a" + text))
    signal.connect(lambda text: heard.append("b" + text))
    signal.emit("1")
    stop()
    stop()
    signal.emit("2")
    assert heard == ["a1", "b1", "b2"]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "a.png"
    target.write_bytes(b"old")

    def half(path: Path) -> None:
        path.write_bytes(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(BadInput, match="No space left"):
        write_atomically(target, half)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    write_bytes_atomically(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        write_bytes_atomically(tmp_path / "nowhere" / "a.png", b"")


def test_every_error_speaks_in_one_line_and_has_its_exit_code() -> None:
    def tree(kind: type[InlayError]) -> list[type[InlayError]]:
        return [kind, *(each for child in kind.__subclasses__() for each in tree(child))]

    for kind in tree(InlayError):
        error = kind("What\nhappened.", "Kept.", "Next.")
        assert error.sentence() == "What happened. Kept. Next."
        assert 1 <= kind.exit_code <= 8


def test_the_machine_has_memory() -> None:
    assert 1 << 28 < total_memory() < 1 << 45
