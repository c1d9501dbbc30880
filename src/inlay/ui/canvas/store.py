"""A store of finished tiles: kept until memory is short; one that is out of date stays until the new one is there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from inlay.base.geometry import Rect
from inlay.imaging.budget import BUDGET
from inlay.ui.canvas.render import APRON, Key, scaled_box


class Content(Protocol):
    """What a tile holds."""

    @property
    def nbytes(self) -> int: ...


C = TypeVar("C", bound=Content)


class Entry(Generic[C]):
    """A finished tile. The memory budget may `forget` it from its own thread, so `content` is read once, then used."""

    __slots__ = ("content", "fresh", "__weakref__")

    is_stored = True  # can be made again

    def __init__(self, content: C) -> None:
        self.content: C | None = content
        self.fresh = True

    def forget(self) -> None:
        self.content = None


class TileStore(Generic[C]):
    """Tiles of one kind at all levels, on the GUI thread. `limit` bounds their bytes; those of `pinned_level` stay."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.pinned_level: int | None = None
        self._entries: OrderedDict[Key, Entry[C]] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._bytes = 0
        self._under_way: dict[Key, object] = {}  # only what is still wanted as it was asked for

    def get(self, key: Key) -> C | None:
        """The tile as it was last made, maybe out of date."""
        entry = self._entries.get(key)
        return entry.content if entry is not None else None

    def is_lost(self, key: Key) -> bool:
        """Whether the tile was there and memory ran short."""
        entry = self._entries.get(key)
        return entry is not None and entry.content is None

    def used(self, key: Key) -> None:
        """Note that a tile was drawn just now."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
            BUDGET.touched(entry)

    def is_fresh(self, key: Key) -> bool:
        """Whether the tile is there and up to date."""
        entry = self._entries.get(key)
        return entry is not None and entry.fresh and entry.content is not None

    @property
    def kept(self) -> list[Key]:
        """Every tile there is, at any level."""
        return list(self._entries)

    def missing(self, keys: Iterable[Key]) -> list[Key]:
        """Those that have to be made and aren't being made already."""
        return [key for key in keys if not self.is_fresh(key) and key not in self._under_way]

    def begin(self, key: Key) -> object:
        """A tile is being made; what this returns is to be given to `end`."""
        ticket = self._under_way[key] = object()
        return ticket

    def end(self, key: Key, ticket: object, content: C) -> bool:
        """A tile is made; False where it has become out of date meanwhile (it is kept if it's better than nothing)."""
        current = self._under_way.get(key) is ticket
        if current:
            del self._under_way[key]
        if current or self.get(key) is None:
            self.put(key, content)
            self._entries[key].fresh = current
        return current

    def give_up(self, key: Key, ticket: object) -> None:
        """A tile couldn't be made."""
        if self._under_way.get(key) is ticket:
            del self._under_way[key]

    def put(self, key: Key, content: C) -> None:
        """Keep a tile; others that weren't used for long may go."""
        self.drop(key)
        entry = Entry(content)
        self._entries[key] = entry
        self._sizes[key] = content.nbytes
        self._bytes += content.nbytes
        BUDGET.added(entry, content.nbytes)
        if self._bytes > self.limit:
            self._evict()

    def drop(self, key: Key) -> None:
        """Forget a tile at once."""
        if self._entries.pop(key, None) is not None:
            self._bytes -= self._sizes.pop(key)

    def shrink(self, limit: int) -> None:
        """Keep at most so many bytes from now on, those that were used last."""
        self.limit = limit
        if self._bytes > limit:
            self._evict()

    def _evict(self) -> None:
        newest = next(reversed(self._entries))
        for key in list(self._entries):
            if self._bytes <= self.limit:
                return
            if key != newest and key.level != self.pinned_level:
                self.drop(key)

    def outdate(self, boxes: Iterable[Rect] | None = None) -> None:
        """What shows any of these boxes of the plane is out of date (None: everything is)."""
        dirty = None if boxes is None else list(boxes)
        for key in {*self._entries, *self._under_way}:
            if dirty is None or _touches(key, dirty):
                self._under_way.pop(key, None)
                if key in self._entries:
                    self._entries[key].fresh = False

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._sizes.clear()
        self._bytes = 0
        self._under_way.clear()


def _touches(key: Key, boxes: list[Rect]) -> bool:
    shown = scaled_box(key.box.grow(APRON), key.level)
    return any(not shown.intersect(box).is_empty for box in boxes)
