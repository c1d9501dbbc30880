"""Lenient reading: nothing that a service may send in a field makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.providers import lenient

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=5), inside, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_without_an_error(value: object) -> None:
    assert isinstance(lenient.record(value), dict)
    assert isinstance(lenient.items(value), list)
    assert len(lenient.all_words(value)) <= lenient.LONGEST
    assert lenient.first_link(value) == "" or lenient.first_link(value).startswith("http")
    found = lenient.number(value)
    assert found is None or abs(found) < float("inf")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("95.50", 95.5),
        (3, 3.0),
        (True, None),
        (None, None),
        ("much", None),
        ("nan", None),
        (10**400, None),
        ([1], None),
    ],
)
def test_numbers(value: object, found: float | None) -> None:
    assert lenient.number(value) == found


def test_whole_numbers_are_exact() -> None:
    assert lenient.whole_number(2**63 + 1) == 2**63 + 1
    assert lenient.whole_number("42") == 42
    assert lenient.whole_number(4.0) == 4
    assert lenient.whole_number(4.5) is None
    assert lenient.whole_number(False) is None
    assert lenient.whole_number(2**64) is None and lenient.whole_number("1e300") is None


def test_the_first_link_is_found_wherever_it_is() -> None:
    assert lenient.first_link({"a": None, "files": [{"name": "x"}, {"url": "https://cdn.test/1.png"}]}) == (
        "https://cdn.test/1.png"
    )
    assert lenient.first_link(["ftp://other.test/x", 5]) == ""


def test_words_of_a_nested_complaint() -> None:
    detail = [{"loc": ["body", "mask_url"], "msg": "Sizes differ", "type": "value_error"}]
    assert lenient.all_words(detail) == "body; mask_url; Sizes differ; value_error"
