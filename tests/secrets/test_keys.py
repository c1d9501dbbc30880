"""Keys: where they are looked for, in which order, and what a keyring that hangs, fails or forgets does to them."""

from __future__ import annotations

import asyncio

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringLocked

from inlay.base.errors import KeyProblem
from inlay.base.secret import KeySlot, Secret
from inlay.secrets.keys import Keys, missing_key
from inlay.secrets.thread import OwnThread
from inlay.secrets.typed import key_from
from tests.secrets.conftest import KEY, OTHER, SLOT, Drawer, Hanging, Trusted, use

ENTRY = ("Inlay: bfl", "api.bfl.ai")


async def test_a_stored_key_is_found_again_and_gone_when_forgotten(drawer: Trusted) -> None:
    keys = Keys()
    assert await keys.find(SLOT) is None
    holder = await keys.store(SLOT, Secret(KEY))
    assert holder.accepted and "Secret Service" in holder.name
    assert drawer.entries == {ENTRY: KEY}
    found = await keys.find(SLOT)
    assert found is not None
    assert (found.secret.reveal(), found.source, found.where) == (KEY, "keyring", holder.name)
    assert await keys.forget(SLOT)
    assert not drawer.entries
    assert await keys.find(SLOT) is None
    assert not await keys.forget(SLOT)


async def test_a_replaced_host_has_a_slot_of_its_own(drawer: Trusted) -> None:
    keys = Keys()
    await keys.store(SLOT, Secret(KEY))
    assert await keys.find(OTHER) is None
    await keys.store(OTHER, Secret("another-key"))
    found = await keys.find(SLOT)
    assert found is not None and found.secret.reveal() == KEY


async def test_the_environment_wins_only_where_the_slot_allows_it(
    drawer: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys()
    await keys.store(SLOT, Secret(KEY))
    monkeypatch.setenv("BFL_API_KEY", " from-environment\n")
    found = await keys.find(SLOT)
    assert found is not None
    assert (found.secret.reveal(), found.source) == ("from-environment", "environment")
    assert "BFL_API_KEY" in found.where
    assert await keys.find(OTHER) is None
    monkeypatch.setenv("BFL_API_KEY", "  ")
    found = await keys.find(SLOT)
    assert found is not None and found.source == "keyring"


async def test_a_session_key_is_the_newest_word_until_a_key_is_stored(drawer: Trusted) -> None:
    keys = Keys()
    await keys.store(SLOT, Secret("an-older-key"))
    keys.keep_for_session(SLOT, Secret(KEY))
    found = await keys.find(SLOT)
    assert found is not None and (found.secret.reveal(), found.source) == (KEY, "session")
    assert drawer.entries == {ENTRY: "an-older-key"}
    assert await Keys().find(SLOT) != found
    await keys.store(SLOT, Secret("a-newer-key"))
    found = await keys.find(SLOT)
    assert found is not None and (found.secret.reveal(), found.source) == ("a-newer-key", "keyring")
    keys.keep_for_session(SLOT, Secret(KEY))
    assert await keys.forget(SLOT)
    assert await keys.find(SLOT) is None


async def test_the_keyring_is_asked_once_until_it_is_refreshed(drawer: Trusted) -> None:
    keys = Keys()
    drawer.entries[ENTRY] = KEY
    found = await asyncio.gather(*[keys.find(SLOT) for _ in range(20)])
    assert {each.secret.reveal() for each in found if each} == {KEY} and len(found) == 20
    assert drawer.asked == 1
    drawer.entries[ENTRY] = "changed-by-another"
    assert await keys.find(SLOT) == found[0]
    keys.refresh(SLOT)
    again = await keys.find(SLOT)
    assert again is not None and again.secret.reveal() == "changed-by-another"


async def test_a_reader_who_gives_up_doesnt_take_the_answer_from_the_others(drawer: Trusted) -> None:
    drawer.entries[ENTRY] = KEY
    keys = Keys()
    first, second = (asyncio.ensure_future(keys.find(SLOT)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    found = await second
    assert found is not None and found.secret.reveal() == KEY


@pytest.mark.parametrize("backend", [null.Keyring(), fail.Keyring(), Drawer()], ids=["null", "fail", "unknown"])
async def test_whatever_isnt_the_systems_counts_as_none(
    backend: KeyringBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, backend)
    keys = Keys()
    holder = await keys.holder()
    assert not holder.accepted and holder.reason
    with pytest.raises(KeyProblem) as caught:
        await keys.store(SLOT, Secret(KEY))
    assert "wasn't stored" in caught.value.what
    assert "this session only" in caught.value.next_step and "BFL_API_KEY" in caught.value.next_step
    assert await keys.find(SLOT) is None
    keys.keep_for_session(SLOT, Secret(KEY))
    assert await keys.find(SLOT) is not None
    assert not getattr(backend, "entries", None)


async def test_a_class_derived_from_an_accepted_one_isnt_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Derived(Trusted):
        pass

    use(monkeypatch, Derived())
    holder = await Keys().holder()
    assert not holder.accepted and "Derived" in holder.reason


async def test_each_member_of_a_chain_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, trusted = Drawer(), Trusted()
    plain.entries[ENTRY] = "from-a-plain-file"
    chain = chainer.ChainerBackend()
    use(monkeypatch, chain)
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain, trusted])
    keys = Keys()
    assert (await keys.holder()).accepted
    assert await keys.find(SLOT) is None
    await keys.store(SLOT, Secret(KEY))
    assert trusted.entries == {ENTRY: KEY} and plain.entries == {ENTRY: "from-a-plain-file"}
    assert await keys.forget(SLOT)
    assert plain.entries == {ENTRY: "from-a-plain-file"}
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain])
    assert not (await keys.holder()).accepted


