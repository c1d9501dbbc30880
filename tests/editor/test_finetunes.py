"""The list of finetunes: what may be in it, what the account adds, and that nothing in it is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inlay.base.errors import BadInput
from inlay.editor.finetunes import Finetune, Finetunes
from inlay.providers.interface import AccountFinetune
from tests.editor.painter import painting


@pytest.fixture(autouse=True)
def painter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with painting(monkeypatch):
        yield


ROOMS = Finetune("rooms-1", "Rooms", "painter", "eu", "ROOM", 1.2, "for the\nold town")


async def test_what_is_added_is_there_next_time() -> None:
    store = Finetunes()
    changes: list[int] = []
    store.changed.connect(lambda: changes.append(1))
    await store.add(replace(ROOMS, id="  rooms-1 ", name=" Rooms\n"))
    assert store.all == Finetunes().all == (ROOMS,) and len(changes) == 1
    await store.change(ROOMS, replace(ROOMS, strength=0.9))
    again = Finetunes()
    found = again.find("painter", "rooms-1")
    assert found is not None and found.strength == 0.9 and found.title == "Rooms"
    await again.remove(found)
    await again.remove(found)
    assert again.all == Finetunes().all == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id": ""}, "1 to 200"),
        ({"id": "a b"}, "1 to 200"),
        ({"id": "x" * 201}, "1 to 200"),
        ({"id": "a\x00"}, "1 to 200"),
        ({"strength": 2.01}, "0 to 2"),
        ({"strength": -0.1}, "0 to 2"),
        ({"strength": float("nan")}, "0 to 2"),
        ({"notes": "x" * 10_001}, "too long"),
        ({"name": "x" * 201}, "too long"),
        ({"service": "local"}, "no model that takes a finetune"),
        ({"service": "nobody"}, "no service called nobody"),
    ],
)
async def test_what_cant_be_kept_is_refused(wrong: dict[str, object], sentence: str) -> None:
    store = Finetunes()
    with pytest.raises(BadInput, match=sentence):
        await store.add(replace(ROOMS, **wrong))  # type: ignore[arg-type]
    assert not store.all and not store.path.exists()


async def test_one_id_is_there_once_for_each_service() -> None:
    store = Finetunes()
    await store.add(ROOMS)
    with pytest.raises(BadInput, match="already"):
        await store.add(replace(ROOMS, name="Other"))
    other = await store.add(replace(ROOMS, id="doors-1"))
    with pytest.raises(BadInput, match="already"):
        await store.change(other, replace(other, id="rooms-1"))
    with pytest.raises(BadInput, match="any more"):
        await store.change(replace(ROOMS, id="gone"), ROOMS)
    assert store.all == (ROOMS, other)


async def test_the_account_adds_and_fills_in_and_takes_nothing_away() -> None:
    store = Finetunes()
    mine = await store.add(Finetune("rooms-1", "My own name", "painter", strength=0.7, notes="mine"))
    await store.add(Finetune("only-here", service="painter"))
    listed = [
        AccountFinetune("rooms-1", "rooms_v1", "us", "ROOM"),
        AccountFinetune("doors-1", "Doors" * 100, "", ""),
        AccountFinetune("no id", "x"),
    ]
    fresh = await store.merge("painter", listed, "eu")
    assert [(each.id, each.region, len(each.name)) for each in fresh] == [("doors-1", "eu", 200)]
    assert store.all[0] == replace(mine, region="us", trigger="ROOM")
    assert [each.id for each in store.all] == ["rooms-1", "only-here", "doors-1"]
    assert await store.merge("painter", listed, "eu") == []


async def test_two_windows_dont_lose_each_others_finetunes() -> None:
    one, other = Finetunes(), Finetunes()
    await one.add(ROOMS)
    await other.add(replace(ROOMS, id="doors-1"))
    assert [each.id for each in Finetunes().all] == ["rooms-1", "doors-1"]


async def test_what_is_written_at_the_same_time_is_all_kept() -> None:
    store = Finetunes()
    await asyncio.gather(*(store.add(replace(ROOMS, id=f"f-{number}")) for number in range(8)))
    assert {each.id for each in Finetunes().all} == {f"f-{number}" for number in range(8)}
    assert store.all == Finetunes().all


def test_a_damaged_list_is_put_aside_and_single_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "finetunes.json"
    path.write_text("{ no list")
    assert Finetunes(path).all == ()
    assert (tmp_path / "finetunes.damaged.json").read_text() == "{ no list"
    rows = [5, {}, {"id": 5}, {"id": "a", "strength": "x"}, {"id": "a", "strength": True}, {"id": "b c"}]
    good = {"id": "good", "service": "painter", "more": "from a newer Inlay"}
    path.write_text(json.dumps([*rows, good, good]))
    assert [each.id for each in Finetunes(path).all] == ["good"]
