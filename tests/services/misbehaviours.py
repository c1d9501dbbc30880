"""Every way in which an emulated service can go wrong: one row each."""

from __future__ import annotations

from tests.services.core import acts, spoiling
from tests.services.core.trouble import QUEUED, After, Instead, Misbehaviour, OnTask, check_row

Row = Misbehaviour
POLLED = ("bfl", "cometapi")
UPLOADING = ("fal", "eachlabs")

# fmt: off
SUBMIT = (
    Row("429", "Too busy, told when to come back.", ("submit",), Instead(acts.too_busy), {"retry_after": 0}),
    Row("429-bare", "Too busy, not told until when.", ("submit",), Instead(acts.too_busy), {"retry_after": None}),
    Row("429-date", "Too busy until an HTTP date.", ("submit",), Instead(acts.too_busy), {"retry_after": "date"}),
    Row("submit-5xx", "The server is down; nothing was accepted, which nobody can know.", ("submit",),
        Instead(acts.down), {"status": 503}, ends="OutcomeUnknown"),
    Row("submit-5xx-accepted", "Accepted, and then 5xx is answered.", ("submit",),
        After(acts.replace_status), {"status": 500}, ends="OutcomeUnknown"),
    Row("submit-lost", "Accepted, and reset before the answer.", ("submit",), After(acts.lose), ends="OutcomeUnknown"),
    Row("submit-broken-off", "Accepted, and reset after the first byte of the answer's body.", ("submit",),
        After(acts.break_off), ends="OutcomeUnknown"),
    Row("submit-cut", "Accepted, and closed in the middle of the answer; a synchronous call is cut off.", ("submit",),
        After(acts.cut), ends="OutcomeUnknown"),
    Row("submit-dropped", "Reset after the request was read; nothing was accepted, which nobody can know.", ("submit",),
        Instead(acts.drop), ends="OutcomeUnknown"),
    Row("submit-hangs", "Accepted, and never answered.", ("submit",), After(acts.hang), {"seconds": 600.0},
        ends="OutcomeUnknown"),
    Row("submit-html", "A page instead of JSON, under 200.", ("submit",), Instead(acts.html), {"status": 200},
        ends="OutcomeUnknown"),
    Row("submit-nulls", "Accepted, and everything in the answer is null.", ("submit",), After(acts.nulls),
        ends="OutcomeUnknown"),
    Row("submit-redirect", "A redirect to a stranger.", ("submit",), Instead(acts.redirect), {"status": 307},
        ends="BadAnswer"),
    Row("submit-trickles", "The answer comes in small pieces.", ("submit",), After(acts.trickle), {"seconds": 0.01}),
    Row("submit-slow", "The answer takes its time.", ("submit",), After(acts.delay), {"seconds": 0.5}),
    Row("bad-key", "The key isn't taken.", ("submit",), Instead(acts.bad_key), ends="KeyRejected",
        times=None),
    Row("no-credit", "The account is empty.", ("submit",), Instead(acts.no_credit), ends="NoCredit"),
    Row("no-credit-403", "The account is empty, which is said with the status of a bad key.", ("submit",),
        Instead(acts.no_credit_403), services=("fal",), ends="NoCredit"),
    Row("bad-input", "A field is refused.", ("submit",), Instead(acts.bad_input), ends="BadInput"),
    Row("no-such-model", "The call isn't known.", ("submit",), Instead(acts.gone), ends="BadInput",
        times=None),
    Row("old-protocol", "Only the older protocol is spoken.", ("submit",), Instead(acts.old_protocol),
        services=("vercel",), times=None),
    Row("only-bearer", "The key is taken as Bearer only.",
        ("submit", "poll", "presign", "cancel", "delete", "account"), Instead(acts.only_bearer),
        services=("eachlabs",), times=None),
)

JOBS = (
    Row("slow", "Queued, then worked on, for a number of polls.", ("submit",), OnTask(spoiling.slow), {"polls": 6},
        QUEUED),
    Row("stuck", "Never ends.", ("submit",), OnTask(spoiling.stuck), services=QUEUED, ends="TimedOut"),
    Row("failed", "Ends without a picture.", ("submit",), OnTask(spoiling.end_as), {"outcome": "failed"},
        ends="BadAnswer"),
    Row("refused-input", "Moderation refuses what was sent.", ("submit",), OnTask(spoiling.end_as),
        {"outcome": "refused-input"}, ends="RefusedInput"),
    Row("refused-output", "Moderation refuses what was made.", ("submit",), OnTask(spoiling.end_as),
        {"outcome": "refused-output"}, ends="RefusedOutput"),
    Row("flagged", "Ends well, with black pictures that are said to be unsafe.", ("submit",), OnTask(spoiling.flag),
        services=("fal",), ends="RefusedOutput"),
    Row("no-result", "Ends well, with no picture in the answer.", ("submit",), OnTask(spoiling.end_as),
        {"outcome": "empty"}, ends="BadAnswer"),
    Row("new-status", "Has a status that nobody has heard of, for a number of polls.", ("submit",),
        OnTask(spoiling.new_status), {"polls": 2}, QUEUED),
    Row("late-cancel", "Asking for it to be stopped comes too late.", ("submit",), OnTask(spoiling.late_cancel),
        services=UPLOADING),
)

