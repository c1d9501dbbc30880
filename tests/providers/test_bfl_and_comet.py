"""What is particular to Black Forest Labs and to CometAPI, on a server that answers as it is told to."""

from __future__ import annotations

import json

import pytest

from inlay.base.errors import BadAnswer, BadInput, KeyRejected, LinkExpired, Unreachable
from inlay.base.secret import Secret
from inlay.providers.bfl import Bfl
from inlay.providers.cometapi import CometApi
from inlay.providers.interface import Connection, Provider, Ticket
from tests.providers.lines import Line, Request, json_answer, redirecting, response, serving
from tests.providers.orders import fill, request, run
from tests.services import Emulator

KEY = "not-a-key-0123456789"
PENDING = json_answer('{"id": "1", "status": "Pending", "result": null}')


def bfl(base: str) -> Bfl:
    return Bfl(Connection(Secret(KEY), base))


async def test_the_polling_address_is_used_to_the_letter() -> None:
    async with serving(PENDING) as service:
        adapter = bfl(service.base)
        given = f"{service.base}/v1/get_result?id=1&cluster=b%20c&x="
        assert (await adapter.poll(Ticket("1", data={"polling_url": given}))).state == "running"
        assert service.requests[0].target == "/v1/get_result?id=1&cluster=b%20c&x="
        assert service.requests[0].headers["x-key"] == KEY
        await adapter.close()


async def test_a_polling_address_elsewhere_is_asked_without_the_key() -> None:
    async with serving(PENDING) as service, serving(PENDING) as other:
        adapter = bfl(service.base)
        assert (await adapter.poll(Ticket("1", data={"polling_url": f"{other.base}/p?id=1"}))).state == "running"
        assert len(other.requests) == 1 and not other.saw(KEY) and service.connections == 0
        await adapter.close()


@pytest.mark.parametrize("given", ["file:///etc/passwd", "http://10.255.255.1/p", "https://10.255.255.1/p", "nonsense"])
async def test_a_polling_address_that_is_not_called_loses_no_job(given: str) -> None:
    async with serving(PENDING) as service:
        adapter = bfl(service.base)
        ticket = Ticket("a b&c", data={"polling_url": given, "host": "api.eu.bfl.ai"})
        assert (await adapter.poll(ticket)).state == "running"
        assert service.requests[0].target == "/v1/get_result?id=a%20b%26c"
        await adapter.close()


@pytest.mark.parametrize("status", [202, 404])
async def test_a_job_that_has_not_got_around_yet(status: int) -> None:
    async with serving(json_answer('{"detail": "not found"}', status)) as service:
        adapter = bfl(service.base)
        assert (await adapter.poll(Ticket("1"))).state == "missing"
        await adapter.close()


async def test_a_key_that_is_taken_back_is_told() -> None:
    async with serving(json_answer('{"detail": "Not authenticated"}', 403)) as service:
        adapter = bfl(service.base)
        with pytest.raises(KeyRejected) as told:
            await adapter.poll(Ticket("1"))
        assert "ticket" in told.value.kept
        await adapter.close()


async def test_a_result_without_a_link_asks_for_another_poll() -> None:
    with pytest.raises(LinkExpired):
        await bfl("http://127.0.0.1:9").fetch(Ticket("1", True))


async def test_no_finetunes_are_no_trouble() -> None:
    async def only_credits(asked: Request, line: Line) -> None:
        known = asked.target == "/v1/credits"
        body = b'{"credits": 500}' if known else b'{"detail": "down"}'
        await line.send(response(200 if known else 500, body, {"Content-Type": "application/json"}))

    async with serving(only_credits) as service:
        adapter = bfl(service.base)
        account = await adapter.account({})
        assert account.balance == "500 credits (5.00 USD)" and account.finetunes == () and account.checked
        await adapter.close()


async def test_details_of_finetunes_are_asked_for_one_by_one_and_may_be_missing() -> None:
    async def some(asked: Request, line: Line) -> None:
        told: object = {"detail": "no such call"}
        if asked.target == "/v1/credits":
            told = {"credits": 1}
        elif asked.target == "/v1/my_finetunes":
            told = {
                "finetunes": ["a/b c", {"finetune_id": "whole", "finetune_comment": "W", "trigger_word": "T"}, "gone"]
            }
        elif asked.target == "/v1/finetune_details?finetune_id=a%2Fb%20c":
            told = {"finetune_details": {"finetune_comment": "Named", "trigger_word": "TOK"}}
        status = 404 if told == {"detail": "no such call"} else 200
        await line.send(response(status, json.dumps(told).encode(), {"Content-Type": "application/json"}))

    async with serving(some) as service:
        adapter = bfl(service.base)
        found = (await adapter.account({"region": "eu"})).finetunes
        assert [(each.id, each.name, each.trigger, each.region) for each in found] == [
            ("a/b c", "Named", "TOK", "eu"),
            ("whole", "W", "T", "eu"),
            ("gone", "", "", "eu"),
        ]
        assert not [seen for seen in service.requests if "whole" in seen.target]
        await adapter.close()


# --- CometAPI


def test_comet_asks_its_own_host_and_no_other() -> None:
    with Emulator("cometapi") as emulator:

        async def go(adapter: Provider) -> None:
            await fill(adapter, request("cometapi"))

        run(emulator, go)
        assert emulator.stranger.requests == [] and emulator.complaints == []
        assert [seen.path for seen in emulator.requests if seen.method == "POST"] == ["/flux/v1/flux-pro-1-0-fill"]


@pytest.mark.parametrize("spelling", ["dash", "dot"])
def test_the_other_spelling_is_a_setting(spelling: str) -> None:
    wanted = request("cometapi", options={"spelling": spelling})
    with Emulator("cometapi") as emulator:
        emulator.service.spelling = "dots" if spelling == "dash" else "dashes"

        async def go(adapter: Provider) -> None:
            await adapter.submit(wanted, {})

        with pytest.raises(BadInput) as told:
            run(emulator, go)
        assert "spelling" in told.value.next_step and emulator.accepted == []
        emulator.service.spelling = "dashes" if spelling == "dash" else "dots"
        run(emulator, go)
        assert len(emulator.accepted) == 1


async def test_a_redirect_of_an_order_at_comet_names_the_setting() -> None:
    async with serving(redirecting("/docs", 301)) as service:
        adapter = CometApi(Connection(Secret(KEY), service.base))
        with pytest.raises(BadAnswer) as told:
            await adapter.submit(request("cometapi"), {})
        assert "spelling" in told.value.next_step and len(service.requests) == 1


@pytest.mark.parametrize("status", [200, 400, 404])
async def test_whatever_comet_says_of_an_unknown_job_the_key_was_taken(status: int) -> None:
    async with serving(json_answer('{"status": "Task not found"}', status)) as service:
        adapter = CometApi(Connection(Secret(KEY), service.base))
        assert (await adapter.account({})).checked
        assert service.requests[0].headers["authorization"] == f"Bearer {KEY}"
        await adapter.close()


async def test_comet_down_proves_no_key() -> None:
    async with serving(json_answer("{}", 503)) as service:
        adapter = CometApi(Connection(Secret(KEY), service.base))
        with pytest.raises(Unreachable):
            await adapter.account({})
        await adapter.close()
