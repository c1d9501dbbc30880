"""A key of unusual signs is blotted out as well where it is shown with others put before them."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest

from inlay.base.secret import Secret, redacted

KEY = "not-a-key'\\0123\"4567%+/="


@pytest.mark.parametrize("form", [str, repr, lambda key: repr(key.encode()), json.dumps, quote, quote_plus])
def test_no_form_shows_it(form: object) -> None:
    secret = Secret(KEY)
    shown = redacted(f"a {form(secret.reveal())} b")  # type: ignore[operator]
    assert "not-a-key" not in shown and "4567" not in shown and "[key]" in shown