POLL = (
    Row("poll-5xx", "The server is down.", ("poll",), Instead(acts.down), {"status": 502}, QUEUED),
    Row("poll-429", "Asked too often.", ("poll",), Instead(acts.too_busy), {"retry_after": 0}, QUEUED),
    Row("poll-html", "A page instead of JSON.", ("poll",), Instead(acts.html), {"status": 200}, QUEUED),
    Row("poll-reset", "Reset before the answer.", ("poll",), After(acts.lose), services=QUEUED),
    Row("poll-broken-off", "Reset after the first byte of the answer's body.", ("poll",), After(acts.break_off),
        services=QUEUED),
    Row("poll-cut", "Closed in the middle of the answer.", ("poll",), After(acts.cut), services=QUEUED),
    Row("poll-hangs", "Not answered.", ("poll",), After(acts.hang), {"seconds": 600.0}, QUEUED),
    Row("poll-trickles", "The answer comes in small pieces.", ("poll",), After(acts.trickle), {"seconds": 0.01},
        QUEUED),
    Row("poll-nulls", "Everything in the answer is null.", ("poll",), After(acts.nulls), services=QUEUED),
    Row("poll-redirect", "A redirect to a stranger.", ("poll",), Instead(acts.redirect), {"status": 302}, QUEUED),
    Row("poll-bad-key", "The key isn't taken any more.", ("poll",), Instead(acts.bad_key), services=QUEUED,
        ends="KeyRejected", times=None),
    Row("poll-elsewhere", "The addresses to poll are a stranger's.", ("submit",), After(acts.poll_elsewhere),
        services=("bfl", "fal")),
    Row("unknown-once", "The job isn't known, for a moment.", ("poll",), Instead(acts.unknown_task), {"form": 200},
        QUEUED),
    Row("unknown", "The job isn't known, for ever.", ("poll",), Instead(acts.unknown_task), {"form": 200}, QUEUED,
        ends="BadAnswer", times=None),
    Row("nulls", "Everything that isn't needed is null.", ("submit", "poll", "result", "presign"),
        After(acts.optional_nulls), times=None),
    Row("result-5xx", "The answer of a finished job isn't to be had.", ("result",), Instead(acts.down),
        {"status": 500}, ("fal",)),
    Row("result-html", "A page instead of the answer of a finished job.", ("result",), Instead(acts.html),
        {"status": 200}, ("fal",)),
)

DOWNLOAD = (
    Row("download-5xx", "The server is down.", ("download",), Instead(acts.down), {"status": 503}, QUEUED),
    Row("download-html-once", "A page instead of the picture, once.", ("download",), Instead(acts.html),
        {"status": 200}, QUEUED),
    Row("download-html", "A page instead of the picture.", ("download",), Instead(acts.html), {"status": 200}, QUEUED,
        ends="BadAnswer", times=None),
    Row("download-reset", "Reset before the answer.", ("download",), After(acts.lose), services=QUEUED),
    Row("download-broken-off", "Reset after the first byte of the body.", ("download",), After(acts.break_off),
        services=QUEUED),
    Row("download-cut", "Closed in the middle of the body.", ("download",), After(acts.cut), services=QUEUED),
    Row("download-trickles", "The picture comes in small pieces.", ("download",), After(acts.trickle),
        {"seconds": 0.01}, QUEUED),
    Row("download-endless", "The body doesn't end.", ("download",), After(acts.endless), {"megabytes": 512}, QUEUED,
        ends="BadAnswer", times=None),
    Row("expired-once", "The link has expired; the next one hasn't.", ("download",), Instead(acts.expired),
        services=QUEUED),
    Row("expired", "Every link has expired.", ("download",), Instead(acts.expired), services=QUEUED,
        ends="LinkExpired", times=None),
    Row("download-redirect", "A redirect to another server, which has the picture.", ("download",),
        Instead(acts.redirect), {"status": 302}, QUEUED),
    Row("download-redirect-private", "A redirect to a private address.", ("download",), Instead(acts.redirect_to),
        {"status": 302, "url": "http://10.255.255.1/picture.png"}, QUEUED, ends="BadAnswer", times=None),
    Row("download-redirect-loop", "A redirect to itself, without end.", ("download",), Instead(acts.redirect_to),
        {"status": 302, "url": ""}, QUEUED, ends="BadAnswer", times=None),
    Row("link-elsewhere", "The link leads to another server, which has the picture.", ("submit",),
        OnTask(spoiling.link_to), {"url": ""}, QUEUED),
    Row("link-private", "The link leads to a private address.", ("submit",), OnTask(spoiling.link_to),
        {"url": "http://10.255.255.1"}, QUEUED, ends="BadAnswer"),
    Row("link-file", "The link leads to a file of this computer.", ("submit",), OnTask(spoiling.link_to),
        {"url": "file:///etc"}, QUEUED, ends="BadAnswer"),
)

