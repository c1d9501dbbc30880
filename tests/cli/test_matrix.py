"""The matrix: every service, every way in which it can go wrong, through the command line."""

from __future__ import annotations

import pytest

from inlay.base import errors
from inlay.base.errors import InlayError
from tests.cli.calling import MONEY, Bench, Called, be_impatient, title
from tests.cli.conftest import MakeBench
from tests.services import misbehaviours
from tests.services.core.trouble import Misbehaviour
from tests.services.misbehaviours import ROWS

pytestmark = pytest.mark.once
SERVICES = ("bfl", "cometapi", "vercel", "fal", "eachlabs")
ACCOUNT = [(name, row) for name in ("bfl", "vercel") for row in ("account-5xx", "account-bad-key")]
CASES = [(name, row) for name in SERVICES for row in misbehaviours.names(name) if not row.startswith("account-")]
OTHERWISE = {
    # A page is how this service answers a call that it doesn't know, by its own description.
    ("cometapi", "submit-html"): "BadInput",
}
"""Where a row ends at a service in something milder than the row itself says."""


def ending(name: str, row: Misbehaviour) -> str:
    """What a row ends in at a service: "done", or the name of an error."""
    return OTHERWISE.get((name, row.name), row.ends)


def wishes(name: str, row: Misbehaviour) -> tuple[str, ...]:
    """The options that a row needs to happen."""
    if name == "fal" and {"presign", "upload"} & set(row.stages):
        return ("--set", "pictures=upload")
    return ("--timeout", "1") if row.name == "stuck" else ()


def is_ordered(row: Misbehaviour) -> bool:
    """Whether an order gets as far as being accepted."""
    before = {"presign", "upload"}
    return row.accepts and not (row.ends != "done" and before & set(row.stages) and "submit" not in row.stages)


@pytest.mark.parametrize(("name", "way"), CASES, ids=["-".join(case) for case in CASES])
def test_whatever_happens_is_told_and_paid_once(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    at, row = bench(name), ROWS[way]
    if "hangs" in way:
        be_impatient(monkeypatch, 1.0)
    at.emulator.misbehave(way)
    called = at.fill(*wishes(name, row))
    end = ending(name, row)
    if end == "done":
        check_success(at, called)
        assert at.paid == 1 and at.jobs() == []
    else:
        check_failure(at, called, getattr(errors, end))
        assert at.paid == int(is_ordered(row))
        check_what_is_left(at, called)
    at.check_discretion()


def check_success(at: Bench, called: Called) -> None:
    assert (called.code, called.err) == (0, ""), called.err
    report = called.report
    assert (report["unmasked_changed"], report["output_changed"]) == (0, 0)
    at.check_picture()


def check_failure(at: Bench, called: Called, kind: type[InlayError]) -> None:
    line = called.one_line()
    assert type(called.error) is kind, line
    assert called.code == kind.exit_code and called.out == ""
    assert title(at.emulator.name) in line
    assert any(word in line for word in MONEY), line
    assert not at.out.exists()


def check_what_is_left(at: Bench, called: Called) -> None:
    """What may have been paid for is listed, and what can still come is fetched, once."""
    left, paid = at.jobs(), at.paid
    states = {each["state"] for each in left}
    if isinstance(called.error, errors.OutcomeUnknown):
        assert states == {"unknown"}
        at.emulator.behave()
        resumed = at.call("jobs", "resume")
        assert resumed.code == 6 and at.paid == paid and len(at.jobs()) == 1
        assert at.call("jobs", "forget", left[0]["id"]).code == 0 and at.jobs() == []
    elif states == {"overdue"}:
        assert "inlay jobs resume" in called.err
        at.emulator.behave()
        at.emulator.finish()
        for task in at.emulator.accepted:
            task.links = None
        resumed = at.call("jobs", "resume", "--json")
        assert resumed.code == 0, resumed.out
        at.check_picture()
        assert at.paid == paid == 1 and at.jobs() == []
    else:
        assert states <= {"failed"}


@pytest.mark.parametrize(("name", "way"), ACCOUNT)
def test_what_the_free_test_of_a_key_meets_is_told(bench: MakeBench, name: str, way: str) -> None:
    at = bench(name)
    at.emulator.misbehave(way)
    called = at.call("keys", "test", name, "--base-url", at.emulator.base_url)
    check_failure(at, called, errors.KeyRejected if way == "account-bad-key" else errors.Unreachable)
    assert at.paid == 0
    at.check_discretion()
