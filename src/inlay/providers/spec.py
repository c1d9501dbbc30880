"""What a service is, written once: forms, command line, validation and version record follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from inlay.base.errors import BadInput
from inlay.base.secret import KeySlot
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.providers.address import host_of, is_loopback

if TYPE_CHECKING:
    from inlay.providers.interface import Connection, Provider

ParameterKind = Literal["int", "float", "bool", "choice", "text", "finetune"]


@dataclass(frozen=True)
class Parameter:
    """One control of a model or a service. `minimum` and `maximum` are inclusive; `choices` are (value, label) pairs.

    What a control means is told by its id, the same at every service: steps, guidance, safety, count (pictures a
    call), upsampling, finetune, strength (of the finetune). The wire's own names are the adapter's business.
    A `required` text or finetune mustn't be empty.
    """

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
    required: bool = False

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
            return _truth(text)
        return text

    def check(self, value: Value) -> Value:
        """The value itself if it is allowed, else BadInput."""
        if self.kind in ("text", "finetune"):
            if not isinstance(value, str):
                raise BadInput(self._complaint(value))
            if self.required and not value.strip():
                raise BadInput(tr("{name} is needed.").format(name=self.label))
        if self.kind == "choice" and value not in [choice for choice, _label in self.choices]:
            raise BadInput(self._complaint(value))
        if self.kind == "bool" and not isinstance(value, bool):
            raise BadInput(self._complaint(value))
        if self.kind in ("int", "float"):
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                raise BadInput(self._complaint(value))
            if self.kind == "int" and isinstance(value, float) and not value.is_integer():
                raise BadInput(self._complaint(value))
            low, high = self.minimum, self.maximum
            if value != value or (low is not None and value < low) or (high is not None and value > high):
                raise BadInput(self._complaint(value))
        return value

    def _complaint(self, value: Value) -> str:
        if self.kind == "choice":
            allowed = ", ".join(choice for choice, _label in self.choices)
        elif self.minimum is not None and self.maximum is not None:
            text = tr("whole numbers from {low} to {high}") if self.kind == "int" else tr("{low} to {high}")
            allowed = text.format(low=f"{self.minimum:g}", high=f"{self.maximum:g}")
        else:
            words = {"int": tr("a whole number"), "float": tr("a number"), "bool": tr("on or off")}
            allowed = words.get(self.kind, tr("a text"))
        return tr("{name} can't be {value}; allowed: {allowed}.").format(name=self.id, value=value, allowed=allowed)


FREE = Price()
_YES, _NO = ("true", "yes", "1", "on"), ("false", "no", "0", "off")


def _truth(text: str) -> bool:
    """What a word for on or off means; ValueError for any other."""
    if text.lower() not in (*_YES, *_NO):
        raise ValueError(text)
    return text.lower() in _YES


@dataclass(frozen=True)
class ModelSpec:
    """One model of a service. `has_prompt`: it reads a prompt; `needs_prompt`: not without one; `has_seed`: a seed
    steers it; `takes`: a mask, or only a border to add around the picture; `sizes`: which pictures, None for a
    model that takes any from the document as it is; `is_legacy`: only for those who have used it before.
    """

    id: str
    title: str
    parameters: tuple[Parameter, ...] = ()
    has_prompt: bool = True
    has_seed: bool = True
    help: str = ""
    needs_prompt: bool = False
    takes: Literal["mask", "border"] = "mask"
    sizes: Sizes | None = None
    price: Price = FREE
    is_legacy: bool = False

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
class Polling:
    """Pauses between polls in seconds: the first, how much each is longer than the one before, and the longest."""

    first: float = 0.5
    growth: float = 1.3
    longest: float = 5.0


@dataclass(frozen=True)
class ProviderSpec:
    """One service: who it is, where it lives, what it offers, and how to get an adapter for it.

    hosts          the only hosts that ever see its key, `*.` standing for any subdomain; the first one names
                   the key's slot; empty for what runs on this computer
    environment    the variable that may hold its key; None where no key is needed
    options        settings of the service itself (region, spelling): for the settings dialog and `--set`
    accepts_itself whether a result goes into the picture at once where nothing has changed under it
    concurrency    how many jobs may be active at a time
    tickets_last   whether a ticket can be taken up again by another run of the program
    privacy        what the person should know about what is sent there
    lists_finetunes  whether its account tells which finetunes it has
    sends_to       the host that orders for a model go to with these options; None: always the first of `hosts`
    """

    id: str
    title: str
    models: tuple[ModelSpec, ...]
    make: Callable[[Connection], Provider]
    hosts: tuple[str, ...] = ()
    environment: str | None = None
    options: tuple[Parameter, ...] = ()
    accepts_itself: bool = True
    concurrency: int = 1
    tickets_last: bool = True
    polling: Polling = Polling()
    privacy: str = ""
    lists_finetunes: bool = False
    sends_to: Callable[[str, Mapping[str, Value]], str] | None = None

    def host(self, model_id: str, options: Mapping[str, Value], base_url: str | None = None) -> str:
        """The host that an order goes to; empty for what runs on this computer."""
        if not self.hosts:
            return ""
        if base_url is not None:
            return host_of(base_url)
        return self.hosts[0] if self.sends_to is None else self.sends_to(model_id, self.option_values(options))

    @property
    def needs_key(self) -> bool:
        """Whether it wants a key."""
        return self.environment is not None

    def slot(self, base_url: str | None = None) -> KeySlot | None:
        """Where its key is kept; a replaced host has a slot of its own. None for a service without a key.

        An environment variable's key goes to the service's own hosts and to loopback, nowhere else.
        """
        if not self.needs_key:
            return None
        if base_url is None:
            return KeySlot(self.id, self.hosts[0], self.environment)
        return KeySlot(self.id, host_of(base_url), self.environment if is_loopback(base_url) else None)

    def option_values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """All options with their values: those given that are allowed, else the defaults."""
        values: dict[str, Value] = {}
        for option in self.options:
            try:
                values[option.id] = option.check(given.get(option.id, option.default))
            except BadInput:
                values[option.id] = option.default  # the range has changed since it was kept
        return values

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
