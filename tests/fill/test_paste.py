"""The paste rule: never more than painted, exact ends, a curve inside hard edges, soft edges as painted."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from inlay.fill.paste import paste_alpha


def stroke(width: int) -> NDArray[np.uint8]:
    mask = np.zeros((60, 60), np.uint8)
    mask[20 : 20 + width] = 255
    return mask


def disc(ramp: float, radius: float = 60) -> NDArray[np.uint8]:
    """A disc whose edge falls from 255 to 0 over `ramp` px."""
    y, x = np.mgrid[:200, :200]
    share = np.clip((radius - np.hypot(y - 100, x - 100)) / ramp + 0.5, 0, 1)
    return np.rint(share * 255).astype(np.uint8)


def smoothstep(t: float) -> float:
    t = min(1.0, max(0.0, t))
    return 255 * t * t * (3 - 2 * t)


def test_hard_edge_has_the_curve_inside_over_four_pixels() -> None:
    pasted = paste_alpha(stroke(30))[20:50, 30].astype(float)
    wanted = [smoothstep((distance - 0.5) / 4) for distance in range(1, 16)]
    assert np.abs(pasted[:15] - wanted).max() <= 0.5
    assert (pasted == pasted[::-1]).all()
    assert (pasted[4:26] == 255).all()


@pytest.mark.parametrize("width", range(1, 15))
def test_fade_takes_at_most_a_third_of_the_thickness(width: int) -> None:
    mask = stroke(width)
    pasted = paste_alpha(mask)
    line = pasted[20 : 20 + width, 30]
    faded = np.count_nonzero(line[: (width + 1) // 2] < 255)
    assert faded <= max(0, np.ceil(min(4, width / 3)))
    assert line.max() == 255
    assert not pasted[mask == 0].any()


@pytest.mark.parametrize("ramp", [4, 6, 10, 30, 100])
def test_soft_edge_is_pasted_as_painted(ramp: float) -> None:
    soft = disc(ramp)
    assert (paste_alpha(soft) == soft).all()


@pytest.mark.parametrize("ramp", [1.0, 1.41])
def test_edge_of_one_pixel_counts_as_hard(ramp: float) -> None:
    mask = disc(ramp)
    y, x = np.mgrid[:200, :200]
    inside = 60 - np.hypot(y - 100, x - 100)
    pasted = paste_alpha(mask)
    assert (pasted[inside > 5.5] == 255).all()
    assert pasted[inside < 0.7].max() < 120  # as painted it would be up to 255


def test_hard_and_soft_edges_in_one_mask_are_told_apart() -> None:
    both = np.hstack([stroke(30), np.zeros((60, 40), np.uint8), cv2.resize(disc(40, 40), (60, 60))])
    pasted = paste_alpha(both)
    assert (pasted[:, 100:] == both[:, 100:]).all()
    assert (pasted[20, 5:50] < 20).all()


def test_no_fade_at_the_border_of_the_picture() -> None:
    mask = np.zeros((50, 50), np.uint8)
    mask[:, 30:] = 255
    pasted = paste_alpha(mask)
    assert (pasted[:, 35:] == 255).all()
    assert (pasted[:, 30] < 255).all()


def test_no_fade_against_empty_space() -> None:
    painted = np.zeros((60, 80), np.uint8)
    painted[:, :40] = 255
    picture = np.zeros((60, 80), np.uint8)
    picture[:30, 20:] = 255
    pasted = paste_alpha(painted, against=picture)
    assert (pasted[:, :19] == 255).all()  # nothing there yet: a fade would leave it half transparent
    assert (pasted[:20, 39] < 20).all()  # against the picture it fades
    assert (pasted[40:, 39] == 255).all()  # against nothing it doesn't


masks = st.integers(0, 2**32 - 1).map(lambda seed: random_mask(np.random.default_rng(seed)))


def random_mask(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Shapes, strokes, speckles, soft blobs; any size, touching borders or not."""
    height, width = (int(v) for v in rng.integers(1, 90, 2))
    mask = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(1, 5))):
        kind = rng.integers(0, 4)
        a, b = ((int(rng.integers(-9, width + 9)), int(rng.integers(-9, height + 9))) for _ in range(2))
        value = int(rng.integers(1, 256))
        if kind == 0:
            cv2.rectangle(mask, a, b, value, -1)
        elif kind == 1:
            cv2.line(mask, a, b, 255, int(rng.integers(1, 12)), cv2.LINE_AA)
        elif kind == 2:
            mask[rng.random(mask.shape) < 0.02] = value
        else:
            mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.5, 8))), np.uint8)
    return mask


@given(masks, st.floats(0, 12))
def test_never_more_than_painted(mask: NDArray[np.uint8], blend: float) -> None:
    pasted = paste_alpha(mask, blend)
    assert pasted.dtype == np.uint8 and pasted.shape == mask.shape
    assert (pasted <= mask).all()
    framed = np.pad((mask > 0).astype(np.uint8), 30, mode="edge")
    distance = cv2.distanceTransform(framed, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[30:-30, 30:-30]
    far = (distance > blend + 1.5) & (mask > 0)
    assert (pasted[far] == mask[far]).all()
