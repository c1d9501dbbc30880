"""The tree of errors: each says what happened, what was kept, and what to do next.

InlayError
|- BadInput          exit 2   a file, mask, option or value that can't be used: TruncatedInput
|- KeyProblem        exit 3   KeyMissing, KeyRejected
|- Refused           exit 4   moderation: RefusedInput, RefusedOutput
|- NoCredit          exit 5   no credit or quota; BudgetReached
|- Unreachable       exit 6   TimedOut, OutcomeUnknown, NotAccepted (TooBusy), LinkExpired
|- BadAnswer         exit 7   the service or engine answered something unusable
|- Cancelled         exit 8
'- Bug               exit 1   ours
"""

from __future__ import annotations

from typing import ClassVar

from inlay.base.secret import redacted

_ENDS = (".", "!", "?", "…", ":")


class InlayError(Exception):
    """Something a person has to be told, in one clear sentence.

    `what` says what happened, `kept` what wasn't lost, `next_step` what to do now; all are
    translated text without markup, and no key is in them, whatever a service answers. `exit_code` is
    the command line's answer (0..255). `may_cost`: an order that came to this may have been charged, also where the
    kind of the error says nothing of that.
    """

    exit_code: ClassVar[int] = 1
    may_cost = False

    def __init__(self, what: str, kept: str = "", next_step: str = "") -> None:
        self.what = redacted(what)
        self.kept = redacted(kept)
        self.next_step = redacted(next_step)
        super().__init__(self.what)

    def sentence(self) -> str:
        """All that is to be told, on one line; what ends in foreign words without a full stop gets one."""
        parts = [" ".join(part.split()) for part in (self.what, self.kept, self.next_step)]
        return " ".join(part if part.endswith(_ENDS) else f"{part}." for part in parts if part)

    def __str__(self) -> str:
        return self.sentence()


class BadInput(InlayError):
    """A file, mask, option or value that can't be used."""

    exit_code = 2


class TruncatedInput(BadInput):
    """A file whose end is missing. `salvageable`: what is there may give a part of the picture, if the person wants."""

    def __init__(self, what: str, kept: str = "", next_step: str = "", salvageable: bool = False) -> None:
        super().__init__(what, kept, next_step)
        self.salvageable = salvageable


class KeyProblem(InlayError):
    """No key, or one that the service doesn't take."""

    exit_code = 3


class KeyMissing(KeyProblem):
    """No key is stored for the service."""


class KeyRejected(KeyProblem):
    """The service doesn't take the key."""


class Refused(InlayError):
    """The service's moderation refused the request or its answer."""

    exit_code = 4


class RefusedInput(Refused):
    """The service refused what was sent."""


class RefusedOutput(Refused):
    """The service made a picture and refused to give it out."""


class NoCredit(InlayError):
    """No credit or quota left."""

    exit_code = 5


class BudgetReached(NoCredit):
    """The person's own budget allows no further order."""


class Unreachable(InlayError):
    """The service can't be reached."""

    exit_code = 6


class TimedOut(Unreachable):
    """No answer in the time allowed."""


class OutcomeUnknown(Unreachable):
    """Sent, but nobody knows whether it was accepted; money may have been spent."""


class NotAccepted(Unreachable):
    """An order that surely wasn't accepted: it may be sent again. `retry_after` is in seconds, None where not said."""

    def __init__(self, what: str, kept: str = "", next_step: str = "", retry_after: float | None = None) -> None:
        super().__init__(what, kept, next_step)
        self.retry_after = retry_after


class TooBusy(NotAccepted):
    """Too many tasks or requests at a time."""


class LinkExpired(Unreachable):
    """The link to a finished result no longer works; polling again may give a new one."""


class BadAnswer(InlayError):
    """The service or engine answered something unusable."""

    exit_code = 7


class Cancelled(InlayError):
    """Stopped because the person asked for it."""

    exit_code = 8


class Bug(InlayError):
    """A fault of our own; the log has the details."""

    exit_code = 1
