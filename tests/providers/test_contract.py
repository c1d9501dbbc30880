"""What every service keeps to, whichever it is: its description, and its way from an order to a picture."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from inlay.base.errors import BadAnswer, BadInput, InlayError, KeyRejected, NoCredit, OutcomeUnknown
from inlay.base.secret import Secret
from inlay.fill.request import Border, FillRequest
from inlay.providers.address import host_matches
from inlay.providers.catalogue import service, services
from inlay.providers.interface import Answer, CancelOutcome, Connection, Provider
from inlay.providers.remote import Remote
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from tests.providers.orders import ended, fill, order, pixels, request, run
from tests.services import Emulator
from tests.services.misbehaviours import ROWS

REMOTE = ("bfl", "cometapi", "vercel", "fal", "eachlabs")
MODELS = [(name, model.id) for name in REMOTE for model in service(name).models]
MEANT = {"steps", "guidance", "safety", "count", "upsampling", "finetune", "strength"}


def specs() -> list[ProviderSpec]:
    return list(services().values())


def parameters() -> list[tuple[str, Parameter]]:
    own = [(spec.id, option) for spec in specs() for option in spec.options]
    return own + [
        (f"{spec.id} {model.id}", each) for spec in specs() for model in spec.models for each in model.parameters
    ]


# --- the description


def test_the_services_are_there() -> None:
    assert next(iter(services())) == "local" and set(REMOTE) < set(services())
    assert len({spec.title for spec in specs()}) == len(specs())
    variables = [spec.environment for spec in specs() if spec.environment]
    assert len(set(variables)) == len(variables)


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.id)
def test_a_service_describes_itself(spec: ProviderSpec) -> None:
    assert re.fullmatch(r"[a-z0-9]+", spec.id) and spec.title and spec.models
    assert len({model.id for model in spec.models}) == len(spec.models)
    assert len({option.id for option in spec.options}) == len(spec.options)
    assert 1 <= spec.concurrency <= 40
    assert 0 < spec.polling.first <= spec.polling.longest and spec.polling.growth >= 1
    if spec.hosts:
        assert spec.environment and spec.privacy and isinstance(spec.make(_nobody()), Remote)
        assert all(re.fullmatch(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+", host) for host in spec.hosts)
        slot = spec.slot()
        assert slot is not None and slot.host == spec.hosts[0] and "*" not in slot.host


@pytest.mark.parametrize("name", REMOTE)
def test_where_keys_and_orders_go(name: str) -> None:
    spec = service(name)
    for model in spec.models:
        choices = [{option.id: value} for option in spec.options for value, _label in option.choices] or [{}]
        for options in choices:
            assert host_matches(spec.host(model.id, options), spec.hosts)
    local, foreign = spec.slot("http://127.0.0.1:8000"), spec.slot("https://proxy.example")
    assert local is not None and local.host == "127.0.0.1:8000" and local.environment == spec.environment
    assert foreign is not None and foreign.host == "proxy.example" and foreign.environment is None


@pytest.mark.parametrize(("place", "parameter"), parameters(), ids=lambda part: getattr(part, "id", part))
def test_a_parameter_describes_itself(place: str, parameter: Parameter) -> None:
    assert parameter.id.isidentifier() and parameter.label[0].isupper()
    assert parameter.help.endswith(".") and len(parameter.help) > 20
    if parameter.required:
        with pytest.raises(BadInput):
            parameter.check(parameter.default)
    else:
        assert parameter.check(parameter.default) == parameter.default
    if parameter.kind in ("int", "float"):
        low, high = parameter.minimum, parameter.maximum
        assert low is not None and high is not None and low < high and parameter.step > 0
        for outside in (low - parameter.step, high + parameter.step, float("nan")):
            with pytest.raises(BadInput) as told:
                parameter.check(outside)
            assert f"{low:g}" in told.value.what and f"{high:g}" in told.value.what
        assert parameter.check(low) == low and parameter.check(high) == high
    if parameter.kind == "int":
        assert isinstance(parameter.default, int) and isinstance(parameter.minimum, int) and parameter.step == 1
    if parameter.kind == "float":
        assert isinstance(parameter.default, float)
    if parameter.kind == "choice":
        assert len(parameter.choices) > 1 and all(value and label for value, label in parameter.choices)
    assert (parameter.kind == "bool") == isinstance(parameter.default, bool)


@pytest.mark.parametrize(("name", "model_id"), MODELS)
def test_a_model_describes_itself(name: str, model_id: str) -> None:
    model = service(name).model(model_id)
    ids = [parameter.id for parameter in model.parameters]
    assert len(set(ids)) == len(ids)
    assert model.title and model.help.endswith(".") and model.sizes is not None
    assert model.sizes.multiple >= 1 and model.sizes.least_side % model.sizes.multiple == 0
    assert model.sizes.least_side < model.sizes.most_side and model.sizes.good_least < model.sizes.most
    cost = model.price.of(1_000_000)
    assert cost.high is None if not model.price.is_known else cost.high is not None and cost.high > 0
    assert ("finetune" in ids) == ("strength" in ids) == ("finetuned" in model.id)
    if "strength" in ids:
        strength = next(each for each in model.parameters if each.id == "strength")
        assert (strength.minimum, strength.maximum, strength.default) == (0, 2, 1.1)
    if "count" in ids:
        assert model.price.of(1_000_000, 4).low == pytest.approx(4 * model.price.of(1_000_000).low)


def test_ranges_are_each_services_own() -> None:
    def of(name: str, parameter: str, model: str | None = None) -> tuple[object, ...]:
        found = {each.id: each for each in service(name).model(model).parameters}
        each = found[parameter]
        return each.minimum, each.maximum, each.default

    assert of("bfl", "guidance") == of("cometapi", "guidance") == (1.5, 100, 60.0)
    assert of("bfl", "steps") == (15, 50, 50) and of("eachlabs", "steps") == (1, 50, 50)
    assert of("eachlabs", "guidance") == (2, 5, 3.0)
    assert of("bfl", "safety") == (0, 6, 2) and of("bfl", "safety", "erase-v1") == (0, 5, 2)
    assert of("bfl", "dilate_pixels", "erase-v1") == (0, 25, 10)
    assert of("fal", "safety") == (1, 6, 2) and of("fal", "count") == (1, 4, 1)
    assert not {"steps", "guidance"} & {each.id for each in service("fal").model().parameters}


def test_prices_are_those_that_are_published() -> None:
    def dollars(name: str, model: str | None = None, size: int = 1_000_000) -> tuple[float, float | None]:
        cost = service(name).model(model).price.of(size)
        return cost.low, cost.high

    assert dollars("bfl") == (0.05, 0.05) and dollars("bfl", "flux-pro-1.0-fill-finetuned") == (0.06, 0.06)
    assert dollars("cometapi") == (0.06, 0.06)
    assert dollars("cometapi", "flux-pro-1.0-fill-finetuned") == (0.096, 0.096)
    assert dollars("fal") == (0.05, 0.05) and dollars("fal", size=1_040_000) == (0.05, 0.1)
    assert dollars("bfl", "erase-v1") == dollars("bfl", "flux-pro-1.0-expand") == (0.0, None)


# --- the way through it


def wanted(name: str, model: ModelSpec) -> FillRequest:
    given = {"finetune": "my-finetune"} if any(each.id == "finetune" for each in model.parameters) else {}
    made = request(name, model.id, **given)
    if model.takes == "mask":
        return made
    assert made.sent is not None
    return replace(made, sent=replace(made.sent, mask=None, border=Border(left=32, bottom=64)))


@pytest.mark.parametrize(("name", "model_id"), MODELS)
def test_from_an_order_to_a_picture(name: str, model_id: str) -> None:
    asked = wanted(name, service(name).model(model_id))
    with Emulator(name, polls=2) as emulator:
        answer: Answer = run(emulator, lambda provider: fill(provider, asked))
        assert emulator.complaints == [] and len(emulator.accepted) == 1
    (picture,) = answer.pictures
    found = pixels(picture.data)
    assert asked.sent is not None and found.shape[1::-1] == asked.sent.answer_size
    assert answer.seconds >= 0 and (answer.cost is None or answer.cost > 0)
    assert picture.seed in (None, asked.seed)


@pytest.mark.parametrize("name", REMOTE)
def test_an_answer_may_be_fetched_again_until_it_is_tidied_up(name: str) -> None:
    async def twice(provider: Provider) -> tuple[Answer, Answer]:
        ticket, uploads = await order(provider, request(name))
        if not ticket.done:
            ticket, _poll = await ended(provider, ticket)
        answers = await provider.fetch(ticket), await provider.fetch(ticket)
        await provider.clean_up(ticket, uploads)
        await provider.clean_up(ticket, uploads)
        return answers

    with Emulator(name) as emulator:
        first, second = run(emulator, twice)
        assert (pixels(first.pictures[0].data) == pixels(second.pictures[0].data)).all()
        assert emulator.complaints == [] and len(emulator.accepted) == 1


@pytest.mark.parametrize("name", REMOTE)
def test_a_ticket_outlives_its_adapter(name: str) -> None:
    """What a ticket needs is in it, as plain text: another run of the program finishes the job."""
    with Emulator(name) as emulator:
        ticket, _uploads = run(emulator, lambda provider: order(provider, request(name)))
        assert all(isinstance(text, str) for pair in ticket.data.items() for text in pair)
        assert emulator.key not in f"{ticket.id} {ticket.data}" and emulator.key.encode() not in ticket.body

        async def finish(provider: Provider) -> Answer:
            later = ticket if ticket.done else (await ended(provider, ticket))[0]
            return await provider.fetch(later)

        assert len(run(emulator, finish).pictures) == 1
        assert emulator.complaints == []


@pytest.mark.parametrize("name", REMOTE)
def test_a_stop_tells_the_truth(name: str) -> None:
    async def stop(provider: Provider) -> CancelOutcome:
        ticket, uploads = await order(provider, request(name))
        outcome = await provider.cancel(ticket)
        await provider.clean_up(ticket, uploads)
        return outcome

    with Emulator(name, polls=1000) as emulator:
        outcome = run(emulator, stop)
        assert emulator.complaints == []
        assert "charged" in outcome.message
        assert not outcome.stopped or emulator.accepted[0].outcome == "cancelled"
        if name in ("bfl", "cometapi", "vercel"):
            assert not outcome.stopped and [seen.method for seen in emulator.requests] == ["POST"]


@pytest.mark.parametrize("name", REMOTE)
def test_the_key_is_tested_for_free(name: str) -> None:
    with Emulator(name) as emulator:
        account = run(emulator, lambda provider: provider.account({}))
        assert account.checked and emulator.accepted == [] and emulator.complaints == []
        if name in ("bfl", "vercel"):
            assert account.balance
        if service(name).lists_finetunes:
            assert [each.id for each in account.finetunes] == ["my-finetune", "acme/shared-style"]
            assert all(each.trigger for each in account.finetunes)
        with pytest.raises(KeyRejected) as told:
            run(emulator, lambda provider: provider.account({}), key="another-key-000000")
        assert "another-key" not in f"{told.value} {told.value!r}"
        assert emulator.accepted == []


@pytest.mark.parametrize("name", REMOTE)
def test_a_wrong_key_orders_nothing(name: str) -> None:
    async def go(provider: Provider) -> None:
        await order(provider, request(name))

    with Emulator(name) as emulator:
        with pytest.raises(KeyRejected) as told:
            run(emulator, go, key="another-key-000000")
        assert emulator.accepted == [] and "Nothing" in told.value.kept


# --- trouble: each row of an order comes to what it should, and is sent once

ORDER_ROWS = {
    "submit-lost": OutcomeUnknown,
    "submit-broken-off": OutcomeUnknown,
    "submit-cut": OutcomeUnknown,
    "submit-dropped": OutcomeUnknown,
    "submit-5xx": OutcomeUnknown,
    "submit-5xx-accepted": OutcomeUnknown,
    "submit-redirect": BadAnswer,
    "no-credit": NoCredit,
    "bad-input": BadInput,
}


@pytest.mark.parametrize("row", ORDER_ROWS)
@pytest.mark.parametrize("name", REMOTE)
def test_an_order_in_trouble_is_sent_once(name: str, row: str) -> None:
    async def go(provider: Provider) -> None:
        await order(provider, request(name))

    with Emulator(name) as emulator:
        emulator.misbehave(row)
        with pytest.raises(ORDER_ROWS[row]) as told:
            run(emulator, go)
        assert "kept" in told.value.kept and emulator.key not in repr(told.value)
        assert len(emulator.accepted) <= 1 and emulator.complaints == []
        assert emulator.stranger.requests == []


@pytest.mark.parametrize("row", ["429", "429-bare", "429-date"])
@pytest.mark.parametrize("name", REMOTE)
def test_an_order_that_came_too_early_may_be_sent_again(name: str, row: str) -> None:
    with Emulator(name) as emulator:
        emulator.misbehave(row)
        answer = run(emulator, lambda provider: fill(provider, request(name)))
        assert len(answer.pictures) == 1 and len(emulator.accepted) == 1 and emulator.complaints == []


LEADING_AWAY = (
    "poll-redirect",
    "poll-elsewhere",
    "link-elsewhere",
    "download-redirect",
    "upload-redirect",
    "upload-elsewhere",
)
LEAKS = [(name, row) for row in LEADING_AWAY for name in REMOTE if name in ROWS[row].services]


@pytest.mark.parametrize(("name", "row"), LEAKS)
def test_the_key_reaches_no_stranger(name: str, row: str) -> None:
    with Emulator(name) as emulator:
        emulator.misbehave(row)

        async def go(provider: Provider) -> None:
            try:
                await fill(provider, request(name, options={"pictures": "upload"} if name == "fal" else None))
            except InlayError as error:
                assert ROWS[row].ends != "done", error

        run(emulator, go)
        assert emulator.stranger.leaks == [] and emulator.complaints == []


@pytest.mark.parametrize("name", REMOTE)
def test_nobody_there(name: str) -> None:
    async def go(provider: Provider) -> None:
        await provider.account({})

    with Emulator(name) as emulator:
        emulator.go_offline()
        with pytest.raises(InlayError) as told:
            run(emulator, go)
        assert told.value.exit_code == 6 and "can't be reached" in told.value.what


@pytest.mark.parametrize("name", REMOTE)
async def test_a_foreign_host_by_plain_http_is_one_sentence(name: str) -> None:
    provider = service(name).make(replace(_nobody(), base_url="http://192.0.2.1:8080"))
    asked = request(name)
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: provider.account({}),
        lambda: _order_alone(provider, asked),
    ]
    for call in calls:
        with pytest.raises(BadInput) as told:
            await call()
        assert "plain http" in told.value.what
    await provider.close()


async def _order_alone(provider: Provider, asked: FillRequest) -> None:
    await provider.submit(asked, await provider.upload(asked))


def _nobody() -> Connection:
    return Connection(Secret("not-a-key-at-all"))


def test_twenty_jobs_at_a_time_share_one_adapter() -> None:
    async def many(provider: Provider) -> list[Answer]:
        return await asyncio.gather(*(fill(provider, request("bfl", seed=at)) for at in range(20)))

    with Emulator("bfl", polls=3) as emulator:
        answers = run(emulator, many)
        assert sorted(answer.pictures[0].seed or 0 for answer in answers) == list(range(20))
        assert len(emulator.accepted) == 20 and emulator.complaints == []
