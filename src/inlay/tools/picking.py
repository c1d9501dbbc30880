"""Colours that are being picked from a picture for a range: where, which of them, and what the range looks like."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, NamedTuple

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.imaging.giving_up import Stop, go_on
from inlay.imaging.regions import Op
from inlay.imaging.regions.colour_range import Colour, ColourRange, colour_of, with_colour
from inlay.imaging.regions.similar import around
from inlay.tools.context import ToolContext
from inlay.tools.preview import RangePreview
from inlay.tools.working import Aside

STEP = 3.0
"""Logical screen pixels between two places that a drag picks."""


class Place(NamedTuple):
    """A place that was picked, and whether its colour is wanted."""

    x: int
    y: int
    wanted: bool


class Picking:
    """What was picked so far. The colours are read in the background, and the range is shown when they are there."""

    def __init__(self, context: ToolContext, tool_id: str, op: Op) -> None:
        self._context, self._tool_id = context, tool_id
        self.op = op
        self._places: list[Place] = []
        self._last = Point(math.inf, math.inf)
        self._aside: Aside | None = None
        self._is_behind = False

    @property
    def _options(self) -> Any:
        return self._context.options(self._tool_id)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted."""
        return not any(each.wanted for each in self._places)

    def source(self) -> Document:
        """What colours are read from."""
        return self._context.source(self._options.merged)

    def begin(self, keep: bool) -> None:
        """Another place is pressed; those before it count on only where they are to be kept."""
        if not keep:
            self._places.clear()
        self._last = Point(math.inf, math.inf)

    def pick(self, at: Point, wanted: bool) -> None:
        """Pick the colour at a place of the plane; nothing happens outside of the canvas or right beside the last."""
        place = Place(math.floor(at.x), math.floor(at.y), wanted)
        far = math.dist(at, self._last) * self._context.view.scale >= STEP
        if far and self._context.document.canvas.holds(place.x, place.y):
            self._last = at
            self._places.append(place)
            self.refresh()

    def work(self) -> Reading:
        """What gives the range, at leisure."""
        options = self._options
        return Reading(self.source(), tuple(self._places), int(options.size), options.fuzziness)

    def refresh(self) -> None:
        """Show the range as it is now, as soon as its colours are read."""
        if self._aside is not None:
            self._is_behind = True
            return
        self._is_behind = False
        self._aside = Aside()
        reading = self.work()
        self._context.aside(
            self._aside, tr("Reading colours…"), reading.range, partial(self._read, reading.source), self.stop
        )

    def _read(self, source: Document, wanted: ColourRange) -> None:
        self._aside = None
        preview = RangePreview(self._context.mask, self.op, source, wanted)
        self._context.show_mask(preview if wanted.wanted else None)
        if self._is_behind:
            self.refresh()

    def stop(self) -> None:
        """Show nothing any more, and give up what is being read."""
        if self._aside is not None:
            self._aside.give_up()
            self._aside = None
        self._context.show_mask(None)


class Reading(NamedTuple):
    """Places in a picture that are to be read, each with `size` px a side."""

    source: Document
    places: tuple[Place, ...]
    size: int
    fuzziness: float

    def range(self, stop: Stop) -> ColourRange:
        """The range of the colours there; runs in the pool."""
        wanted: tuple[Colour, ...] = ()
        unwanted: tuple[Colour, ...] = ()
        for place in self.places:
            go_on(stop)
            box: Rect = around(place.x, place.y, self.size).intersect(self.source.canvas)
            colour = colour_of(compose(self.source, box), self.source.colour)
            if colour is None:
                continue
            if place.wanted:
                wanted = with_colour(wanted, colour)
            else:
                unwanted = with_colour(unwanted, colour)
        return ColourRange(wanted, unwanted, self.fuzziness)
