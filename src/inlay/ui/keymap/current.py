"""Which key does what: the preset, and over it the person's own changes, which are all that the settings keep.

A key does one thing only. One's own changes win over the preset: what had the key there is without it until the
change is taken back.
"""

from __future__ import annotations

from inlay.base.settings import Settings
from inlay.ui.keymap.bindable import Bindable, bindables, is_allowed
from inlay.ui.keymap.keys import key_text, normal
from inlay.ui.keymap.preset import SETTING, chosen_preset

PREFIX = "keys."
Keys = tuple[str, ...]


def is_of_keys(name: str) -> bool:
    """Whether a setting of that name changes keys."""
    return name == SETTING or name.startswith(PREFIX)


def preset_keys(settings: Settings, bindable_id: str) -> Keys:
    """The keys of the preset in use."""
    return tuple(normal(key) for key in chosen_preset(settings).keys.get(bindable_id, bindables()[bindable_id].keys))


def own_keys(settings: Settings, bindable_id: str) -> Keys | None:
    """The person's own keys for something; None where they didn't change them."""
    if not settings.has(PREFIX + bindable_id):
        return None
    found = (normal(key) for key in settings.get_list(PREFIX + bindable_id))
    return tuple(dict.fromkeys(key for key in found if key and is_allowed(key, bindables()[bindable_id])))


def all_keys(settings: Settings) -> dict[str, Keys]:
    """The keys of everything, by id; no key stands twice."""
    mine = {name: own for name in bindables() if (own := own_keys(settings, name)) is not None}
    theirs = {name: preset_keys(settings, name) for name in bindables() if name not in mine}
    taken: set[str] = set()
    made: dict[str, Keys] = {}
    for name, keys in (*mine.items(), *theirs.items()):
        made[name] = tuple(key for key in keys if key not in taken)
        taken.update(keys)
    return {name: made[name] for name in bindables()}


def keys_of(settings: Settings, bindable_id: str) -> Keys:
    """The keys of one thing; the first one is shown."""
    return all_keys(settings)[bindable_id]


def owner_of(settings: Settings, key: str) -> Bindable | None:
    """What a key does now."""
    return next((bindables()[name] for name, keys in all_keys(settings).items() if key in keys), None)


def add_key(settings: Settings, bindable_id: str, key: str) -> None:
    """Give something one more key; whatever had it loses it."""
    before = owner_of(settings, key)
    if before is not None and before.id != bindable_id and own_keys(settings, before.id) is not None:
        remove_key(settings, before.id, key)
    set_keys(settings, bindable_id, (*keys_of(settings, bindable_id), key))


def remove_key(settings: Settings, bindable_id: str, key: str) -> None:
    """Take a key away from something."""
    set_keys(settings, bindable_id, tuple(each for each in keys_of(settings, bindable_id) if each != key))


def set_keys(settings: Settings, bindable_id: str, keys: Keys) -> None:
    """Give something exactly these keys."""
    wanted = tuple(dict.fromkeys(normal(key) for key in keys))
    if wanted == preset_keys(settings, bindable_id):
        settings.forget(PREFIX + bindable_id)
    else:
        settings.set(PREFIX + bindable_id, wanted)


def reset_keys(settings: Settings, *bindable_ids: str) -> None:
    """Go back to the preset for these, or for everything."""
    settings.forget(*(PREFIX + name for name in bindable_ids) if bindable_ids else settings.names(PREFIX))


def choose_preset(settings: Settings, preset_id: str) -> None:
    """Use another preset; one's own changes stay."""
    settings.set(SETTING, preset_id)


def with_key(tip: str, settings: Settings, bindable_id: str) -> str:
    """A tooltip with the key of what it is about, where it has one."""
    keys = keys_of(settings, bindable_id)
    return f"{tip} ({key_text(keys[0])})" if keys else tip
