"""Every row of the table does something that a client can see, at every service that it names, as often as it says."""

from __future__ import annotations

import functools
import time
from typing import Any

import pytest

from inlay.base import errors
from tests.services import Emulator
from tests.services.core.trouble import Instead, Misbehaviour
from tests.services.directory import SERVICES
from tests.services.misbehaviours import ROWS, names
from tests.services.naive import Meeting, Naive
from tests.services.samples import headers_for, plain_client, submit

# Small figures, to be quick.
QUICK: dict[str, dict[str, Any]] = {
    "huge": {"side": 2000},
    "download-endless": {"megabytes": 2},
    "submit-hangs": {"seconds": 0.2},
    "poll-hangs": {"seconds": 0.2},
}
# What takes time and changes nothing else, and how much of it in seconds at least.
SLOW = {"submit-slow": 0.5, "submit-trickles": 0.19, "poll-trickles": 0.19, "download-trickles": 0.19}
# What is tried by tests of its own.
APART = ("late-cancel", "only-bearer", *SLOW)
CASES = [(service, name) for service in SERVICES for name in names(service)]


def run(service: str, name: str = "", **options: Any) -> tuple[list[Meeting], list[str], int]:
    """What the naive client meets, the complaints, and how many orders were accepted."""
    with Emulator(service, key="the-key") as emulator:
        if name:
            emulator.misbehave(name, **options)
        met = Naive(emulator).run()
        return _without_ports(met, emulator), emulator.complaints, len(emulator.accepted)


def _without_ports(met: list[Meeting], emulator: Emulator) -> list[Meeting]:
    own, other = emulator.base_url.removeprefix("http://"), emulator.stranger.base_url.removeprefix("http://")

    def named(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(named(each) for each in value)
        return {own: "own", other: "stranger"}.get(value, value) if isinstance(value, str) else value

    return [tuple(named(each) for each in meeting) for meeting in met]


@functools.cache
def usual(service: str) -> tuple[Meeting, ...]:
    """What the naive client meets when all is well."""
    met, complaints, accepted = run(service)
    assert complaints == []
    assert accepted == 1
    return tuple(met)


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_differs_when_all_is_well(service: str) -> None:
    met, _complaints, _accepted = run(service)
    assert tuple(met) == usual(service)
    assert ("picture", (340, 272), "RGB") in [meeting[:3] for meeting in met]


@pytest.mark.parametrize(("service", "name"), [case for case in CASES if case[1] not in APART])
def test_a_misbehaviour_is_seen_and_is_no_breach_of_the_client(service: str, name: str) -> None:
    row = ROWS[name]
    met, complaints, accepted = run(service, name, **QUICK.get(name, {}))
    assert tuple(met) != usual(service)
    if name not in ("presign-5xx", "upload-5xx", "upload-reset", "upload-forbidden", "upload-redirect", "other-names"):
        assert complaints == []
        assert accepted == (1 if row.accepts else 0)


@pytest.mark.parametrize("name", SLOW)
def test_what_takes_time_takes_it_and_changes_nothing(name: str) -> None:
    expected = usual("bfl")
    started = time.monotonic()
    met, complaints, accepted = run("bfl", name)
    assert time.monotonic() - started >= SLOW[name]
    assert (tuple(met), complaints, accepted) == (expected, [], 1)


def test_a_late_cancel() -> None:
    for name, method in (("fal", "PUT"), ("eachlabs", "POST")):
        with Emulator(name, delay=600) as service, plain_client() as client:
            service.misbehave("late-cancel")
            order = submit(service, client).json()
            url = order.get("cancel_url") or f"{service.base_url}/v1/prediction/{order['predictionID']}/cancel"
            assert client.request(method, url, headers=headers_for(service)).status_code == 400
            assert service.accepted[0].charged > 0


def test_once_is_once_and_for_ever_is_for_ever() -> None:
    with Emulator("bfl") as service, plain_client() as client:
        service.misbehave("429", times=2, retry_after=7)
        answers = [submit(service, client) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [429, 429, 200]
        assert answers[0].headers["retry-after"] == "7"
        service.misbehave("no-credit", times=None)
        assert [submit(service, client).status_code for _ in range(3)] == [402] * 3
        service.behave()
        assert submit(service, client).status_code == 200
        assert len(service.accepted) == 2


def test_several_at_once_and_another_stage() -> None:
    with Emulator("fal") as service, plain_client() as client:
        service.misbehave("poll-5xx", stage="result", status=504)
        service.misbehave("poll-429")
        order = submit(service, client).json()
        headers = headers_for(service)
        states = [client.get(order["status_url"], headers=headers).status_code for _ in range(3)]
        results = [client.get(order["response_url"], headers=headers).status_code for _ in range(2)]
        assert (states, results) == ([429, 200, 200], [504, 200])


def test_expired_links_stay_expired_and_a_new_poll_gives_a_good_one() -> None:
    with Emulator("bfl", polls=0) as service, plain_client() as client:
        service.misbehave("expired-once")
        order = submit(service, client).json()
        first, second = (client.get(order["polling_url"]).json()["result"]["sample"] for _ in range(2))
        assert [client.get(first).status_code for _ in range(2)] == [403, 403]
        assert client.get(second).status_code == 200


def test_redirects_lead_to_a_stranger_that_sees_a_key() -> None:
    with Emulator("bfl") as service, plain_client(follow_redirects=True) as client:
        service.misbehave("submit-redirect")
        service.misbehave("poll-redirect")
        service.misbehave("download-redirect", times=None)
        # A key in a header of its own is what a client that follows redirects passes on.
        assert submit(service, client).status_code == 404
        assert len(service.stranger.leaks) == 1
        order = submit(service, client).json()
        assert client.get(order["polling_url"], headers=headers_for(service)).status_code == 200
        assert len(service.stranger.leaks) == 2
        state = client.get(order["polling_url"]).json()
        assert client.get(state["result"]["sample"]).headers["content-type"] == "image/png"
        assert len(service.stranger.leaks) == 2
        assert len(service.accepted) == 1


def test_wishes_that_make_no_sense_are_errors() -> None:
    service = Emulator("vercel")
    with pytest.raises(KeyError):
        service.misbehave("no-such-thing")
    with pytest.raises(ValueError, match="can't misbehave"):
        service.misbehave("poll-5xx")
    with pytest.raises(ValueError, match="no option"):
        service.misbehave("429", seconds=3)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_rows_are_documented_and_end_in_something_known(row: Misbehaviour) -> None:
    assert row.help.endswith(".") and len(row.help) < 100
    assert set(row.services) <= set(SERVICES)
    assert row.ends == "done" or issubclass(getattr(errors, row.ends), errors.InlayError)
    if isinstance(row.what, Instead) and row.ends == "OutcomeUnknown":
        assert not row.accepts
