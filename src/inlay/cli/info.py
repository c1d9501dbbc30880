"""`inlay info`: tell what a picture or a project is."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from inlay.base.text import tr
from inlay.cli.export_options import add_salvage

HELP = tr("Tell what a picture or a project is.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    add_salvage(parser)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    is_project = options.file.suffix.lower() == ".inlay"
    facts = _project(options.file) if is_project else _picture(options.file, options.salvage)
    if options.json:
        print(json.dumps(facts))
    else:
        print("\n".join(_lines(facts)))
    return 0


def _picture(path: Path, salvage: bool) -> dict[str, Any]:
    from inlay.imaging.codec import Description, describe_picture, read_bytes
    from inlay.imaging.colour import profile_name
    from inlay.storage.exchange import probe_layers

    data = read_bytes(path)
    found = probe_layers(data, path.name) or describe_picture(data, path.name, salvage)
    info, metadata = found.info, found.metadata
    facts = {
        "kind": "picture",
        "file": str(path),
        "format": info.format,
        "width": info.width,
        "height": info.height,
        "depth": info.depth,
        "channels": info.channels,
        "model": "cmyk" if info.cmyk else "grey" if info.grey else "rgb",
        "profile": profile_name(metadata.icc) if metadata.icc else None,
        "dpi": list(metadata.dpi) if metadata.dpi else None,
        "metadata": [name for name in ("exif", "xmp", "iptc", "icc") if getattr(metadata, name)],
        "bytes": len(data),
    }
    return facts | ({"notes": list(found.notes)} if isinstance(found, Description) else {"layers": list(found.layers)})


def _project(path: Path) -> dict[str, Any]:
    from inlay.storage import WorkingCopy

    working = WorkingCopy.of_project(path)
    try:
        state = working.state
        document = state.document
        facts: dict[str, Any] = {"kind": "project", "file": str(path), "current_version": state.current_version}
        if document is not None:
            facts |= {
                "width": document.canvas.w,
                "height": document.canvas.h,
                "depth": document.depth,
                "profile": document.colour.name,
                "layers": [layer.name for layer in document.layers],
                "source": document.source.name if document.source else None,
            }
        facts["versions"] = [
            {"id": each.id, "parent": each.parent, "time": each.time, "kind": each.kind, "label": each.label}
            for each in state.versions
        ]
        return facts
    finally:
        working.close(True)


def _lines(facts: dict[str, Any]) -> list[str]:
    versions = facts.pop("versions", [])
    lines = [f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in facts.items()]
    for each in versions:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(each["time"]))
        lines.append(f"version {each['id'][:8]}  {when}  {each['kind']}  {each['label']}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or tr("none")
    return tr("none") if value is None else str(value)
