"""Where a job can be, and where it can go from there."""

from __future__ import annotations

from enum import Enum

from inlay.base.text import tr


class JobState(Enum):
    """The states of a job, by the word that the journal keeps."""

    QUEUED = "queued"
    UPLOADING = "uploading"
    SENDING = "sending"
    WAITING = "waiting"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # sent, but nobody knows whether it was accepted: never sent again by itself
    OVERDUE = "overdue"  # accepted, ticket kept, no longer polled until asked


S = JobState
MOVES: dict[JobState, frozenset[JobState]] = {
    S.QUEUED: frozenset({S.UPLOADING, S.SENDING, S.CANCELLED, S.FAILED}),
    S.UPLOADING: frozenset({S.SENDING, S.CANCELLED, S.FAILED}),
    # Back to the queue goes what surely wasn't accepted.
    S.SENDING: frozenset({S.QUEUED, S.WAITING, S.FETCHING, S.FAILED, S.UNKNOWN, S.CANCELLED, S.OVERDUE}),
    S.WAITING: frozenset({S.FETCHING, S.FAILED, S.CANCELLED, S.OVERDUE}),
    S.FETCHING: frozenset({S.DONE, S.FAILED, S.CANCELLED, S.WAITING, S.OVERDUE}),
    S.OVERDUE: frozenset({S.WAITING, S.FETCHING, S.CANCELLED, S.FAILED}),
    S.UNKNOWN: frozenset({S.CANCELLED}),
    S.DONE: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}
ENDED = frozenset({S.DONE, S.FAILED, S.CANCELLED})


def state_label(state: JobState) -> str:
    """The state in the person's words."""
    return {
        S.QUEUED: tr("Waiting for its turn"),
        S.UPLOADING: tr("Uploading"),
        S.SENDING: tr("Starting"),
        S.WAITING: tr("Filling"),
        S.FETCHING: tr("Fetching the result"),
        S.DONE: tr("Done"),
        S.FAILED: tr("Failed"),
        S.CANCELLED: tr("Cancelled"),
        S.UNKNOWN: tr("Outcome unknown"),
        S.OVERDUE: tr("Overdue"),
    }[state]
