"""Services and Keys, driven by hand against emulated services and a real keyring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inlay.editor.services import own_hosts_in, setup_of
from inlay.jobs.states import JobState
from inlay.providers.catalogue import services
from inlay.ui.dialogs.service_page import ServicePage
from inlay.ui.dialogs.services import ServicesDialog
from inlay.ui.main_window import MainWindow
from inlay.ui.widgets.thumbnail_delegate import RowRole
from tests.kit.emulated import in_state, mask_something, order, set_up, until
from tests.kit.keyring_desktop import KeyringDesktop
from tests.kit.ui_fixtures import is_in_reading_order, tab_walk, unnamed, without_tooltip, write_picture
from tests.services import Emulator

LARGE = (520, 420)


@pytest.fixture
def bfl() -> Iterator[Emulator]:
    with Emulator("bfl") as service:
        yield service


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringDesktop]:
    """A real keyring that this very process uses."""
    import keyring as library
    from keyring.backends import SecretService

    with KeyringDesktop(tmp_path / "desktop") as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.environment["DBUS_SESSION_BUS_ADDRESS"])
        monkeypatch.setattr(library, "get_keyring", SecretService.Keyring)
        yield desktop


async def at(window: MainWindow, service: str) -> tuple[ServicesDialog, ServicePage]:
    """The dialog, with the page of a service in front, and its key looked for."""
    window.show_dialog("services")
    dialog = window.findChild(ServicesDialog)
    assert dialog is not None
    dialog.list.setCurrentRow(list(services()).index(service))
    page = dialog.pages.currentWidget()
    assert isinstance(page, ServicePage) and page.spec.id == service
    await window.tasks.finished()
    return dialog, page


async def replace_address(window: MainWindow, page: ServicePage, address: str) -> None:
    page.address.setText(address)
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    await window.tasks.finished()


def second_line(dialog: ServicesDialog, service: str) -> str:
    [line] = dialog.list.item(list(services()).index(service)).data(RowRole.LINES)
    return str(line)


async def test_without_a_keyring_a_key_is_kept_for_the_session_and_that_is_said(
    window: MainWindow, bfl: Emulator, inlay_home: Path
) -> None:
    dialog, page = await at(window, "bfl")
    await replace_address(window, page, bfl.base_url)
    assert page.key.told.text().startswith("This computer has no keyring that Inlay can use.")
    assert page.key.session.isVisible() and not page.key.save.isVisible()
    assert not page.key.test.isEnabled() and not page.key.remove.isEnabled()
    assert second_line(dialog, "bfl") == "No key yet"
    assert second_line(dialog, "local") == "Needs no key"
    QTest.keyClicks(page.key.field, bfl.key)
    QTest.keyClick(page.key.field, Qt.Key.Key_Return)
    await window.tasks.finished()
    assert page.key.field.text() == ""
    assert page.key.told.text() == "Kept until Inlay is closed; written nowhere."
    assert "memory, until Inlay is closed" in page.key.state.text()
    assert second_line(dialog, "bfl") == "Key for this session"
    page.key.test.click()
    await window.tasks.finished()
    assert page.key.told.text().startswith("The key works. Balance: ")
    assert bfl.complaints == []
    assert not [path for path in inlay_home.rglob("*") if path.is_file() and bfl.key.encode() in path.read_bytes()]
    page.key.remove.click()
    await window.tasks.finished()
    assert page.key.told.text() == "The key was removed."
    assert second_line(dialog, "bfl") == "No key yet"


async def test_a_wrong_key_is_told_and_what_cant_be_one_isnt_taken(window: MainWindow, bfl: Emulator) -> None:
    _dialog, page = await at(window, "bfl")
    await replace_address(window, page, bfl.base_url)
    page.key.field.setText("two words")
    page.key.session.click()
    assert "spaces" in page.key.told.text()
    assert page.key.field.text() == "two words"
    page.key.field.setText("some-other-key")
    page.key.session.click()
    await window.tasks.finished()
    page.key.test.click()
    await window.tasks.finished()
    assert "doesn't take the key" in page.key.told.text()
    assert "some-other-key" not in page.key.told.text()


async def test_a_keyring_holds_the_key_and_is_named(window: MainWindow, bfl: Emulator, keyring: KeyringDesktop) -> None:
    dialog, page = await at(window, "bfl")
    await replace_address(window, page, bfl.base_url)
    assert page.key.save.isVisible() and not page.key.session.isVisible()
    page.key.field.setText(bfl.key)
    page.key.save.click()
    await window.tasks.finished()
    host = bfl.base_url.removeprefix("http://")
    assert keyring.held("bfl", host) == bfl.key
    assert page.key.told.text() == "Saved in the desktop's keyring (Secret Service)."
    assert page.key.state.text() == f"The key for {host} is in the desktop's keyring (Secret Service)."
    assert second_line(dialog, "bfl") == "Key in the keyring"
    page.key.remove.click()
    await window.tasks.finished()
    assert keyring.held("bfl", host) == ""


async def test_a_locked_keyring_is_told_and_the_key_can_still_be_kept(
    window: MainWindow, bfl: Emulator, keyring: KeyringDesktop
) -> None:
    _dialog, page = await at(window, "bfl")
    await replace_address(window, page, bfl.base_url)
    keyring.lock()
    page.key.field.setText(bfl.key)
    page.key.save.click()
    await window.tasks.finished()
    assert "locked" in page.key.told.text()
    assert page.key.session.isVisible() and page.key.session.isEnabled()
    page.key.session.click()
    await window.tasks.finished()
    page.key.test.click()
    await window.tasks.finished()
    assert page.key.told.text().startswith("The key works.")


async def test_a_key_that_was_refused_never_goes_to_another_host(
    window: MainWindow, bfl: Emulator, keyring: KeyringDesktop
) -> None:
    _dialog, page = await at(window, "bfl")
    await replace_address(window, page, bfl.base_url)
    keyring.lock()
    page.key.field.setText(bfl.key)
    page.key.save.click()
    await window.tasks.finished()
    await replace_address(window, page, "https://elsewhere.example")
    page.key.session.click()
    await window.tasks.finished()
    slot = page.spec.slot("https://elsewhere.example")
    assert slot is not None and slot.host == "elsewhere.example"
    assert not page.key.session.isEnabled()
    assert "Kept" not in page.key.told.text()


async def test_an_environment_variable_wins_and_cant_be_removed_here(
    window: MainWindow, bfl: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BFL_API_KEY", bfl.key)
    dialog, page = await at(window, "bfl")
    assert "environment variable BFL_API_KEY. It is used in place of a stored one." in page.key.state.text()
    assert not page.key.remove.isEnabled() and page.key.test.isEnabled()
    assert second_line(dialog, "bfl") == "Key from the environment"
    await replace_address(window, page, "https://elsewhere.example")
    assert page.key.state.text() == "No key for elsewhere.example yet."


async def test_plain_http_elsewhere_needs_the_word_that_it_is_ones_own(window: MainWindow) -> None:
    _dialog, page = await at(window, "fal")
    settings = window.editor.settings
    await replace_address(window, page, "http://studio.example:8080")
    assert "unencrypted" in page.about_address.text()
    assert page.about_address.text().endswith("Until then queue.fal.run is used.")
    assert setup_of(settings, "fal").base_url is None
    assert page.own.isVisible() and not page.own.isChecked()
    page.own.click()
    await window.tasks.finished()
    assert setup_of(settings, "fal").base_url == "http://studio.example:8080"
    assert own_hosts_in(settings) == ("studio.example:8080",)
    assert page.key.state.text() == "No key for studio.example:8080 yet."
    page.own.click()
    await window.tasks.finished()
    assert setup_of(settings, "fal").base_url is None
    assert page.key.state.text() == "No key for queue.fal.run yet."
    await replace_address(window, page, "ftp://nothing")
    assert "isn't an address" in page.about_address.text()
    await replace_address(window, page, "")
    assert page.about_address.text() == "" and not page.own.isVisible()


async def test_the_settings_of_a_service_are_kept_in_its_range(window: MainWindow) -> None:
    _dialog, page = await at(window, "bfl")
    told: list[str] = []
    window.editor.services_changed.connect(told.append)
    page.fields["region"].tell("eu")
    assert setup_of(window.editor.settings, "bfl").options["region"] == "eu"
    assert told == ["bfl"]
    _dialog, other = await at(window, "cometapi")
    [name] = other.fields
    choices = [value for value, _label in services()["cometapi"].options[0].choices]
    other.fields[name].tell(choices[1])
    assert setup_of(window.editor.settings, "cometapi").options[name] == choices[1]


async def test_a_key_that_comes_late_is_what_an_ordered_fill_waited_for(
    window: MainWindow, bfl: Emulator, tmp_path: Path
) -> None:
    editor = window.editor
    await editor.open(write_picture(tmp_path / "picture.png", LARGE))
    await mask_something(editor)
    set_up(editor, bfl)
    bfl.misbehave("poll-bad-key", times=1)
    task = order(editor, "bfl")
    await until("the overdue job", lambda: in_state(editor, JobState.OVERDUE))
    await task
    _dialog, page = await at(window, "bfl")
    page.key.field.setText(bfl.key)
    page.key.session.click()
    await until("the result", lambda: not editor.jobs.active)
    assert len(bfl.accepted) == 1


async def test_tab_goes_as_the_eye_does(window: MainWindow) -> None:
    _dialog, page = await at(window, "eachlabs")
    stops = tab_walk(page)
    assert len(stops) >= 5
    assert is_in_reading_order(page, stops), [stop.objectName() for stop in stops]


async def test_everything_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    dialog, _page = await at(window, "eachlabs")
    assert unnamed(dialog) == []
    assert [each for each in without_tooltip(dialog) if "close" not in each] == []
