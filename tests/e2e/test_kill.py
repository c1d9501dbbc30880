"""Whatever Inlay is doing when it is killed, nothing that was recorded is lost."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.kit.desktop import desktop
from tests.kit.killing import EditorKiller
from tests.kit.killing_window import WindowKiller


def chosen_seed() -> int:
    """A new seed each time; INLAY_KILL_SEED plays one again."""
    seed = int(os.environ.get("INLAY_KILL_SEED") or random.randrange(2**31))
    print(f"INLAY_KILL_SEED={seed}")
    return seed


@pytest.mark.e2e
@pytest.mark.only_on("linux")
@pytest.mark.timeout(400)
def test_whatever_is_killed_loses_nothing(tmp_path: Path) -> None:
    """The editor without a window at 60 moments, the program with its window at 6."""
    seed = chosen_seed()
    outcome = EditorKiller(tmp_path, seed).run(60)
    with desktop() as screen:
        windows = WindowKiller(tmp_path, screen, seed).run(6)
    good, kills = outcome.good + windows.good, outcome.kills + windows.kills
    print(f"{good} of {kills}", dict(outcome.moments + windows.moments))
    assert not outcome.losses + windows.losses
    assert (good, kills) == (66, 66)


@pytest.mark.e2e
@pytest.mark.only_on("linux", "darwin")
def test_the_driver_notices_what_is_lost(tmp_path: Path) -> None:
    """With a fault planted that loses all but the first two changes, the same driver must tell."""
    outcome = EditorKiller(tmp_path, chosen_seed(), remember=2).run(2)
    print(f"{outcome.good} of {outcome.kills}", outcome.losses)
    assert outcome.good < outcome.kills and outcome.losses
