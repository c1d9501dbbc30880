"""Fills by services on the command line: what is chosen, what is sent, and what is refused before anything is sent."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from inlay.providers.catalogue import services
from inlay.storage import WorkingCopy
from tests.cli.calling import PROMPT, SPOT, Bench, pixels_of, title
from tests.cli.conftest import MakeBench

pytestmark = pytest.mark.once
SERVICES = ("bfl", "cometapi", "vercel", "fal", "eachlabs")
OUT_OF_RANGE = [
    ("bfl", "--steps", "70", "15 to 50"),
    ("bfl", "--guidance", "1", "1.5 to 100"),
    ("cometapi", "--safety", "7", "0 to 6"),
    ("vercel", "--steps", "2", "15 to 50"),
    ("fal", "--count", "5", "1 to 4"),
    ("fal", "--safety", "0", "1 to 6"),
    ("eachlabs", "--guidance", "60", "2 to 5"),
    ("bfl", "--steps", "20.5", "whole numbers"),
    ("bfl", "--guidance", "nan", "1.5 to 100"),
    ("bfl", "--upsampling", "perhaps", "on or off"),
    ("bfl", "--set", "region=mars", "global, eu, us"),
    ("fal", "--steps", "30", "has no setting called steps"),
]


def refused(at: Bench, *words: object, code: int = 2, **how: str | None) -> str:
    """What is told of a fill that is refused before anything is sent."""
    called = at.fill(*words, **how)  # type: ignore[arg-type]
    assert (called.code, called.out) == (code, ""), called.err
    assert at.emulator.requests == [] and not at.out.exists() and at.jobs() == []
    return called.one_line()


@pytest.mark.parametrize("name", SERVICES)
def test_a_fill_sends_what_was_asked_for_and_changes_nothing_else(bench: MakeBench, name: str) -> None:
    at = bench(name)
    called = at.fill("--seed", 77, "--project", at.folder / "out.inlay")
    assert (called.code, called.err) == (0, "")
    report = called.report
    assert (report["provider"], report["seed"], report["unmasked_changed"], report["output_changed"]) == (
        name,
        77,
        0,
        0,
    )
    [task] = at.emulator.accepted
    assert task.fields["prompt"] == PROMPT and task.seed == 77
    assert report["cost"] in (None, pytest.approx(task.charged))
    at.check_picture()
    info = at.call("info", at.folder / "out.inlay", "--json").report
    assert [version["kind"] for version in info["versions"]] == ["opened", "fill"]
    at.check_discretion()


@pytest.mark.parametrize(("name", "flag", "value", "allowed"), OUT_OF_RANGE)
def test_a_value_out_of_range_names_range_and_service(
    bench: MakeBench, name: str, flag: str, value: str, allowed: str
) -> None:
    line = refused(bench(name), flag, value)
    assert allowed in line and title(name) in line and "Nothing was sent." in line


@pytest.mark.parametrize("name", [spec.id for spec in services().values() if spec.models[0].needs_prompt])
def test_a_missing_prompt_is_told_where_one_is_needed(bench: MakeBench, name: str) -> None:
    line = refused(bench(name), prompt=None)
    assert title(name) in line and "--prompt" in line


def test_an_empty_mask_sends_nothing(bench: MakeBench) -> None:
    at = bench("bfl")
    Image.fromarray(np.zeros((290, 330), np.uint8)).save(at.mask)
    assert "is empty" in refused(at)


@pytest.mark.parametrize("name", SERVICES)
def test_a_missing_key_sends_nothing(bench: MakeBench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    at = bench(name)
    [variable] = at.emulator.environment()
    monkeypatch.delenv(variable)
    line = refused(at, code=3)
    assert title(name) in line and variable in line and f"keys set {name} --base-url {at.emulator.base_url}" in line


@pytest.mark.parametrize("name", SERVICES)
def test_a_wrong_key_orders_nothing(bench: MakeBench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    at = bench(name)
    [variable] = at.emulator.environment()
    monkeypatch.setenv(variable, "another-key-than-the-right-one")
    called = at.fill()
    assert called.code == 3 and title(name) in called.one_line() and "charged" in called.err
    assert at.paid == 0 and not at.out.exists() and at.jobs() == []
    assert "another-key-than-the-right-one" not in called.err


def test_a_budget_that_is_too_small_sends_nothing(bench: MakeBench) -> None:
    line = refused(bench("bfl"), "--budget", "0.04", code=5)
    assert "$0.05" in line and "$0.04" in line and "Nothing was sent" in line


def test_a_budget_holds_for_all_calls_of_a_run(bench: MakeBench) -> None:
    at = bench("bfl")
    at.mask_two_corners()
    line = refused(at, "--calls", "each", "--budget", "0.09", code=5)
    assert "$0.10" in line or "$0.05" in line
    assert at.fill("--calls", "each", "--budget", "0.1").code == 0 and at.paid == 2


def test_plain_http_goes_to_no_foreign_host(bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    at = bench("bfl")
    line = refused(at, "--base-url", "http://192.168.7.7:8000")
    assert "unencrypted" in line and "--own-host 192.168.7.7:8000" in line
    line = refused(at, "--base-url", "ftp://192.168.7.7")
    assert "ftp://192.168.7.7" in line


@pytest.mark.parametrize("name", SERVICES)
def test_without_a_network_nothing_is_spent(bench: MakeBench, name: str) -> None:
    at = bench(name)
    at.emulator.go_offline()
    called = at.fill()
    line = called.one_line()
    assert called.code == 6 and title(name) in line and "nothing is charged" in line.lower()
    assert at.paid == 0 and not at.out.exists() and at.jobs() == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_dry_run_sends_nothing_and_needs_no_key(bench: MakeBench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    at = bench(name)
    at.emulator.go_offline()
    [variable] = at.emulator.environment()
    monkeypatch.delenv(variable)
    report = at.fill("--dry-run").report
    [call] = report["calls"]
    assert call["host"] == at.emulator.base_url.removeprefix("http://")
    assert call["size"][0] * call["size"][1] == pytest.approx(call["megapixels"] * 1e6)
    assert call["image_bytes"] > 1000 and call["mask_bytes"] > 50 and len(report["cost"]) == 2
    named = ("--provider", name, "--base-url", at.emulator.base_url, "--prompt", PROMPT, "--dry-run")
    told = at.call("fill", at.photo, "--mask", at.mask, *named)
    width, height = call["size"]
    assert (told.code, told.err) == (0, "")
    assert f"{width} x {height} px" in told.out and call["host"] in told.out and report["price"] in told.out
    assert PROMPT in told.out and "Nothing was sent." in told.out
    assert not at.out.exists() and at.jobs() == []


def test_a_dry_run_names_the_real_host(bench: MakeBench) -> None:
    at = bench("bfl")
    words = ("fill", at.photo, "--mask", at.mask, "--provider", "bfl", "--dry-run", "--json")
    hosts = [
        at.call(*words, *more).report["calls"][0]["host"]
        for more in ((), ("--set", "region=eu"), ("--finetune", "mine"))
    ]
    assert hosts == ["api.bfl.ai", "api.eu.bfl.ai", "api.us1.bfl.ai"]
    assert at.call("fill", at.photo, "--mask", at.mask, "--dry-run").out.startswith(
        "Nothing would leave this computer."
    )


@pytest.mark.parametrize("name", ["bfl", "cometapi", "fal"])
def test_a_finetune_chooses_the_model_that_takes_one(bench: MakeBench, name: str) -> None:
    at = bench(name)
    assert at.fill("--finetune", "my-rooms", "--strength", "1.3").code == 0
    [task] = at.emulator.accepted
    assert (task.fields["finetune_id"], task.strength) == ("my-rooms", 1.3) and task.model.endswith("finetuned")
    at.check_picture()
    assert at.emulator.complaints == []


def test_a_strength_without_a_finetune_asks_for_one(bench: MakeBench) -> None:
    assert "inetune" in refused(bench("bfl"), "--strength", "1.3")


def test_several_pictures_are_written_beside_each_other(bench: MakeBench) -> None:
    at = bench("fal")
    called = at.fill("--count", 3, "--seed", 5)
    assert called.code == 0, called.err
    files = [at.out, at.folder / "out-2.png", at.folder / "out-3.png"]
    for path in files:
        at.check_picture(path)
    looks = {pixels_of(path)[SPOT].tobytes() for path in files}
    assert len(looks) == 3 and not (at.folder / "out-4.png").exists() and at.paid == 1
    assert all(str(path) in " ".join(called.report["notes"]) for path in files[1:])
    at.check_discretion()


def test_several_parts_go_as_several_calls(bench: MakeBench) -> None:
    at = bench("bfl")
    at.mask_two_corners()
    called = at.fill("--calls", "each")
    assert called.code == 0, called.err
    report = called.report
    assert at.paid == len(report["calls"]) == 2 and report["cost"] == pytest.approx(0.1)
    assert (report["unmasked_changed"], report["output_changed"]) == (0, 0)
    at.check_two_corners()
    at.check_discretion()


def test_a_part_that_fails_keeps_the_other_that_was_paid(bench: MakeBench) -> None:
    at = bench("bfl")
    at.mask_two_corners()
    at.emulator.misbehave("refused-output")
    called = at.fill("--calls", "each")
    assert called.code == 4 and "are kept" in called.one_line() and not at.out.exists()
    assert at.paid == 2 and len(WorkingCopy.recoverable()) == 1, "the next start offers what was paid for"


def test_borders_are_made_by_a_model_that_takes_no_mask(bench: MakeBench) -> None:
    at = bench("bfl")
    named = ("--provider", "bfl", "--base-url", at.emulator.base_url, "--model", "flux-pro-1.0-expand")
    called = at.call("extend", at.photo, "--left", 64, "--top", 32, *named, "-o", at.out, "--json")
    assert called.code == 0, called.err
    [task] = at.emulator.accepted
    assert task.model == "flux-pro-1.0-expand" and "mask" not in task.fields
    before, after = pixels_of(at.photo), pixels_of(at.out)
    assert after.shape == (290 + 32, 330 + 64, 3)
    assert np.array_equal(after[32 + 12 :, 64 + 12 :], before[12:, 12:])
    at.check_discretion()


def test_something_is_erased_without_a_prompt(bench: MakeBench) -> None:
    at = bench("bfl")
    called = at.fill("--model", "erase-v1", "--dilate-pixels", 4, prompt=None)
    assert called.code == 0, called.err
    [task] = at.emulator.accepted
    assert task.model == "flux-tools/erase-v1" and task.fields["dilate_pixels"] == 4
    at.check_picture()
    at.check_discretion()


def test_pictures_can_be_uploaded_before_the_order(bench: MakeBench) -> None:
    at = bench("fal")
    assert at.fill("--set", "pictures=upload").code == 0
    assert any(seen.method == "PUT" or "upload" in seen.path for seen in at.emulator.requests)
    at.check_picture()
    at.check_discretion()


def test_a_plan_stays_under_the_limit_that_was_set(bench: MakeBench) -> None:
    at = bench("bfl")
    small, large = (at.fill("--dry-run", "--max-mp", limit).report["calls"][0]["megapixels"] for limit in ("0.1", "4"))
    assert small <= 0.1 <= large


def test_the_picture_itself_is_never_written(bench: MakeBench) -> None:
    at = bench("bfl")
    before = at.photo.read_bytes()
    refused(at, output=at.photo)  # type: ignore[arg-type]
    assert at.photo.read_bytes() == before


def test_a_key_of_the_environment_goes_to_no_other_host(bench: MakeBench) -> None:
    at = bench("bfl")
    line = refused(at, "--base-url", "https://somewhere.example", code=3)
    assert "somewhere.example" in line and "BFL_API_KEY" not in line


def test_the_services_are_listed_as_they_are(bench: MakeBench) -> None:
    at = bench("fal")
    listed = {each["id"]: each for each in at.call("services", "--json").report}
    assert set(listed) == set(services())
    for spec in services().values():
        told = listed[spec.id]
        assert told["hosts"] == list(spec.hosts) and told["key"]["needed"] == spec.needs_key
        assert [model["id"] for model in told["models"]] == [model.id for model in spec.models]
        for model, written in zip(spec.models, told["models"], strict=True):
            for parameter, row in zip(model.parameters, written["parameters"], strict=True):
                known = (parameter.id, parameter.default, parameter.minimum, parameter.maximum, parameter.unit)
                assert (row["id"], row["default"], row["minimum"], row["maximum"], row["unit"]) == known
    assert [listed[name]["key"]["state"] for name in ("fal", "bfl", "local")] == ["environment", "none", "none"]
    at.said.append(json.dumps(listed))
    at.check_discretion()


def test_the_services_are_listed_for_a_person(bench: MakeBench) -> None:
    told = bench("fal").call("services").out
    for spec in services().values():
        assert f"{spec.title} ({spec.id})" in told
        for model in spec.models:
            assert f"  {model.id}: {model.title}" in told
    assert "key in the environment variable FAL_KEY" in told and "inlay keys set bfl" in told
    assert "1.5-100 (default 60)" in told and "2-5 (default 3)" in told


def test_help_tells_each_range_at_its_service(bench: MakeBench) -> None:
    told = " ".join(bench("bfl").call("fill", "--help").out.split())
    assert "1.5-100 (bfl, cometapi, vercel), 2-5 (eachlabs)" in told
    assert "1-4 (fal)" in told and "0-5 (bfl erase-v1)" in told


def test_two_services_at_once_keep_their_keys_apart(bench: MakeBench) -> None:
    first, second = bench("bfl"), bench("fal")
    assert first.fill().code == 0 and second.fill(output=second.folder / "second.png").code == 0
    for at, other in ((first, second), (second, first)):
        assert not any(at.emulator.key in str(seen) for seen in other.emulator.requests)
        at.check_discretion()
