"""The interface's size and language, as the settings have them from the start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from inlay.base.settings import Settings

ASK = """
import os
from inlay.base.settings import Settings
from inlay.app.application import make_application
app = make_application(Settings())
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialogButtonBox, QLabel
box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
text = box.buttons()[0].text().replace("&", "")
from inlay.base.text import tr
from inlay.ui.theme import colours
print(app.devicePixelRatio(), os.environ.get("QT_SCALE_FACTOR"), text, sep="|", end="|")
print(QLocale().toString(1.5), colours.shown(), sep="|")
"""


def ask(**variables: str) -> list[str]:
    """Scale, its variable, Qt's word for Cancel, how 1.5 is written, the theme: in a process of its own."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", **variables}
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.strip().split("|")


@pytest.mark.parametrize(
    ("values", "variables", "said"),
    [
        ({}, {}, ["1.0", "None", "Cancel", "1.5", "dark"]),
        (
            {"interface.scale": 150, "interface.language": "de", "interface.theme": "light"},
            {},
            ["1.5", "None", "Abbrechen", "1,5", "light"],
        ),
        # The person's own variable wins; what nobody could have chosen is held to the limits.
        ({"interface.scale": 150}, {"QT_SCALE_FACTOR": "2"}, ["2.0", "2", "Cancel", "1.5", "dark"]),
        ({"interface.scale": 9000, "interface.theme": "pink"}, {}, ["2.0", "None", "Cancel", "1.5", "dark"]),
    ],
)
def test_the_program_starts_as_the_settings_say(
    values: dict[str, object], variables: dict[str, str], said: list[str]
) -> None:
    settings = Settings()
    for name, value in values.items():
        settings.set(name, value)  # type: ignore[arg-type]
    settings.save()
    assert ask(**variables) == said
