"""Finetunes: asked from the account, written by hand, and used in the Fill panel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inlay.editor.finetunes import Finetune, Finetunes
from inlay.jobs.states import JobState
from inlay.ui.dialogs.finetunes import FinetunesDialog
from inlay.ui.main_window import MainWindow
from inlay.ui.panels.fill_form import FillForm
from inlay.ui.panels.finetune_field import FinetuneBox
from tests.kit.emulated import mask_something, set_up
from tests.kit.ui_fixtures import unnamed, without_tooltip, write_picture
from tests.services import Emulator

LARGE = (520, 420)


@pytest.fixture
def bfl() -> Iterator[Emulator]:
    with Emulator("bfl") as service:
        yield service


def shown(window: MainWindow) -> FinetunesDialog:
    window.show_dialog("finetunes")
    dialog = window.findChild(FinetunesDialog)
    assert dialog is not None
    return dialog


async def press(window: MainWindow, dialog: FinetunesDialog, name: str) -> None:
    assert dialog.buttons[name].isEnabled(), name
    dialog.buttons[name].click()
    await window.tasks.finished()


def write(dialog: FinetunesDialog, **texts: str) -> None:
    for name, text in texts.items():
        dialog.form.lines[name].setText(text)


async def test_an_empty_list_says_what_to_do(window: MainWindow) -> None:
    dialog = shown(window)
    assert dialog.empty.isVisible() and "Ask the account" in dialog.empty.text()
    assert not any(dialog.buttons[name].isEnabled() for name in ("save", "remove", "use"))
    assert dialog.form.strength.value() == pytest.approx(1.1)


async def test_written_by_hand_changed_and_removed(window: MainWindow) -> None:
    dialog = shown(window)
    write(dialog, name="House style", id="my style")
    await press(window, dialog, "save")
    assert dialog.told.text() == "A finetune's id is 1 to 200 characters without spaces."
    write(dialog, id="my-style", trigger="TOK")
    dialog.form.strength.set_value(1.25)
    dialog.form.region.setCurrentIndex(dialog.form.region.findData("eu"))
    dialog.form.notes.setPlainText("For skies")
    await press(window, dialog, "save")
    assert dialog.told.text() == "Kept."
    kept = Finetune("my-style", "House style", "bfl", "eu", "TOK", 1.25, "For skies")
    assert Finetunes().all == (kept,)  # as another window would read it
    assert dialog.list.count() == 1 and dialog.list.currentRow() == 0
    assert dialog.buttons["save"].text() == "Save"
    write(dialog, name="")
    await press(window, dialog, "save")
    assert dialog.list.item(0).text() == "my-style"
    await press(window, dialog, "new")
    write(dialog, id="my-style")
    await press(window, dialog, "save")
    assert dialog.told.text() == "The finetune my-style is in the list already."
    dialog.list.setCurrentRow(0)
    await press(window, dialog, "remove")
    assert Finetunes().all == ()
    assert "the service still has it" in dialog.told.text()
    assert dialog.empty.isVisible()


async def test_only_a_service_with_regions_asks_for_one(window: MainWindow) -> None:
    dialog = shown(window)
    assert dialog.form.region.isVisible()
    dialog.form.service.setCurrentIndex(dialog.form.service.findData("fal"))
    assert not dialog.form.region.isVisible()
    assert not dialog.buttons["fetch"].isEnabled()
    assert dialog.buttons["fetch"].toolTip() == "fal doesn't tell which finetunes an account has"


async def test_the_account_is_asked_and_what_was_written_stays(window: MainWindow, bfl: Emulator) -> None:
    dialog = shown(window)
    await press(window, dialog, "fetch")
    assert "There is no key for Black Forest Labs" in dialog.told.text()
    set_up(window.editor, bfl)
    await press(window, dialog, "fetch")
    count = dialog.list.count()
    assert count > 0 and dialog.told.text() == f"{count} new finetunes."
    dialog.list.setCurrentRow(0)
    write(dialog, name="My own name")
    await press(window, dialog, "save")
    await press(window, dialog, "fetch")
    assert dialog.told.text() == "The account has no finetune that isn't listed here already."
    assert (dialog.list.count(), dialog.list.item(0).text()) == (count, "My own name")
    assert bfl.complaints == []


async def test_use_chooses_it_in_the_fill_panel_and_fills_in_its_region(
    window: MainWindow, bfl: Emulator, tmp_path: Path
) -> None:
    editor = window.editor
    await editor.open(write_picture(tmp_path / "picture.png", LARGE))
    await mask_something(editor)
    set_up(editor, bfl)
    await editor.fetch_finetunes("bfl")
    listed = editor.finetunes.all[0]
    await editor.finetunes.change(listed, Finetune(listed.id, "House style", "bfl", "eu1", listed.trigger, 0.9))
    dialog = shown(window)
    dialog.list.setCurrentRow(0)
    await press(window, dialog, "use")
    assert dialog.told.text() == "The Fill panel uses House style now."
    form = window.findChild(FillForm)
    assert form is not None
    box = form.findChild(FinetuneBox)
    assert box is not None and box.combo.currentText() == "House style"
    assert editor.fill_settings.params["strength"] == pytest.approx(0.9)
    editor.set_fill(prompt="a meadow")
    [request] = await editor.sent_pictures()
    assert request.options["region"] == "eu1"  # though the service is set to the nearest one
    job = await editor.fill()
    assert job.state is JobState.DONE, job.error
    [accepted] = bfl.accepted
    assert (accepted.fields["finetune_id"], accepted.fields["finetune_strength"]) == (listed.id, 0.9)


async def test_everything_has_a_name_and_a_tooltip(window: MainWindow) -> None:
    dialog = shown(window)
    assert unnamed(dialog) == []
    assert [each for each in without_tooltip(dialog) if "close" not in each] == []
