"""The person's habits, in and out of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from inlay.base.errors import BadInput
from inlay.base.settings import Settings
from inlay.document.version import Value
from inlay.editor.fill_settings import MOST_PIXELS, Calls, FillSettings
from inlay.providers.catalogue import services
from inlay.providers.spec import Parameter

MOST_RECENT = 12
LEAST_PIXELS = 65_536
CALLS: tuple[Calls, ...] = get_args(Calls)


def remember_recent(settings: Settings, path: Path) -> None:
    """Put a file at the head of the recent ones."""
    settings.put_first("recent", str(path.resolve()), MOST_RECENT)


def recent_files(settings: Settings) -> list[Path]:
    """The recent files, the newest first; whether they still exist isn't asked here."""
    return [Path(each) for each in settings.get_list("recent")]


def load_fill_settings(settings: Settings) -> FillSettings:
    """Service, model and parameters as they were last; prompt and seed belong to the moment."""
    provider = settings.get("fill.provider", "local")
    if provider not in services():
        return FillSettings()
    return remembered_for(settings, provider, settings.get("fill.model", ""))


def remembered_for(settings: Settings, provider: str, model: str = "") -> FillSettings:
    """A model of a service, else its first one, with the parameters that it was last used with."""
    known = services()[provider].models
    chosen = next((each for each in known if each.id == model), known[0])
    params = {each.id: _remembered(settings, provider, each) for each in chosen.parameters}
    limit = max(LEAST_PIXELS, settings.get("fill.limit", MOST_PIXELS))
    calls: Calls = next((each for each in CALLS if each == settings.get("fill.calls", "auto")), "auto")
    return FillSettings(provider, chosen.id, params, limit=limit, calls=calls)


def _remembered(settings: Settings, provider: str, parameter: Parameter) -> Value:
    default = parameter.default
    if default is None:
        return None
    name = f"fill.{provider}.{parameter.id}"
    value: Value = settings.get(name, default)  # type: ignore[type-var]
    try:
        return parameter.check(value)
    except BadInput:
        return default  # the range has changed since


def save_fill_settings(settings: Settings, fill: FillSettings) -> None:
    """Keep service, model, parameters, and what is sent at most."""
    settings.set("fill.provider", fill.provider)
    settings.set("fill.model", fill.model or "")
    settings.set("fill.limit", fill.limit)
    settings.set("fill.calls", fill.calls)
    for name, value in fill.params.items():
        settings.set(f"fill.{fill.provider}.{name}", value)
