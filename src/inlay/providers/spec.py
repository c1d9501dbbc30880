"""What a service is, written once: forms, command line, validation and version record follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.version import Value

if TYPE_CHECKING:
    from inlay.providers.interface import Provider

ParameterKind = Literal["int", "float", "bool", "choice", "text"]


@dataclass(frozen=True)
class Parameter:
    """One control of a model. `minimum` and `maximum` are inclusive; `choices` are (value, label) pairs."""

    id: str
    label: str
    kind: ParameterKind
    default: Value
    minimum: float | None = None
    maximum: float | None = None
    step: float = 1
    unit: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def parse(self, text: str) -> Value:
        """The value that `text` stands for; BadInput names what is allowed."""
        try:
            value = self._convert(text)
        except ValueError:
            raise BadInput(self._complaint(text)) from None
        return self.check(value)

    def _convert(self, text: str) -> Value:
        if self.kind == "int":
            return int(text)
        if self.kind == "float":
            return float(text)
        if self.kind == "bool":
            return {"true": True, "yes": True, "1": True, "on": True}.get(text.lower(), text.lower() not in _NO)
        return text

    def check(self, value: Value) -> Value:
        """The value itself if it is allowed, else BadInput."""
        if self.kind == "choice" and value not in [choice for choice, _label in self.choices]:
            raise BadInput(self._complaint(value))
        if self.kind in ("int", "float"):
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                raise BadInput(self._complaint(value))
            low, high = self.minimum, self.maximum
            if value != value or (low is not None and value < low) or (high is not None and value > high):
                raise BadInput(self._complaint(value))
        return value

    def _complaint(self, value: Value) -> str:
        if self.kind == "choice":
            allowed = ", ".join(choice for choice, _label in self.choices)
        elif self.minimum is not None and self.maximum is not None:
            allowed = tr("{low} to {high}").format(low=f"{self.minimum:g}", high=f"{self.maximum:g}")
        else:
            allowed = {"int": tr("a whole number"), "float": tr("a number")}.get(self.kind, self.kind)
        return tr("{name} can't be {value}; allowed: {allowed}.").format(name=self.id, value=value, allowed=allowed)


_NO = ("false", "no", "0", "off")


@dataclass(frozen=True)
class ModelSpec:
    """One model of a service. `has_prompt`: it reads a prompt; `has_seed`: a seed steers it."""

    id: str
    title: str
    parameters: tuple[Parameter, ...] = ()
    has_prompt: bool = True
    has_seed: bool = True
    help: str = ""

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """All parameters with their values: those given, checked, and the defaults; BadInput for unknown ones."""
        known = {parameter.id: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise BadInput(
                    tr("{model} has no setting called {name}; it has: {names}.").format(
                        model=self.title, name=name, names=", ".join(known) or tr("none")
                    )
                )
        return {name: known[name].check(given.get(name, known[name].default)) for name in known}


@dataclass(frozen=True)
class ProviderSpec:
    """One service: who it is, where it lives, what it offers, and how to get an adapter for it.

    `hosts` are the only hosts that ever see its key; `key_slot` is None where no key is needed.
    `price` tells the cost in US dollars before the click, None where it is free.
    """

    id: str
    title: str
    models: tuple[ModelSpec, ...]
    make: Callable[[], Provider]
    hosts: tuple[str, ...] = ()
    key_slot: str | None = None
    accepts_itself: bool = True
    concurrency: int = 1

    def model(self, model_id: str | None = None) -> ModelSpec:
        """The model of that id, or the first; BadInput where there is none."""
        if model_id is None:
            return self.models[0]
        for model in self.models:
            if model.id == model_id:
                return model
        names = ", ".join(model.id for model in self.models)
        raise BadInput(
            tr("{service} has no model {model}; it has: {names}.").format(
                service=self.title, model=model_id, names=names
            )
        )
