"""How services are set up: addresses that are safe, options in their range, and habits that come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inlay.base.errors import BadInput
from inlay.base.settings import Settings
from inlay.editor.fill_settings import FillSettings
from inlay.editor.remembered import load_fill_settings, save_fill_settings
from inlay.editor.services import Setup, keep_base_url, keep_options, keep_own_hosts, own_hosts_in, setup_of
from tests.editor.painter import painting


@pytest.fixture(autouse=True)
def painter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with painting(monkeypatch):
        yield


def test_what_isnt_set_up_is_the_service_itself() -> None:
    assert setup_of(Settings(), "painter") == Setup(None, {"region": "global"}, ())
    with pytest.raises(BadInput):
        setup_of(Settings(), "nobody")


@pytest.mark.parametrize(
    "url", ["https://proxy.example/v1", "http://127.0.0.1:8000", "http://localhost:9/", "http://[::1]:7"]
)
def test_a_safe_address_is_kept(url: str) -> None:
    settings = Settings()
    keep_base_url(settings, "painter", f" {url} ")
    settings.save()
    assert setup_of(Settings(), "painter").base_url == url
    keep_base_url(settings, "painter", None)
    assert setup_of(settings, "painter").base_url is None


@pytest.mark.parametrize("url", ["http://proxy.example", "http://10.0.0.5:8000", "ftp://a", "a.example", "https://"])
def test_an_address_that_isnt_safe_is_refused(url: str) -> None:
    settings = Settings()
    with pytest.raises(BadInput):
        keep_base_url(settings, "painter", url)
    assert setup_of(settings, "painter").base_url is None


def test_plain_http_goes_to_hosts_of_ones_own_for_as_long_as_they_are_marked() -> None:
    settings = Settings()
    keep_own_hosts(settings, ["10.0.0.5:8000", " 10.0.0.5:8000", "Studio.local", ""])
    assert own_hosts_in(settings) == ("10.0.0.5:8000", "studio.local")
    keep_base_url(settings, "painter", "http://10.0.0.5:8000/v1")
    assert setup_of(settings, "painter").base_url == "http://10.0.0.5:8000/v1"
    keep_base_url(settings, "painter", "http://studio.local:7860")
    keep_own_hosts(settings, [])
    assert setup_of(settings, "painter").base_url is None
    with pytest.raises(BadInput):
        keep_own_hosts(settings, ["two words"])


def test_options_are_kept_in_their_range() -> None:
    settings = Settings()
    keep_options(settings, "painter", {"region": "eu"})
    settings.save()
    assert setup_of(Settings(), "painter").options == {"region": "eu"}
    for wrong in ({"region": "mars"}, {"planet": "mars"}):
        with pytest.raises(BadInput):
            keep_options(settings, "painter", wrong)
    settings.set("services.painter.options.region", "mars")
    assert setup_of(settings, "painter").options == {"region": "global"}, "as if it had never been set"


def test_habits_of_filling_come_back_without_what_belongs_to_the_moment() -> None:
    settings = Settings()
    asked = FillSettings("painter", "fill", {"count": 3}, "a wall", 5, 2_000_000, "each", "https://a.example", {})
    save_fill_settings(settings, asked)
    back = load_fill_settings(settings)
    assert (back.provider, back.model, back.params["count"]) == ("painter", "fill", 3)
    assert (back.limit, back.calls) == (2_000_000, "each")
    assert (back.prompt, back.seed, back.base_url, back.options) == ("", None, None, None)
    settings.set("fill.limit", 5)
    settings.set("fill.calls", "many")
    back = load_fill_settings(settings)
    assert back.limit >= 65_536 and back.calls == "auto"
