"""From a job's answer to candidates: a layer each, with all that is known of how it came about."""

from __future__ import annotations

from collections.abc import Sequence

from inlay.base.text import tr
from inlay.document.layer import new_id
from inlay.document.version import Candidate, FillRecord
from inlay.fill.composite import answer_to_layer
from inlay.fill.request import FillRequest
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.jobs.job import Job
from inlay.providers.catalogue import services


def candidates_of(job: Job, wanted: Sequence[int], number: int) -> list[Candidate]:
    """The `wanted` pictures of a job's answer as candidates, the first called "Fill `number`"; for the pool.

    Raises BadAnswer where nothing of a picture could be shown.
    """
    return [_candidate_of(job, index, number + place) for place, index in enumerate(wanted)]


def _candidate_of(job: Job, index: int, number: int) -> Candidate:
    request, result = job.request, job.results[index]
    layer = answer_to_layer(request, result.received.pixels, tr("Fill {number}").format(number=number))
    return Candidate(new_id(), job.group or job.id, layer, record_of(job, index, layer.id), painted_mask(request))


def painted_mask(request: FillRequest) -> Mask:
    """The mask as it was painted for the request, inside its box; outside of it nothing may change."""
    return Mask.from_array(request.painted, request.box.x, request.box.y)


def record_of(job: Job, index: int, layer_id: str) -> FillRecord:
    """What the history keeps of a request and one picture of its answer; the call's cost is shared by its pictures."""
    request, result, pictures = job.request, job.results[index], len(job.results)
    high = job.cost.high
    raw, box = result.received.raw, request.box
    return FillRecord(
        provider=request.provider,
        model=request.model,
        params=dict(request.params),
        prompt=request.prompt,
        seed=request.seed if result.seed is None else result.seed,
        seconds=job.seconds,
        box=box,
        scale=request.scale,
        megapixels=request.megapixels,
        cost=None if job.billed is None else job.billed / pictures,
        started_from=request.started_from,
        task_id=job.ticket.id if job.ticket else "",
        notes=tuple(dict.fromkeys((*job.notes, *result.notes))),
        layer_id=layer_id,
        group=job.group or job.id,
        answer=Raster.from_array(result.received.pixels if raw is None else raw, box.x, box.y),
        answer_colour="document" if raw is None else "srgb",
        options=dict(request.options),
        host=_host(job),
        expected_low=job.cost.low / pictures,
        expected_high=None if high is None else high / pictures,
        job_id=job.id,
        index=index,
    )


def _host(job: Job) -> str:
    spec = services().get(job.request.provider)
    return spec.host(job.request.model, job.request.options, job.base_url) if spec is not None else ""
