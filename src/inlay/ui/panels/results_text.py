"""What is said of a fill that was recorded: what it was asked for with, and what it cost."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.document.version import FillRecord, Value
from inlay.fill.plan.money_text import cost_text, dollars
from inlay.fill.plan.price import Cost
from inlay.providers.catalogue import services
from inlay.providers.spec import ModelSpec


def model_of(record: FillRecord) -> ModelSpec | None:
    """The model that made it, where this Inlay still has it."""
    spec = services().get(record.provider)
    return None if spec is None else next((each for each in spec.models if each.id == record.model), None)


def price_text(record: FillRecord) -> str:
    """What was billed, or what was expected and nobody confirmed; empty for what costs nothing."""
    if record.cost is not None:
        return tr("{price} billed").format(price=dollars(record.cost)) if record.cost else ""
    expected = Cost(record.expected_low, record.expected_high)
    if expected.is_free:
        return ""
    if expected.high is None:
        return tr("price not published")
    return tr("{price} expected, not confirmed").format(price=cost_text(expected))


def short_price(record: FillRecord) -> str:
    """The same for a narrow place."""
    if record.cost is not None:
        return dollars(record.cost) if record.cost else ""
    expected = Cost(record.expected_low, record.expected_high)
    return "" if expected.is_free else "?" if expected.high is None else cost_text(expected)


def result_lines(record: FillRecord, short: bool = False) -> tuple[str, ...]:
    """What tells results of one row apart: strength, seed and price, a line each; `short` for a narrow place."""
    strength = record.params.get("strength")
    lines = [tr("strength {value:g}").format(value=strength)] if isinstance(strength, int | float) else []
    lines.append(str(record.seed) if short else tr("seed {seed}").format(seed=record.seed))
    lines.append(short_price(record) if short else price_text(record))
    return tuple(line for line in lines if line)


def shown_value(value: Value) -> str:
    """A parameter's value as one reads it."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return f"{value:g}" if isinstance(value, float) else str(value)


def parameter_texts(record: FillRecord) -> list[str]:
    """The parameters by their names, in the model's own order; those that are empty are left out."""
    model = model_of(record)
    known = {each.id: each for each in model.parameters} if model is not None else {}
    names = [*(each for each in known if each in record.params), *(each for each in record.params if each not in known)]
    found = []
    for name in names:
        value = record.params[name]
        if value is None or value == "":
            continue
        labels = dict(known[name].choices) if name in known else {}
        label = known[name].label if name in known else name
        text = labels.get(str(value)) or shown_value(value)
        found.append(tr("{name} {value}").format(name=label.lower(), value=text))
    return found
