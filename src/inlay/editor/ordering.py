"""Ordering: from the person's wish to jobs that may be sent, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from inlay.base.errors import BadInput, Cancelled
from inlay.base.geometry import Rect
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.layer import new_id
from inlay.document.version import Value
from inlay.editor.fill_settings import FillSettings, new_seed
from inlay.editor.finetune_use import bound_options
from inlay.editor.finetunes import Finetunes
from inlay.editor.planning import asked_for, pictures_of, plan_of
from inlay.editor.pool import in_pool
from inlay.editor.services import checked_base_url, checked_options, own_hosts_in, setup_of
from inlay.editor.session import Session
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.price import Cost
from inlay.fill.prepare import prepare
from inlay.fill.request import FillRequest
from inlay.imaging.mask import Mask
from inlay.jobs.job import Job
from inlay.jobs.money import Money
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.providers.spec import ModelSpec, ProviderSpec
from inlay.secrets.keys import Keys, missing_key


@dataclass(frozen=True, eq=False)
class Start:
    """What requests are made from: a document, the mask as painted, and the version that the work stood on.

    group   of the results that the answers will lie beside; None for a group of their own, one for each call
    frame   the part of the picture to send; None where the plan decides
    accept  whether the first answer goes into the picture by itself where nothing has changed under it
    is_row  whether the answers come as a row to choose from
    groups  of all its jobs, once these are started
    wants   what the command line is to write when it is done
    """

    session: Session
    document: Document
    painted: Mask
    started_from: str
    group: str | None = None
    frame: Rect | None = None
    accept: bool = True
    is_row: bool = False
    groups: frozenset[str] = frozenset()
    wants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Wish:
    """The person's settings, checked and completed by how the service is set up."""

    settings: FillSettings
    spec: ProviderSpec
    model: ModelSpec
    params: Mapping[str, Value]
    options: Mapping[str, Value]
    base_url: str | None
    seed: int


@dataclass(frozen=True, eq=False)
class Part:
    """One call to be made: its request and what it is expected to cost."""

    request: FillRequest
    cost: Cost


class Ordering:
    """Makes jobs that are ready to be started. Nothing is sent here."""

    def __init__(self, settings: Settings, keys: Keys, money: Money, finetunes: Finetunes | None = None) -> None:
        self._settings = settings
        self._finetunes = finetunes
        self._keys = keys
        self._money = money

    async def requests(self, start: Start, settings: FillSettings) -> list[FillRequest]:
        """What would be sent, exactly as it would be; BadInput where nothing can be."""
        wish = checked_wish(settings, self._settings, self._finetunes)
        return [part.request for part in await in_pool(cut, start, wish)]

    async def jobs(self, start: Start, row: Sequence[FillSettings]) -> list[Job]:
        """The jobs of a wish, or of a row of them for the same part of the picture, with money set aside for all.

        Raises, and then nothing is set aside: BadInput, KeyProblem, BudgetReached; Cancelled where the document was
        closed meanwhile.
        """
        wishes = [checked_wish(settings, self._settings, self._finetunes) for settings in row]
        for wish in wishes:
            await self._need_key(wish)
        jobs = await self._jobs(start, wishes)
        await self._set_aside(jobs)
        if start.session.is_closed:
            await self.give_back(jobs)
            raise Cancelled(tr("The fill was cancelled."))
        return jobs

    async def _jobs(self, start: Start, wishes: Sequence[Wish]) -> list[Job]:
        """The parts are cut once: a row differs in what is asked of the model, not in the pictures."""
        first = wishes[0]
        parts = await in_pool(cut, start, first)
        groups = [start.group or new_id() for _part in parts]
        cuts = [(wish, group, part) for wish in wishes for group, part in zip(groups, parts, strict=True)]
        return [_job(start, wish, _as_wished(part, wish, first), group) for wish, group, part in cuts]

    async def _need_key(self, wish: Wish) -> None:
        slot = wish.spec.slot(wish.base_url)
        if slot is not None and await self._keys.find(slot) is None:
            raise missing_key(slot, wish.spec.title, wish.base_url)

    async def _set_aside(self, jobs: Sequence[Job]) -> None:
        """Note the cost of all of them, so that no order in between can make a half of a row too dear."""
        try:
            for job in jobs:
                await self._money.order(job)
        except BaseException:  # also where nobody waits for it any more
            await self.give_back(jobs)
            raise

    async def give_back(self, jobs: Sequence[Job]) -> None:
        """What was set aside for jobs that weren't started isn't spent."""
        for job in jobs:
            await self._money.settle(job.move(JobState.CANCELLED))


def checked_wish(settings: FillSettings, kept: Settings, finetunes: Finetunes | None = None) -> Wish:
    """The wish with every value in its range; BadInput names the range and the service, before anything is sent.

    A finetune that is bound to a region is asked for there, however the service is set up.
    """
    spec = service(settings.provider)
    model = spec.model(settings.model)
    try:
        params = model.values(settings.params)
        own = checked_options(spec, settings.options or {})
    except BadInput as error:
        if not spec.hosts:
            raise
        named = tr("{service}, {model}: {what}").format(service=spec.title, model=model.title, what=error.what)
        raise BadInput(named, error.kept or tr("Nothing was sent."), error.next_step) from None
    if model.needs_prompt and not settings.prompt.strip():
        raise BadInput(
            tr("{service}, {model} needs a prompt.").format(service=spec.title, model=model.title),
            tr("Nothing was sent."),
            tr("Say what should be there."),
        )
    setup = setup_of(kept, spec.id)
    base_url = setup.base_url
    if settings.base_url is not None:
        base_url = checked_base_url(settings.base_url, own_hosts_in(kept))
    seed = new_seed() if settings.seed is None else settings.seed
    bound = bound_options(finetunes, spec, model, params) if finetunes is not None else {}
    return Wish(settings, spec, model, params, {**setup.options, **bound, **own}, base_url, seed)


def cut(start: Start, wish: Wish) -> list[Part]:
    """Plan, and cut what is sent from the document's own pixels; for the pool. Raises BadInput."""
    asked = asked_for(start.painted, start.document.canvas, wish.settings, start.frame)
    if asked is None:
        cost = wish.model.price.of(0, pictures_of(wish.model, wish.settings))
        return [Part(_prepared(start, wish, start.painted), cost)]
    return [Part(_prepared(start, wish, call.painted, call.crop), call.cost) for call in plan_of(asked).calls]


def _prepared(start: Start, wish: Wish, painted: Mask, crop: Crop | None = None) -> FillRequest:
    return prepare(
        start.document,
        painted,
        provider=wish.spec.id,
        model=wish.model.id,
        params=wish.params,
        prompt=wish.settings.prompt,
        seed=wish.seed,
        started_from=start.started_from,
        options=wish.options,
        crop=crop,
        takes=wish.model.takes,
    )


def _as_wished(part: Part, wish: Wish, first: Wish) -> Part:
    """The part that was cut for the first wish of a row, asked as another one of it wants."""
    if wish is first:
        return part
    request = replace(part.request, params=wish.params, prompt=wish.settings.prompt, seed=wish.seed)
    return replace(part, request=request)


def _job(start: Start, wish: Wish, part: Part, group: str) -> Job:
    session = start.session
    return Job(
        part.request,
        wish.settings.prompt or wish.spec.title,
        session=session.document_id,
        project=str(session.path.absolute()) if session.path is not None else "",
        group=group,
        base_url=wish.base_url,
        cost=part.cost,
        wants=start.wants,
    )
