"""Versions and candidates: documents kept for good, and answers that haven't been accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster

Value = str | int | float | bool | None
Kind = Literal["opened", "fill", "flatten", "kept"]
CandidateState = Literal["waiting", "accepted", "discarded"]
AnswerColour = Literal["document", "srgb"]


@dataclass(frozen=True, eq=False)
class FillRecord:
    """The whole request of a fill and what came back.

    `box` lies in the plane; `scale` is sent size over document size; `cost` is what was billed in US dollars, None
    where the service didn't say, `expected_*` what was told before the click (`expected_high` is None where nobody
    knows the price); `unmasked_*` count pixels of the document; `layer_id` names the layer it became, `group` what
    it shares with other results of the same request, `job_id` the job, so that none is taken twice; `index` tells
    the pictures of one job apart; `answer` is the raw answer before blending, its top left corner at the box's: of
    the box's size in the document's colour, or, where `answer_colour` is "srgb", of the size and depth in which the
    service gave it. `options` are the service's own settings (region), `host` the host it was sent to.
    """

    provider: str
    model: str
    params: Mapping[str, Value]
    prompt: str
    seed: int
    seconds: float
    box: Rect
    scale: float
    megapixels: float
    cost: float | None
    started_from: str | None
    task_id: str = ""
    unmasked_pixels: int = 0
    unmasked_changed: int = 0
    notes: tuple[str, ...] = ()
    layer_id: str = ""
    group: str = ""
    answer: Raster | None = None
    answer_colour: AnswerColour = "document"
    options: Mapping[str, Value] = field(default_factory=dict)
    host: str = ""
    expected_low: float = 0.0
    expected_high: float | None = 0.0
    job_id: str = ""
    index: int = 0


@dataclass(frozen=True, eq=False)
class Candidate:
    """An answer that changes nothing until it is accepted; candidates of one request share `group`.

    `painted` is the mask as it was painted for the request: nothing outside of it may change.
    """

    id: str
    group: str
    layer: Layer
    record: FillRecord
    painted: Mask
    state: CandidateState = "waiting"


@dataclass(frozen=True, eq=False)
class Version:
    """A document kept for good: `time` in seconds since 1970, `thumbnail` a PNG of at most 192 px a side."""

    id: str
    parent: str | None
    time: float
    label: str
    kind: Kind
    document: Document
    thumbnail: bytes = field(repr=False)
    fill: FillRecord | None = None
    starred: bool = False
    note: str = ""
