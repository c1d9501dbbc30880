"""Options of a tool: a frozen dataclass whose fields say how they are shown, so that the option bar follows from it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["int", "float", "bool", "choice"]


@dataclass(frozen=True, eq=False)
class Choice:
    """One entry of a choice: the value that is kept, its translated label, and an icon's file name (without .svg) to
    be shown in place of the label."""

    value: str
    label: str
    icon: str = ""


@dataclass(frozen=True, eq=False)
class Option:
    """How one option is shown.

    `minimum`, `maximum` and `step` are None for bool and choice. `unit` is a translated suffix ("px", "%"), unless
    `unit_option` names another option (a choice) whose value is the unit. `logarithmic` asks for a slider whose steps
    grow. `fine_step` takes the place of `step` while the unit is "%". `remembered` is False for what belongs to the
    moment rather than to the tool. `help` is a translated sentence.
    """

    name: str
    label: str
    kind: Kind
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    fine_step: float | None = None
    unit: str = ""
    unit_option: str = ""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    logarithmic: bool = False
    remembered: bool = True

    def step_in(self, unit: str) -> float | None:
        """The step while the option is shown in a unit."""
        return self.fine_step if self.fine_step is not None and unit == "%" else self.step

    def brought_in(self, value: Any) -> Any:
        """`value` as this option can hold it: of the right type and inside the range; the default where it can't be."""
        if self.kind == "bool":
            return bool(value)
        if self.kind == "choice":
            return value if any(choice.value == value for choice in self.choices) else self.default
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            return self.default
        low = value if self.minimum is None else max(self.minimum, value)
        inside = low if self.maximum is None else min(self.maximum, low)
        return round(inside) if self.kind == "int" else float(inside)


def option(default: Any, label: str, **how: Any) -> Any:
    """A dataclass field that carries an `Option`; the kind follows from `choices` or from the default's type."""
    kinds: dict[type, Kind] = {bool: "bool", int: "int", float: "float"}
    kind: Kind = "choice" if how.get("choices") else kinds[type(default)]
    shown = Option(name="", label=label, kind=kind, default=default, **how)
    return dataclasses.field(default=default, metadata={"option": shown})


def options_of(kind: type[Any]) -> tuple[Option, ...]:
    """The options of an options dataclass, in the order of its fields."""
    return tuple(dataclasses.replace(field.metadata["option"], name=field.name) for field in dataclasses.fields(kind))


def changed_options(options: Any, values: dict[str, Any]) -> Any:
    """`options` with some values replaced, each brought into its range. KeyError for a name that doesn't exist."""
    known = {each.name: each for each in options_of(type(options))}
    return dataclasses.replace(options, **{name: known[name].brought_in(value) for name, value in values.items()})


@dataclass(frozen=True, eq=False)
class NoOptions:
    """The options of a tool that has none."""
