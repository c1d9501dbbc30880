"""Which key does what: presets, one's own changes over them, and keys that can't be had."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from inlay.base.settings import Settings
from inlay.ui.keymap.bindable import bindables, is_allowed, refusal
from inlay.ui.keymap.current import (
    add_key,
    all_keys,
    choose_preset,
    keys_of,
    own_keys,
    owner_of,
    preset_keys,
    remove_key,
    reset_keys,
    set_keys,
    with_key,
)
from inlay.ui.keymap.keys import is_of_fields, key_of, normal, sequences
from inlay.ui.keymap.preset import all_presets

NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, PAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier
Key = Qt.Key


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.mark.parametrize(
    ("key", "held", "text", "wanted"),
    [
        (Key.Key_B, NO, "b", "B"),
        (Key.Key_C, SHIFT, "C", "Shift+C"),
        (Key.Key_Z, CTRL | SHIFT, "", "Ctrl+Shift+Z"),
        (Key.Key_Slash, CTRL | SHIFT, "/", "Ctrl+/"),  # where / needs Shift, as on German keyboards
        (Key.Key_Plus, CTRL | PAD, "+", "Ctrl++"),
        (Key.Key_Enter, PAD | CTRL, "\r", "Ctrl+Return"),
        (Key.Key_Backtab, SHIFT, "", "Shift+Tab"),
        (Key.Key_F7, SHIFT, "", "Shift+F7"),
        (Key.Key_Odiaeresis, NO, "ö", "Ö"),
        (Key.Key_Shift, SHIFT, "", ""),
        (Key.Key_Control, CTRL, "", ""),
    ],
)
def test_a_pressed_key_has_one_name(key: Qt.Key, held: Qt.KeyboardModifier, text: str, wanted: str) -> None:
    found = key_of(QKeyEvent(QEvent.Type.KeyPress, key, held, text))
    assert found == wanted and (not found or normal(found) == found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("ctrl+z", "Ctrl+Z"), ("Ctrl+Enter", "Ctrl+Return"), ("Ctrl+X, B", ""), ("", ""), ("nonsense", ""), ("Shift", "")],
)
def test_keys_have_one_way_to_be_written(text: str, wanted: str) -> None:
    assert normal(text) == wanted


def test_both_enter_keys_count() -> None:
    assert [each.toString() for each in sequences(("Ctrl+Return", "F5"))] == ["Ctrl+Return", "Ctrl+Enter", "F5"]


@pytest.mark.parametrize("preset", list(all_presets()))
def test_in_every_preset_a_key_means_one_thing(settings: Settings, preset: str) -> None:
    keys = all_presets()[preset].keys
    assert set(keys) <= set(bindables()), "a preset names what there isn't"
    choose_preset(settings, preset)
    wanted = {name: preset_keys(settings, name) for name in bindables()}
    count = Counter(key for each in wanted.values() for key in each)
    assert [key for key, number in count.items() if number > 1] == []
    assert all_keys(settings) == wanted
    assert all(is_allowed(key, bindables()[name]) for name, each in wanted.items() for key in each)
    # What a preset says differs from Inlay's own keys; all else would be noise.
    assert [name for name, each in keys.items() if tuple(map(normal, each)) == bindables()[name].keys] == []


@pytest.mark.parametrize(
    ("preset", "name", "keys"),
    [
        ("inlay", "tool.brush", ("B",)),
        ("gimp", "tool.brush", ("P",)),
        ("gimp", "tool.rectangle", ("R",)),
        ("gimp", "select.invert", ("Ctrl+I",)),
        ("krita", "view.100", ("Ctrl+0",)),
        ("krita", "layer.above", ("PgUp",)),
        ("photoshop", "file.export", ("Ctrl+Alt+Shift+W",)),
    ],
)
def test_presets_are_as_hands_know_them(settings: Settings, preset: str, name: str, keys: tuple[str, ...]) -> None:
    choose_preset(settings, preset)
    assert keys_of(settings, name) == keys


def test_own_changes_are_kept_as_differences(settings: Settings) -> None:
    set_keys(settings, "edit.undo", ("Ctrl+Z", "F9"))
    assert settings.names("keys.") == ["keys.edit.undo"]
    assert Settings.get_list(settings, "keys.edit.undo") == ["Ctrl+Z", "F9"]
    choose_preset(settings, "gimp")
    assert keys_of(settings, "edit.undo") == ("Ctrl+Z", "F9") and keys_of(settings, "tool.brush") == ("P",)
    remove_key(settings, "edit.undo", "F9")
    assert settings.names("keys.") == [] and own_keys(settings, "edit.undo") is None
    set_keys(settings, "edit.undo", ())
    assert keys_of(settings, "edit.undo") == () and own_keys(settings, "edit.undo") == ()
    reset_keys(settings, "edit.undo")
    assert keys_of(settings, "edit.undo") == ("Ctrl+Z",)


def test_a_key_that_is_taken_over_comes_back(settings: Settings) -> None:
    assert owner_of(settings, "Ctrl+D") is bindables()["select.none"]
    add_key(settings, "select.grow", "Ctrl+D")
    assert keys_of(settings, "select.grow") == ("Ctrl+D",)
    assert keys_of(settings, "select.none") == ("Ctrl+Shift+A",)
    assert owner_of(settings, "Ctrl+D") is bindables()["select.grow"]
    # From what was changed by hand itself, it is taken for good.
    add_key(settings, "select.shrink", "Ctrl+D")
    assert keys_of(settings, "select.grow") == () and keys_of(settings, "select.shrink") == ("Ctrl+D",)
    reset_keys(settings)
    assert keys_of(settings, "select.none") == ("Ctrl+D", "Ctrl+Shift+A")
    assert settings.names("keys.") == []


def test_a_preset_never_takes_ones_own_keys(settings: Settings) -> None:
    add_key(settings, "select.grow", "P")
    choose_preset(settings, "gimp")
    assert keys_of(settings, "select.grow") == ("P",) and keys_of(settings, "tool.brush") == ()


@pytest.mark.parametrize("key", ["Space", "Esc", "\\", "[", "7", "Shift+3"])
def test_keys_of_the_canvas_cannot_be_had(key: str) -> None:
    assert "can't be changed" in refusal(normal(key), bindables()["edit.undo"])


@pytest.mark.parametrize("key", ["Return", "Enter", "Shift+Return"])
@pytest.mark.parametrize("name", ["fill.fill", "fill.another"])
def test_enter_alone_never_spends_money(settings: Settings, key: str, name: str) -> None:
    assert "may cost money" in refusal(normal(key), bindables()[name])
    settings.set(f"keys.{name}", [key, "Ctrl+F9"])  # as somebody might write it into the file
    assert keys_of(settings, name) == ("Ctrl+F9",)
    assert is_allowed(normal("Ctrl+Alt+Return"), bindables()[name])


def test_nonsense_in_the_file_does_no_harm(settings: Settings) -> None:
    settings.set("keymap.preset", "word")
    settings.set("keys.edit.undo", ["nonsense", "Ctrl+Z", "ctrl+z", "Space"])
    settings.set("keys.no.such", ["B"])
    assert keys_of(settings, "edit.undo") == ("Ctrl+Z",) and keys_of(settings, "tool.brush") == ("B",)


def test_keys_of_fields_are_told_apart() -> None:
    assert all(is_of_fields(normal(key)) for key in ("Tab", "Shift+Tab", "PgUp", "Del", "Return", "Left", "Ins"))
    assert not any(is_of_fields(normal(key)) for key in ("Ctrl+PgUp", "F2", "B", "Alt+Left", "Ctrl+Return"))
    assert "need this key" in refusal("PgUp", bindables()["tool.brush"])


def test_a_tooltip_names_the_key(settings: Settings) -> None:
    assert with_key("Undo", settings, "edit.undo") == "Undo (Ctrl+Z)"
    set_keys(settings, "edit.undo", ())
    assert with_key("Undo", settings, "edit.undo") == "Undo"
