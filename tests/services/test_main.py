"""Starting emulators by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.__main__ import main
from tests.services.misbehaviours import ROWS
from tests.services.samples import plain_client

ROOT = Path(__file__).resolve().parents[2]


# Ctrl+C can't be sent to one process alone elsewhere.
@pytest.mark.only_on("linux", "darwin")
def test_they_tell_where_they_are_and_end_when_asked() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.services",
        "bfl",
        "fal",
        "--port",
        "0",
        "--json",
        "--misbehave",
        "no-credit:1",
    ]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert list(told) == ["bfl", "fal"]
        assert told["bfl"]["key"] == "not-a-key-bfl"
        with plain_client() as client:
            headers = {"x-key": told["bfl"]["key"]}
            assert client.get(f"{told['bfl']['base_url']}/v1/credits", headers=headers).json()["credits"] > 0
            url = f"{told['bfl']['base_url']}/v1/flux-pro-1.0-fill"
            assert [client.post(url, json={}, headers=headers).status_code for _ in range(2)] == [402, 422]
        lines = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert lines[0].split() == ["bfl", "GET", "/v1/credits"]
    assert lines[1].split() == lines[2].split() == ["bfl", "POST", "/v1/flux-pro-1.0-fill"]
    assert "BREACH" in lines[3] and "image: field required" in lines[3]


def test_the_list_names_every_way_to_go_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(ROWS)


def test_wrong_names_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bfl", "--port", "0", "--misbehave", "no-such-thing"]) == 2
    assert "no-such-thing" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="no service called nobody"):
        main(["nobody"])


def test_they_end_by_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vercel", "--port", "0", "--seconds", "0.1"]) == 0
    assert "AI_GATEWAY_API_KEY=not-a-key-vercel" in capsys.readouterr().out
