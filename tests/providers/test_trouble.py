"""What a bad status means, above all for the person's money."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    InlayError,
    KeyRejected,
    NoCredit,
    NotAccepted,
    OutcomeUnknown,
    TooBusy,
    Unreachable,
)
from inlay.base.secret import Secret
from inlay.providers.reply import Moment, Reply
from inlay.providers.trouble import LONGEST, checked, retry_after, said_in, shortened, trouble

MOMENTS: tuple[Moment, ...] = ("account", "upload", "order", "job")
PAGE = b"<!DOCTYPE html><html><body>Forbidden</body></html>"


def reply(status: int, body: object = None, moment: Moment = "order", **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, content, "Service", moment)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, BadAnswer),
        (303, OutcomeUnknown),
        (307, BadAnswer),
        (400, BadInput),
        (401, KeyRejected),
        (402, NoCredit),
        (403, KeyRejected),
        (404, BadInput),
        (408, OutcomeUnknown),
        (409, BadInput),
        (413, BadInput),
        (422, BadInput),
        (429, TooBusy),
        (500, OutcomeUnknown),
        (502, OutcomeUnknown),
        (503, OutcomeUnknown),
        (504, OutcomeUnknown),
        (524, OutcomeUnknown),
    ],
)
def test_an_order(status: int, kind: type[InlayError]) -> None:
    error = trouble(reply(status, {"detail": "Some words"}))
    assert type(error) is kind
    spent = "may have been spent" if kind is OutcomeUnknown else "Nothing is charged"
    assert spent in error.kept and "mask and the prompt are kept" in error.kept and error.next_step


def test_what_surely_was_not_accepted_may_be_sent_again() -> None:
    error = trouble(reply(503, retry_after="7"), surely_not=(503,))
    assert type(error) is NotAccepted and error.retry_after == 7
    assert type(trouble(reply(500), surely_not=(503,))) is OutcomeUnknown


@pytest.mark.parametrize("status", [301, 302, 408, 500, 502, 503, 504])
def test_a_job_that_was_ordered_may_be_asked_for_again(status: int) -> None:
    error = trouble(reply(status, moment="job"))
    assert type(error) is Unreachable and "may be charged" in error.kept


@pytest.mark.parametrize("moment", MOMENTS)
def test_who_is_at_fault_is_told_at_every_moment(moment: Moment) -> None:
    assert type(trouble(reply(401, moment=moment))) is KeyRejected
    assert type(trouble(reply(402, moment=moment))) is NoCredit
    busy = trouble(reply(429, moment=moment, retry_after="3"))
    assert isinstance(busy, TooBusy) and busy.retry_after == 3
    assert isinstance(trouble(reply(503, moment=moment)), Unreachable)


def test_somebody_who_is_refused_for_money_has_no_wrong_key() -> None:
    for status in (403, 429):
        assert type(trouble(reply(status, {"error": {"message": "Insufficient balance"}}))) is NoCredit
        assert type(trouble(reply(status, {"detail": "User is locked. Reason: Exhausted balance."}))) is NoCredit
    assert type(trouble(reply(403, {"detail": "Not authenticated - Invalid Authentication"}))) is KeyRejected
    assert type(trouble(reply(403, {"detail": "Your credit card is fine, the key isn't"}))) is KeyRejected


def test_a_page_is_no_word_of_the_service() -> None:
    for status, kind in ((403, BadAnswer), (404, BadAnswer), (502, OutcomeUnknown)):
        error = trouble(reply(status, PAGE))
        assert type(error) is kind and "Forbidden" not in str(error)
    assert type(trouble(reply(404))) is BadAnswer


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"detail": "Not found"}, "Not found"),
        ({"detail": [{"loc": ["body", "steps"], "msg": "at least 15", "type": "x"}]}, "steps: at least 15"),
        ({"detail": [{"loc": ["body", "a", 0], "msg": "m"}, {"msg": "n"}, "o"]}, "a.0: m; n; o"),
        ({"detail": {"msg": "inside"}}, "inside"),
        ({"error": {"message": "bad", "type": "t", "code": "c"}}, "bad"),
        ({"error": "text"}, "text"),
        ({"status": "error", "message": "m", "details": "d"}, "m"),
        ({"title": "Problem", "detail": "Exactly this"}, "Exactly this"),
        ({"message": None, "error": None, "details": "d"}, "d"),
        ({"error": {"code": 7}}, "7"),
        ("plain", "plain"),
        ({}, ""),
        ([], ""),
        (None, ""),
        (b"not json", ""),
        (b"", ""),
        (PAGE, ""),
        (b"[" * 5000, ""),
    ],
)
def test_the_services_own_words(body: object, said: str) -> None:
    assert said_in(reply(422, body)) == said


def test_foreign_words_are_shown_short_plain_and_without_keys() -> None:
    Secret("not-a-key-in-words")
    text = shortened("a\x1b[31mred\n\tb\u202ec not-a-key-in-words " + "x" * 900)
    assert len(text) == LONGEST and text.endswith("…") and text.isprintable()
    assert "not-a-key" not in text and "\x1b" not in text and "\u202e" not in text
    error = trouble(reply(422, {"detail": "x" * 5000}))
    assert len(error.what) < LONGEST + 100


@given(st.integers(100, 999), st.recursive(st.none() | st.text() | st.integers(), lambda part: st.lists(part)))
def test_any_answer_comes_to_an_error_that_can_be_shown(status: int, body: object) -> None:
    for moment in MOMENTS:
        for wrapped in (body, {"detail": body}, {"error": body, "message": body}):
            given_reply = reply(status, wrapped, moment)
            if given_reply.is_ok:
                assert checked(given_reply) is given_reply
            else:
                with pytest.raises(InlayError) as told:
                    checked(given_reply)
                assert told.value.what.isprintable() and told.value.kept and told.value.next_step


# --- Retry-After


def test_how_long_to_leave_it_alone() -> None:
    now = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
    later = format_datetime(now.replace(second=30), usegmt=True)
    assert retry_after({"retry-after": "5"}) == 5
    assert retry_after({"retry-after": " 2.5 "}) == 2.5
    assert retry_after({"retry-after": "-3"}) == 0
    assert retry_after({"retry-after": "999999"}) == 3600
    assert retry_after({"retry-after": later}, now.timestamp()) == 30
    assert retry_after({"retry-after": later}, now.timestamp() + 60) == 0


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "Sat, 99 Foo 2026", "1e999", "٣ weeks"])
def test_what_says_nothing(text: str) -> None:
    assert retry_after({"retry-after": text}) is None
    assert retry_after({}) is None


@given(st.text())
def test_no_header_breaks_it(text: str) -> None:
    found = retry_after({"retry-after": text})
    assert found is None or 0 <= found <= 3600