PICTURES = (
    Row("truncated", "The file ends in the middle.", ("submit",), OnTask(spoiling.truncate), ends="BadAnswer"),
    Row("not-a-picture", "The file is noise.", ("submit",), OnTask(spoiling.no_picture), ends="BadAnswer"),
    Row("empty-file", "The file is empty.", ("submit",), OnTask(spoiling.no_bytes), ends="BadAnswer"),
    Row("huge", "A small file that unpacks to a huge picture.", ("submit",), OnTask(spoiling.bomb), {"side": 30_000},
        ends="BadAnswer"),
    Row("wrong-size", "The picture has half the sides.", ("submit",), OnTask(spoiling.resize), {"factor": 0.5}),
    Row("other-aspect", "The picture has another aspect.", ("submit",), OnTask(spoiling.other_aspect),
        ends="BadAnswer"),
    Row("multiple-of-16", "Both sides are rounded down to multiples of 16.", ("submit",), OnTask(spoiling.round_down),
        {"multiple": 16}),
    Row("multiple-of-32", "Both sides are rounded down to multiples of 32.", ("submit",), OnTask(spoiling.round_down),
        {"multiple": 32}),
    Row("colour-shift", "The whole picture is warmer.", ("submit",), OnTask(spoiling.shift_colour)),
    Row("grey", "The picture has one channel.", ("submit",), OnTask(spoiling.grey)),
    Row("alpha", "The picture has an alpha channel.", ("submit",), OnTask(spoiling.add_alpha)),
)

UPLOADS = (
    Row("presign-5xx", "No place to put a picture.", ("presign",), Instead(acts.down), {"status": 500}, UPLOADING),
    Row("upload-5xx", "The storage is down.", ("upload",), Instead(acts.down), {"status": 503}, UPLOADING),
    Row("upload-reset", "Reset instead of an answer to the upload.", ("upload",), Instead(acts.drop),
        services=UPLOADING),
    Row("upload-forbidden", "The place isn't good any more.", ("upload",), Instead(acts.forbidden),
        services=UPLOADING),
    Row("upload-redirect", "The upload is redirected to a stranger.", ("upload",), Instead(acts.redirect),
        {"status": 307}, UPLOADING, ends="BadAnswer", times=None),
    Row("upload-elsewhere", "The place to put a picture is on another server.", ("presign",),
        After(acts.upload_elsewhere), services=UPLOADING, times=None),
    Row("delete-5xx", "What was uploaded can't be deleted.", ("delete",), Instead(acts.down), {"status": 500},
        ("eachlabs",)),
    Row("account-5xx", "The call that costs nothing isn't answered well.", ("account",), Instead(acts.down),
        {"status": 500}, ("bfl", "vercel")),
    Row("account-bad-key", "The call that costs nothing doesn't take the key.", ("account",), Instead(acts.bad_key),
        services=("bfl", "vercel"), ends="KeyRejected", times=None),
    Row("other-names", "The model's fields are called image_url and mask_url, as its schema says.",
        ("schema", "submit"), Instead(acts.other_names), services=("eachlabs",), times=None),
)
# fmt: on

ROWS = {row.name: row for row in (*SUBMIT, *JOBS, *POLL, *DOWNLOAD, *PICTURES, *UPLOADS)}
for _row in ROWS.values():
    check_row(_row)


def names(service: str | None = None) -> list[str]:
    """The names of all misbehaviours, or of those of one service."""
    return [name for name, row in ROWS.items() if service is None or service in row.services]
