"""A key stays out of every text: what shows it, what is logged, what is told."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from pathlib import Path

import pytest

from inlay.app.crash import CrashDesk
from inlay.base.errors import KeyRejected, TooBusy
from inlay.base.log import Formatter, set_up_logging
from inlay.base.secret import Secret, redacted

KEY = "tk-9b1c77f2-of-the-log-test"


@pytest.fixture
def log_text(monkeypatch: pytest.MonkeyPatch, inlay_home: Path) -> Path:
    """The log file of a program that has just been started, taken down again after the test."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    return set_up_logging(logging.DEBUG)


def test_nothing_that_shows_a_secret_shows_its_text() -> None:
    secret = Secret(KEY)
    for shown in (repr(secret), str(secret), f"{secret}", repr([secret]), repr({"key": secret}), f"{secret!r:>40}"):
        assert KEY not in shown
    assert not hasattr(secret, "__dict__")
    for attempt in (lambda: pickle.dumps(secret), lambda: copy.deepcopy(secret), lambda: json.dumps(secret)):
        with pytest.raises(TypeError):
            attempt()
    assert secret == Secret(KEY) and secret != Secret("another-key") and secret.reveal() == KEY


def test_every_form_of_a_key_is_blotted_out() -> None:
    Secret("id-part:secret/part+1")
    assert redacted("a id-part:secret/part+1 b") == "a [key] b"
    assert redacted("https://x/?key=id-part%3Asecret%2Fpart%2B1") == "https://x/?key=[key]"
    assert redacted("half: secret/part+1") == "half: [key]"
    # A key that begins like another leaves nothing of the longer one.
    Secret("prefix-key")
    Secret("prefix-key-and-more")
    assert redacted("prefix-key-and-more, prefix-key") == "[key], [key]"
    Secret("abc")
    assert redacted("abc") == "abc"


def test_messages_arguments_and_tracebacks_of_the_log_have_no_key(log_text: Path) -> None:
    key = Secret(KEY).reveal()
    log = logging.getLogger("somebody.else")
    log.info("sent %s to %s", key, "host")
    log.warning(f"header {{'x-key': '{key}'}}")
    try:
        raise ValueError(f"outer {key}") from KeyError(key)
    except ValueError:
        log.exception("with %r", {"key": key.encode()}, stack_info=True)
    written = log_text.read_text(encoding="utf-8")
    assert KEY not in written
    assert written.count("[key]") >= 5 and "Traceback" in written and "outer [key]" in written


def test_another_handler_doesnt_get_the_key_from_a_kept_traceback() -> None:
    key = Secret(KEY).reveal()
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, "failed", None, None)
    try:
        raise ValueError(key)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    Formatter().format(record)
    assert record.exc_text is not None and KEY not in record.exc_text
    assert KEY not in logging.Formatter().format(record)


def test_a_crash_report_has_no_key(log_text: Path) -> None:
    key = Secret(KEY).reveal()
    desk = CrashDesk(log_text)
    for error in (RuntimeError(f"no {key}"), KeyRejected(f"Invalid key: {key}")):
        assert KEY not in desk.report(error).sentence()
    written = log_text.read_text(encoding="utf-8")
    assert KEY not in written and written.count("[key]") == 3


def test_what_a_service_answers_is_told_without_the_key() -> None:
    key = Secret(KEY).reveal()
    for error in (KeyRejected(f"a {key}", f"b {key}", f"c {key}"), TooBusy(f"a {key}", f"b {key}", f"c {key}", 3.0)):
        assert error.sentence() == "a [key]. b [key]. c [key]."
        assert KEY not in str(error) + repr(error) + "".join(map(str, error.args))
