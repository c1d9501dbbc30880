"""Where what is shipped lies: icons, theme, translations and the sample."""

from __future__ import annotations

from pathlib import Path


def resources_dir() -> Path:
    """The folder of icons, themes, translations and the sample, installed or in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"
    return installed if installed.is_dir() else package.parents[1] / "resources"
