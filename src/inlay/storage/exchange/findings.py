"""What reading found that Inlay shows another way or leaves out: one sentence a kind, with the names of the layers."""

from __future__ import annotations

from collections.abc import Callable

from inlay.base.text import tr

MOST_NAMES = 8
_Sentence = Callable[[str], str]

# In the order in which they are told.
_SENTENCES: dict[str, _Sentence] = {
    "left out": lambda names: tr("Left out, since the file holds no pixels for it: {names}.").format(names=names),
    "damaged": lambda names: tr("Left out, since it is damaged: {names}.").format(names=names),
    "merged": lambda names: tr(
        "Merged into one layer, since Inlay has no groups with an opacity, mode or mask of their own: {names}."
    ).format(names=names),
    "clipped": lambda names: tr(
        "Clipped to the layer below; that layer's shape is in the layer mask now: {names}."
    ).format(names=names),
    "joined": lambda names: tr("Merged with the layers that are clipped to it: {names}.").format(names=names),
    "mode": lambda names: tr("Shown in mode normal, since Inlay doesn't have its blend mode: {names}.").format(
        names=names
    ),
    "soft light": lambda names: tr(
        "Soft light may look different by up to 17 levels of 255: Photoshop has a formula of its own for it: {names}."
    ).format(names=names),
    "style": lambda names: tr("Shown without its layer style or blending range: {names}.").format(names=names),
    "pixels": lambda names: tr("Opened as pixels: {names}.").format(names=names),
    "mask": lambda names: tr("Shown without the feather of its mask, or without its vector mask: {names}.").format(
        names=names
    ),
    "mask depth": lambda names: tr("Its mask was reduced to 8 bits: {names}.").format(names=names),
    "converted": lambda names: tr("Converted to the colour profile of the picture: {names}.").format(names=names),
}


class Findings:
    """Collects while a file is read."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._said: list[str] = []

    def add(self, kind: str, name: str) -> None:
        """A layer that is told under a kind, one of the keys above."""
        assert kind in _SENTENCES, kind
        names = self._names.setdefault(kind, [])
        if name not in names:
            names.append(name)

    def say(self, sentence: str) -> None:
        """A sentence of its own."""
        if sentence not in self._said:
            self._said.append(sentence)

    def sentences(self) -> tuple[str, ...]:
        """All that is to be told."""
        told = [make(joined(self._names[kind])) for kind, make in _SENTENCES.items() if kind in self._names]
        return (*self._said, *told)


def joined(names: list[str]) -> str:
    """Names in quotation marks, so many that a line stays readable."""
    shown = ", ".join(f"“{each}”" for each in names[:MOST_NAMES])
    if len(names) <= MOST_NAMES:
        return shown
    return tr("{names} and {count} more").format(names=shown, count=len(names) - MOST_NAMES)
