"""Planning: what would be sent for the mask as it is now, worked out in the pool whenever something changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import NamedTuple

from inlay.base.errors import Bug, InlayError
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.editor.fill_settings import FillSettings
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals
from inlay.fill.plan.calls import Calls, Plan, plan_calls
from inlay.fill.plan.price import Cost
from inlay.imaging.mask import Mask
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec

log = logging.getLogger(__name__)
PAUSE = 0.08  # seconds: of changes that follow each other sooner, only the last is worked out


class Asked(NamedTuple):
    """All that a plan hangs on. Masks compare by identity: each is a value of its own."""

    mask: Mask
    canvas: Rect
    model: ModelSpec
    pictures: int
    limit: int
    calls: Calls
    frame: Rect | None


class Worked(NamedTuple):
    """What came out: the plan or the trouble with it, and what a call for all of the mask would cost."""

    plan: Plan | None = None
    error: InlayError | None = None
    one: Cost | None = None


def model_of(settings: FillSettings) -> ModelSpec | None:
    """The model that is asked, or None where there is no such one."""
    spec = services().get(settings.provider)
    if spec is None:
        return None
    return next((each for each in spec.models if settings.model in (None, each.id)), None)


def pictures_of(model: ModelSpec, settings: FillSettings) -> int:
    """How many pictures a call orders: the model's `count`, within its range."""
    for parameter in model.parameters:
        if parameter.id == "count":
            count: Value = settings.params.get("count", parameter.default)
            most = int(parameter.maximum) if parameter.maximum is not None else 1
            return min(most, max(1, int(count))) if isinstance(count, int | float) else 1
    return 1


def plan_of(asked: Asked) -> Plan:
    """The plan; for the pool. Raises BadInput; the model has to have `sizes`."""
    sizes = asked.model.sizes
    assert sizes is not None, "a model without sizes has no plan"
    return plan_calls(
        asked.mask,
        asked.canvas,
        sizes,
        asked.model.price,
        pictures=asked.pictures,
        limit=asked.limit,
        frame=asked.frame,
        calls=asked.calls,
        takes=asked.model.takes,
    )


def asked_for(mask: Mask, canvas: Rect, settings: FillSettings, frame: Rect | None = None) -> Asked | None:
    """What to plan for these settings; None for a model that takes any picture from the document as it is."""
    model = model_of(settings)
    if model is None or model.sizes is None:
        return None
    return Asked(mask, canvas, model, pictures_of(model, settings), settings.limit, settings.calls, frame)


class Planner:
    """Keeps the plan for the document that is looked at and the Fill panel. Lives on the loop thread."""

    def __init__(
        self, signals: EditorSignals, session: Callable[[], Session | None], settings: Callable[[], FillSettings]
    ) -> None:
        self._signals = signals
        self._session = session
        self._planned_for: Session | None = None
        self._settings = settings
        self._worked = Worked()
        self._asked: Asked | None = None
        self._answered: Asked | None = None
        self._task: asyncio.Task[None] | None = None
        signals.document_changed.connect(self.look)
        signals.fill_changed.connect(self.look)
        signals.session_changed.connect(self._start_afresh)

    @property
    def frame(self) -> Rect | None:
        """The part that the person wants to be sent, which each document keeps; None where the plan decides."""
        session = self._session()
        return session.crop_frame if session is not None else None

    @property
    def plan(self) -> Plan | None:
        """What would be sent; None where nothing can be, or where nothing leaves this computer."""
        return self._worked.plan

    @property
    def error(self) -> InlayError | None:
        """Why there is no plan, for the person."""
        return self._worked.error

    @property
    def boxes(self) -> tuple[Rect, ...]:
        """The parts of the picture that would be sent, in the plane."""
        return tuple(call.crop.box for call in self.plan.calls) if self.plan is not None else ()

    def set_frame(self, rect: Rect | None) -> None:
        """Send this part of the picture; None lets the plan decide again."""
        session = self._session()
        if session is not None:
            session.crop_frame = rect
            self.look()

    def cost_of_row(self, count: int) -> Cost:
        """What a row of `count` calls costs, each for all of the mask; `high` is None where nobody knows."""
        model = model_of(self._settings())
        if model is not None and model.sizes is None:
            return model.price.of(0) * count if model.price.is_known else Cost(0.0, None)
        return self._worked.one * count if self._worked.one is not None else Cost(0.0, None)

    def _start_afresh(self) -> None:
        if self._session() is not self._planned_for:
            self._planned_for = self._session()
            self._asked = self._answered = None
            self._set(Worked())
        self.look()

    def look(self) -> None:
        """Work the plan out anew where anything that it hangs on has changed."""
        session = self._session()
        document = session.document if session is not None else None
        asked = asked_for(document.mask, document.canvas, self._settings(), self.frame) if document else None
        if asked == self._asked:
            return
        self._asked = asked
        if asked is None:
            self._answered = None
            self._set(Worked())
        elif self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._asked is not None and self._asked != self._answered:
                await asyncio.sleep(PAUSE)
                asked = self._asked
                if asked is None:
                    return
                worked = await in_pool(_work_out, asked)
                if asked == self._asked:
                    self._answered = asked
                    self._set(worked)
        finally:
            self._task = None

    def _set(self, worked: Worked) -> None:
        if worked != self._worked:
            self._worked = worked
            self._signals.plan_changed.emit()

    async def settled(self) -> None:
        """Wait until the plan is that of what is asked for now."""
        while self._task is not None:
            await asyncio.shield(self._task)

    def close(self) -> None:
        """Plan nothing more."""
        self._asked = None
        if self._task is not None:
            self._task.cancel()


def _work_out(asked: Asked) -> Worked:
    try:
        plan = plan_of(asked)
        return Worked(plan, None, plan.cost if len(plan.calls) == 1 else _cost_of_one(asked))
    except InlayError as error:
        return Worked(error=error)
    except Exception as error:
        log.exception("planning failed")
        return Worked(error=Bug(tr("What would be sent can't be worked out: {reason}.").format(reason=error)))


def _cost_of_one(asked: Asked) -> Cost | None:
    try:
        return plan_of(asked._replace(calls="one")).cost
    except InlayError:
        return None  # the mask is too large for one call: a row is refused with the reason
