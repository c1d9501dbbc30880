"""What the history says about a version, in words."""

from __future__ import annotations

from datetime import datetime

from inlay.base.text import tr, tr_count, tr_number
from inlay.document.version import FillRecord, Kind, Version
from inlay.ui.panels.results_text import model_of, parameter_texts, price_text

MINUTE, HOUR, DAY = 60, 3600, 86400
LONGEST_ID = 36


def kind_text(kind: Kind) -> str:
    """What made the version."""
    return {
        "opened": tr("Opened"),
        "fill": tr("Fill"),
        "flatten": tr("Flattened"),
        "kept": tr("Kept"),
    }[kind]


def time_ago(then: float, now: float) -> str:
    """How long ago it was, roughly; both in seconds since 1970."""
    passed = max(0, int(now - then))
    if passed < MINUTE:
        return tr("just now")
    if passed < HOUR:
        return tr_count("{count} minute ago", "{count} minutes ago", passed // MINUTE)
    if passed < DAY:
        return tr_count("{count} hour ago", "{count} hours ago", passed // HOUR)
    if passed < 30 * DAY:
        return tr_count("{count} day ago", "{count} days ago", passed // DAY)
    return f"{datetime.fromtimestamp(then):%Y-%m-%d}"


def exact_time(then: float) -> str:
    """Date and time of day, where the person is."""
    return f"{datetime.fromtimestamp(then):%Y-%m-%d %H:%M:%S}"


def number(value: int) -> str:
    """A count with its thousands set apart."""
    return tr_number(value)


def check_text(fill: FillRecord) -> str:
    """How many pixels changed where nothing was masked."""
    return tr("{changed} of {all} unmasked pixels changed").format(
        changed=number(fill.unmasked_changed), all=number(fill.unmasked_pixels)
    )


def short_check_text(fill: FillRecord) -> str:
    """The same for a narrow row."""
    return tr("Unmasked: {changed} px changed").format(changed=number(fill.unmasked_changed))


def row_lines(version: Version, branch_of: str | None, now: float) -> tuple[str, ...]:
    """The quiet lines under a version's name."""
    kind = kind_text(version.kind)
    when = time_ago(version.time, now)
    first = tr("{kind}, {time}").format(kind=kind, time=when) if kind.lower() != version.label.lower() else when
    if branch_of is not None:
        second = tr("Branch of {name}").format(name=branch_of)
    else:
        second = "" if version.fill is None else short_check_text(version.fill)
    return (first, second) if second else (first,)


def fill_lines(fill: FillRecord, service: str) -> list[str]:
    """Where a fill came from and what was asked for, a few words a line; a long task id is shortened."""
    model = model_of(fill)
    where = ", ".join(each for each in (service, model.title if model is not None else fill.model) if each)
    took = tr("{seconds} s").format(seconds=f"{fill.seconds:.1f}")
    lines = [", ".join(each for each in (where, took, price_text(fill)) if each)]
    lines.append(", ".join((tr("seed {seed}").format(seed=fill.seed), *parameter_texts(fill))))
    if fill.host:
        lines.append(tr("sent to {host}").format(host=fill.host))
    if fill.host and fill.task_id:
        task = fill.task_id if len(fill.task_id) <= LONGEST_ID else fill.task_id[: LONGEST_ID - 1] + "…"
        lines.append(tr("task {id}").format(id=task))
    return lines


def tooltip(version: Version, service: str) -> str:
    """Everything about a version, line by line, as plain text."""
    lines = [version.label, f"{kind_text(version.kind)}, {exact_time(version.time)}"]
    if version.fill is not None:
        lines += [*fill_lines(version.fill, service), check_text(version.fill)]
        lines += [tr("Prompt: {prompt}").format(prompt=version.fill.prompt)] if version.fill.prompt else []
        lines += version.fill.notes
    if version.note:
        lines += [version.note]
    return "\n".join(lines)
