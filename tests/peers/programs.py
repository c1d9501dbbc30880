"""Other programs that read and write layers, called without a person."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SECONDS = 120
MYPAINT = Path(__file__).with_name("mypaint_flat.py")


def _call(folder: Path, *words: object) -> None:
    command = [str(each) for each in words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]


def krita(source: Path, target: Path) -> None:
    """Whatever Krita makes of a file: a picture, or layers again, by the target's ending."""
    _call(source.parent, "krita", "--export", "--export-filename", target, source)
    assert target.exists()


def mypaint(source: Path, target: Path, size: tuple[int, int]) -> None:
    """A PNG of what MyPaint shows of an OpenRaster file."""
    _call(source.parent, "/usr/bin/python3", MYPAINT, source, target, *size)


def gimp_flat(source: Path, target: Path) -> None:
    """A PNG of what GIMP shows of a Photoshop document."""
    load = f'(image (car (gimp-file-load RUN-NONINTERACTIVE "{source}" "{source}")))'
    merge = "(layer (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE)))"
    save = f'(file-png-save RUN-NONINTERACTIVE image layer "{target}" "{target}" 0 9 0 0 0 0 0)'
    _gimp(source.parent, f"(let* ({load} {merge}) {save})", target)


def gimp_again(source: Path, target: Path) -> None:
    """A Photoshop document of GIMP's own from one of another program."""
    load = f'(image (car (gimp-file-load RUN-NONINTERACTIVE "{source}" "{source}")))'
    layer = "(layer (car (gimp-image-get-active-layer image)))"
    save = f'(file-psd-save RUN-NONINTERACTIVE image layer "{target}" "{target}" 0 0)'
    _gimp(source.parent, f"(let* ({load} {layer}) {save})", target)


def _gimp(folder: Path, script: str, target: Path) -> None:
    _call(folder, "gimp", "-i", "-d", "-f", "-b", script, "-b", "(gimp-quit 0)")
    assert target.exists()


def imagemagick(source: Path, target: Path, first: bool) -> None:
    """A PNG of ImageMagick's own flatten of the layers, or of the merged picture that the file holds."""
    program = shutil.which("magick") or "convert"
    layers = (f"{source}[0]",) if first else (f"{source}[1--1]", "-background", "none", "-layers", "flatten")
    _call(source.parent, program, *layers, "-define", "png:color-type=6", target)
