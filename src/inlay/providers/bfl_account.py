"""The account at Black Forest Labs: credits and finetunes, read leniently, since their form isn't written down."""

from __future__ import annotations

from dataclasses import replace

from inlay.base.text import tr, tr_number
from inlay.providers.interface import AccountFinetune
from inlay.providers.lenient import first_words, items, number, record, words

CREDIT = 0.01
"""US dollars."""


def decode_balance(answer: object) -> str:
    """The credits for the person; empty where they aren't told."""
    told = number(record(answer).get("credits"))
    if told is None:
        return ""
    shown = tr_number(told) if told == int(told) else tr_number(told, 2)
    return tr("{credits} credits ({dollars} USD)").format(credits=shown, dollars=tr_number(told * CREDIT, 2))


def decode_finetunes(answer: object, region: str) -> tuple[AccountFinetune, ...]:
    """The finetunes of a list whose entries are ids or objects."""
    listed = items(record(answer).get("finetunes")) or items(answer)
    found = [with_details(AccountFinetune(_id(each), region=region), each) for each in listed if _id(each)]
    return tuple({each.id: each for each in found}.values())


def with_details(finetune: AccountFinetune, told: object) -> AccountFinetune:
    """The finetune with what an object tells of it, itself or below "finetune_details"."""
    inside = record(record(told).get("finetune_details")) or record(told)
    name = first_words(inside.get("finetune_comment"), inside.get("name"), inside.get("finetune_name"))
    trigger = first_words(inside.get("trigger_word"), inside.get("trigger"))
    return replace(finetune, name=name or finetune.name, trigger=trigger or finetune.trigger)


def _id(each: object) -> str:
    return words(each) or first_words(record(each).get("finetune_id"), record(each).get("id"))
