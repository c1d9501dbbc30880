"""Whatever Inlay is doing when it is killed, nothing that was recorded is lost."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.kit.killing import EditorKiller


def chosen_seed() -> int:
    """A new seed each time; INLAY_KILL_SEED plays one again."""
    seed = int(os.environ.get("INLAY_KILL_SEED") or random.randrange(2**31))
    print(f"INLAY_KILL_SEED={seed}")
    return seed


@pytest.mark.e2e
@pytest.mark.only_on("linux", "darwin")
@pytest.mark.timeout(300)
def test_a_killed_editor_loses_nothing(tmp_path: Path) -> None:
    outcome = EditorKiller(tmp_path, chosen_seed()).run(60)
    print(f"{outcome.good} of {outcome.kills}", dict(outcome.moments))
    assert not outcome.losses
    assert (outcome.good, outcome.kills) == (60, 60)


@pytest.mark.e2e
@pytest.mark.only_on("linux", "darwin")
def test_the_driver_notices_what_is_lost(tmp_path: Path) -> None:
    """With a fault planted that loses all but the first two changes, the same driver must tell."""
    outcome = EditorKiller(tmp_path, chosen_seed(), remember=2).run(4)
    print(f"{outcome.good} of {outcome.kills}", outcome.losses)
    assert outcome.good < outcome.kills and outcome.losses
