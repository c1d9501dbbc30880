"""Settings: every field shows what is set, sets it at once, and goes back to its default."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QSpinBox

from inlay.base.settings import Settings
from inlay.imaging.budget import BUDGET, default_limit, set_limit
from inlay.ui.dialogs.settings.dialog import SettingsDialog, page_specs
from inlay.ui.main_window import MainWindow
from inlay.ui.theme import colours
from inlay.ui.theme.switch import ThemeSwitch, theme_of
from tests.kit.ui_fixtures import unnamed, without_tooltip
from tests.kit.window import hold, picture, until


def settings_dialog(window: MainWindow, page: str) -> SettingsDialog:
    """The dialog, open at a page."""
    window.show_settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.show_page(page)
    return dialog


def choose(box: QComboBox | None, value: str) -> None:
    """Choose from a list as a person does."""
    assert box is not None
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


async def test_every_field_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    dialog = settings_dialog(window, "interface")
    assert dialog.isVisible() and not dialog.isModal()
    assert unnamed(dialog) == []
    assert [name for name in without_tooltip(dialog) if "settings.close" not in name] == []
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert titles == [spec.title for spec in page_specs()]
    for spec in page_specs():
        dialog.show_page(spec.id)
        assert dialog.page.isVisible() and dialog.page.accessibleName() == spec.title


async def test_the_theme_follows_at_once_and_the_rest_says_when(window: MainWindow, themed: QApplication) -> None:
    settings = window.editor.settings
    switch = ThemeSwitch(themed, settings)
    dialog = settings_dialog(window, "interface")
    theme, language = dialog.findChild(QComboBox, "settings.theme"), dialog.findChild(QComboBox, "settings.language")
    note = dialog.findChild(QLabel, "settings.language.hint")
    assert theme is not None and language is not None and note is not None
    choose(theme, "light")
    assert colours.shown() == "light" and themed.palette().window().color().name() == colours.WINDOW
    assert [language.itemData(row) for row in range(3)] == ["system", "en", "de"]
    assert "Deutsch" in [language.itemText(row) for row in range(3)]
    assert note.text() == "Another language counts when Inlay starts the next time."
    choose(language, "de")
    assert settings.get("interface.language", "") == "de"
    assert note.text().splitlines()[0] == "Another language counts when Inlay starts the next time."
    assert len(note.text().splitlines()) == 2 and "Sprache" in note.text().splitlines()[1]
    scale = dialog.findChild(QSpinBox, "settings.scale")
    assert scale is not None and (scale.minimum(), scale.maximum(), scale.value()) == (80, 200, 100)
    scale.setValue(125)
    assert settings.get("interface.scale", 0) == 125
    assert "starts the next time" in dialog.findChild(QLabel, "settings.scale.hint").text()  # type: ignore[union-attr]
    dialog.reset_page.click()
    assert (theme.currentData(), language.currentData(), scale.value()) == ("dark", "system", 100)
    assert colours.shown() == "dark" and settings.names("interface.") == []
    switch.deleteLater()


@pytest.mark.parametrize(
    ("wish", "scheme", "theme"),
    [
        ("system", Qt.ColorScheme.Light, "light"),
        ("system", Qt.ColorScheme.Dark, "dark"),
        ("system", Qt.ColorScheme.Unknown, "dark"),
        ("light", Qt.ColorScheme.Dark, "light"),
        ("dark", Qt.ColorScheme.Light, "dark"),
        ("pink", Qt.ColorScheme.Light, "dark"),
    ],
)
async def test_the_system_decides_only_when_asked(wish: str, scheme: Qt.ColorScheme, theme: str) -> None:
    assert theme_of(wish, scheme) == theme


async def test_the_canvas_follows_its_habits(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    canvas, dialog = window.stage.canvas, settings_dialog(window, "canvas")
    fields = {
        name: dialog.findChild(QCheckBox, f"settings.{name}")
        for name in ("wheel_zooms", "zooms_at_pointer", "smooth", "grid", "cross")
    }
    for name, field in fields.items():
        assert field is not None and field.isChecked() == getattr(canvas.habits, name)
        field.click()
        assert field.isChecked() == getattr(canvas.habits, name) == window.editor.settings.get(f"view.{name}", False)
    before = canvas.view_scale
    at = QPointF(20, 20)
    turn = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    middle = canvas.view.to_plane(canvas.width() / 2, canvas.height() / 2)
    QApplication.sendEvent(canvas, turn)
    assert canvas.view_scale > before, "the wheel zooms now"
    after = canvas.view.to_plane(canvas.width() / 2, canvas.height() / 2)
    assert abs(after.x - middle.x) < 1 and abs(after.y - middle.y) < 1, "at the middle"
    dialog.reset_page.click()
    assert [getattr(canvas.habits, name) for name in fields] == [False, True, False, False, False]


async def test_memory_and_files_count_at_once(window: MainWindow, inlay_home: Path) -> None:
    window.editor.settings.put_first("recent", "/a.png", 9)
    dialog = settings_dialog(window, "memory")
    memory = dialog.findChild(QSpinBox, "settings.memory")
    assert memory is not None
    memory.setValue(1)
    assert BUDGET.limit == 1 << 30
    dialog.reset_page.click()
    assert BUDGET.limit == default_limit() and memory.value() == 0
    assert str(inlay_home / "state") in dialog.findChild(QLabel, "settings.autosave").text()  # type: ignore[union-attr]
    forget = dialog.findChild(QPushButton, "settings.recent.forget")
    assert forget is not None and forget.isEnabled()
    forget.click()
    assert window.editor.settings.get_list("recent") == [] and not forget.isEnabled()
    set_limit(0)


async def test_a_file_that_is_no_profile_is_told_and_not_kept(window: MainWindow, tmp_path: Path) -> None:
    not_icc = tmp_path / "not.icc"
    not_icc.write_bytes(b"no profile")
    dialog = settings_dialog(window, "colour")
    dialog.findChild(QPushButton, "settings.profile.choose").click()  # type: ignore[union-attr]
    await until("the file dialog", lambda: [each for each in window.findChildren(QFileDialog) if each.isVisible()])
    asked = next(each for each in window.findChildren(QFileDialog) if each.isVisible())
    asked.findChild(QLineEdit).setText(str(not_icc))  # type: ignore[union-attr]
    asked.accept()
    await until("the refusal", lambda: window.bars.named("error"))
    assert window.editor.settings.get("view.profile", "") == ""


async def test_what_was_changed_is_on_disk_soon(window: MainWindow) -> None:
    dialog = settings_dialog(window, "canvas")
    dialog.findChild(QCheckBox, "settings.grid").click()  # type: ignore[union-attr]
    dialog.close()
    path = window.editor.settings.path
    await until("the file", lambda: path.is_file() and json.loads(path.read_text()).get("view.grid") is True)
    assert Settings().get("view.grid", False) is True


async def test_changes_of_another_window_are_shown_when_the_dialog_comes_up(window: MainWindow) -> None:
    dialog = settings_dialog(window, "memory")
    dialog.close()
    window.editor.settings.set("memory.gib", 1)
    window.show_settings()
    assert dialog.findChild(QSpinBox, "settings.memory").value() == 1  # type: ignore[union-attr]
    window.editor.settings.forget("memory.gib")
    set_limit(0)


async def test_a_tools_key_may_pick_up_at_once(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    tools = window.editor.tools
    dialog = settings_dialog(window, "canvas")
    dialog.findChild(QCheckBox, "settings.key_lends").click()  # type: ignore[union-attr]
    await hold(window, Qt.Key.Key_E, True)
    assert (tools.tool_id, tools.borrowed_id) == ("eraser", None)
    await hold(window, Qt.Key.Key_E, False)
    assert tools.tool_id == "eraser"


async def test_a_window_that_has_become_too_large_fits_its_screen_again(window: MainWindow) -> None:
    free = window.screen().availableGeometry()
    window.resize(free.width() + 500, free.height() + 300)
    window.frame.fit_screen()
    assert (window.width(), window.pos()) == (max(free.width(), window.minimumWidth()), free.topLeft())
    assert window.height() <= max(free.height(), window.minimumHeight())