async def test_a_missing_backend_is_told_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings_nobody_has.Keyring")
    holder = await Keys().holder()
    assert not holder.accepted and "keyrings_nobody_has" in holder.reason
    assert await Keys().find(SLOT) is None


async def test_a_keyring_that_hangs_is_given_up_and_used_again_when_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hanging = Hanging()
    hanging.entries[ENTRY] = KEY
    use(monkeypatch, hanging)
    thread = OwnThread("test")
    impatient, patient = Keys(0.2, thread), Keys(30, thread)
    try:
        with pytest.raises(KeyProblem, match="doesn't answer"):
            await impatient.find(SLOT)
        assert hanging.asking.is_set()
        # Nobody waits behind a call that was given up, however patient.
        with pytest.raises(KeyProblem, match="doesn't answer"):
            await patient.find(SLOT)
        with pytest.raises(KeyProblem, match="doesn't answer"):
            await patient.store(SLOT, Secret("too-late-a-key"))
        impatient.keep_for_session(SLOT, Secret("session-key"))
        found = await impatient.find(SLOT)
        assert found is not None and found.source == "session"
    finally:
        hanging.answered.set()
    assert thread._given_up is not None
    await asyncio.wrap_future(thread._given_up)
    found = await patient.find(SLOT)
    assert found is not None and found.secret.reveal() == KEY
    assert hanging.entries == {ENTRY: KEY}


async def test_a_call_that_hasnt_begun_when_it_is_given_up_never_does(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = Hanging()
    use(monkeypatch, hanging)
    thread = OwnThread("test")
    reading = asyncio.ensure_future(Keys(30, thread).find(SLOT))
    await asyncio.to_thread(hanging.asking.wait)
    with pytest.raises(KeyProblem, match="doesn't answer"):
        await Keys(0.1, thread).store(SLOT, Secret("too-late-a-key"))
    hanging.answered.set()
    assert await reading is None
    assert await Keys(30, thread).find(SLOT) is None
    assert not hanging.entries


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyringLocked("denied"), "is locked"),
        (InitError("no collection"), "can't be opened"),
        (RuntimeError(f"can't keep {KEY}"), "doesn't work: can't keep [key]"),
        (OSError(), "doesn't work: OSError"),
    ],
)
async def test_what_a_keyring_raises_is_one_sentence_without_the_key(
    drawer: Trusted, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def refuse(*_given: str) -> None:
        raise error

    for name in ("get_password", "set_password"):
        monkeypatch.setattr(drawer, name, refuse)
    keys = Keys()
    for work in (keys.store(SLOT, Secret(KEY)), keys.find(SLOT), keys.forget(SLOT)):
        with pytest.raises(KeyProblem) as caught:
            await work
        assert sentence in caught.value.sentence()
        assert KEY not in caught.value.sentence() and "\n" not in caught.value.sentence()


async def test_a_keyring_that_forgets_at_once_is_found_out(drawer: Trusted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawer, "set_password", lambda *_given: None)
    with pytest.raises(KeyProblem, match="doesn't give it back"):
        await Keys().store(SLOT, Secret(KEY))


async def test_a_person_who_doesnt_unlock_is_asked_once(drawer: Trusted, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(service: str, _user: str) -> None:
        asked.append(service)
        raise KeyringLocked("denied")

    monkeypatch.setattr(drawer, "get_password", refuse)
    monkeypatch.setenv("FAL_KEY", "fal-key-of-the-environment")
    monkeypatch.setenv("EACHLABS_API_KEY", "a key with spaces")
    slots = [
        KeySlot("bfl", "api.bfl.ai", "BFL_API_KEY"),
        KeySlot("fal", "queue.fal.run", "FAL_KEY"),
        KeySlot("eachlabs", "api.eachlabs.ai", "EACHLABS_API_KEY"),
        KeySlot("vercel", "ai-gateway.vercel.sh", "AI_GATEWAY_API_KEY"),
    ]
    bfl, fal, eachlabs, vercel = (await Keys().find_all(slots)).values()
    assert asked == ["Inlay: bfl"]
    assert isinstance(bfl, KeyProblem) and vercel is bfl
    assert fal is not None and not isinstance(fal, KeyProblem) and fal.source == "environment"
    assert isinstance(eachlabs, KeyProblem) and "EACHLABS_API_KEY" in eachlabs.what


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("two words-of-key", "other characters"),
        ("line\r\nX-Other: header", "other characters"),
        ("schlüssel-schlüssel", "other characters"),
        ("short", "5 characters"),
        ("x" * 1025, "1025 characters"),
    ],
)
def test_what_cant_be_a_key_is_told_and_not_repeated(text: str, told: str) -> None:
    for source in ("", "BFL_API_KEY"):
        with pytest.raises(KeyProblem, match=told) as caught:
            key_from(text, source)
        assert source in caught.value.what
        assert not text.strip() or text not in caught.value.sentence()


def test_a_key_loses_the_line_end_it_was_pasted_with() -> None:
    assert key_from(f"  {KEY}\r\n").reveal() == KEY


def test_a_missing_key_says_where_to_put_it() -> None:
    error = missing_key(SLOT, "Black Forest Labs")
    assert error.exit_code == 3
    assert "Nothing was sent" in error.kept and "BFL_API_KEY" in error.next_step
    assert "BFL_API_KEY" not in missing_key(OTHER, "Black Forest Labs").sentence()
