"""Web: all HTTP of one adapter; who sees the key, what is followed, and what trouble means is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from inlay.base.errors import (
    BadAnswer,
    InlayError,
    KeyRejected,
    LinkExpired,
    NotAccepted,
    OutcomeUnknown,
    TimedOut,
    Unreachable,
)
from inlay.base.secret import Secret
from inlay.base.text import tr
from inlay.providers.call import Broken, Call
from inlay.providers.gate import Gate, read
from inlay.providers.interface import Connection
from inlay.providers.money_words import kept, next_step
from inlay.providers.packing import packed
from inlay.providers.reply import Moment, Reply
from inlay.providers.trouble import trouble

if TYPE_CHECKING:
    import httpx

    from inlay.providers.http.transport import Transport

REPLY_LIMIT = 4 * 1024 * 1024
PICTURE_LIMIT = 64 * 1024 * 1024
MOST_HOPS = 5


class Web:
    """Lives on the loop that calls it first. `header` makes the header that carries the key; `title` names the
    service in sentences; `spec_hosts` are the hosts that may see the key, unless the connection replaces them."""

    def __init__(
        self,
        spec_hosts: tuple[str, ...],
        connection: Connection,
        header: Callable[[Secret], tuple[str, str]],
        title: str,
    ) -> None:
        self._hosts = spec_hosts
        self._key = connection.key
        self._header = header
        self._title = title
        self._gate = Gate(spec_hosts, connection, title)
        self._made: Transport | None = None

    # --- addresses

    def url(self, path: str, host: str | None = None) -> str:
        """The address of a call: below the replaced host, else https on `host`, else on the first of the service's.

        BadInput where the replaced host can't be used.
        """
        base = self._gate.base()
        if base is not None:
            return str(base).rstrip("/") + path
        return f"https://{host or self._hosts[0]}{path}"

    def is_own(self, url: str) -> bool:
        """Whether the key may go to `url`."""
        found = read(url)
        return found is not None and self._gate.is_own(found)

    # --- calls

    async def ask(
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 15.0,
        limit: int = REPLY_LIMIT,
        moment: Moment = "job",
    ) -> Reply:
        """A call that may be repeated. The key goes along to the service's own hosts only; any other address has to
        be a public one, and is called without it. `json` is sent as JSON, bytes as they are.

        The reply has any status but isn't a redirect that was followed. Unreachable or TimedOut where there is none;
        BadAnswer for an address that isn't called or an answer over `limit` bytes; `timeout` in seconds is for all.
        """
        target = self._gate.parse(url)
        is_own = self._gate.is_own(target)
        call = self._call(method, target, _content(json), _typed(json, headers), timeout, limit)
        if is_own:
            call = self._with_key(call)
        return await self._exchange(call, moment, is_foreign=not is_own)

    async def order(
        self,
        url: str,
        *,
        json: object,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        limit: int = REPLY_LIMIT,
        hint: str = "",
    ) -> Reply:
        """A call that costs money, over a connection of its own; never repeated, no redirect followed. `hint` is what
        to do about a redirect, where the adapter knows better.

        The reply has any status but a redirect's. NotAccepted where no connection or TLS handshake came about;
        OutcomeUnknown for anything after that; BadAnswer for a redirect.
        """
        target = self._gate.parse(url)
        if not self._gate.is_own(target):
            raise BadAnswer(
                tr("{service} was to be called at a foreign address.").format(service=self._title), kept("order")
            )
        call = self._call("POST", target, _content(json), _typed(json, headers), timeout, limit, fresh=True)
        # A service that answers with the picture itself says nothing until it is there.
        call = replace(self._with_key(call), silence=timeout)
        reply = await self._exchange(call, "order", is_foreign=False)
        if reply.is_redirect:
            raise trouble(reply, hint=hint)
        return reply

    async def download(self, url: str, *, limit: int = PICTURE_LIMIT, timeout: float = 300.0) -> bytes:
        """The file at `url`, without the key; at most MOST_HOPS redirects are followed, each checked like the first.

        Only https to public addresses, or what the person's own settings reach. BadAnswer for any other address, for
        too many hops, for more than `limit` bytes; LinkExpired where the link isn't good any more; Unreachable or
        TimedOut (`timeout` in seconds for all of a hop) for what may be tried again.
        """
        target = self._gate.parse(url)
        for _hop in range(MOST_HOPS + 1):
            call = self._call("GET", target, None, None, timeout, limit, fresh=True)
            reply = await self._exchange(call, "job", is_foreign=True, is_file=True)
            if not reply.is_redirect:
                return self._file(reply)
            target = self._next(target, reply)
        raise BadAnswer(self._named(tr("The link of {service} to the result leads in a circle.")), kept("job"))

    async def put(
        self,
        url: str,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        *,
        method: str = "PUT",
    ) -> Reply:
        """Upload to an address that the service gave, without the key; addresses as for `download`.

        The reply has a good status. BadAnswer for a redirect (a body isn't handed on); LinkExpired where the place
        isn't good any more, Unreachable or TimedOut for trouble of the storage: a new place may be asked for.
        """
        call = self._call(method, self._gate.parse(url), content, headers, timeout, REPLY_LIMIT, fresh=True)
        reply = await self._exchange(call, "upload", is_foreign=True)
        if reply.status in (401, 403, 404, 410):
            what = self._named(tr("The place at {service} for the pictures isn't good any more."))
            raise LinkExpired(what, kept("upload"))
        if not reply.is_ok:
            raise trouble(reply)
        return reply

    async def close(self) -> None:
        """Let go of all connections."""
        made, self._made = self._made, None
        if made is not None:
            await made.close()

    # --- how

    def _call(
        self,
        method: str,
        target: httpx.URL,
        content: bytes | None,
        headers: Mapping[str, str] | None,
        timeout: float,
        limit: int,
        fresh: bool = False,
    ) -> Call:
        is_near = self._gate.is_near(target)
        return Call(method, target, dict(headers or {}), content, timeout, limit, fresh, is_near)

    def _with_key(self, call: Call) -> Call:
        if self._key is None:
            return call
        name, value = self._header(self._key)
        if not (value.isascii() and value.isprintable()):
            raise KeyRejected(
                tr("The key for {service} has characters in it that no key has.").format(service=self._title),
                tr("Nothing was sent."),
                tr("Copy it from the service again."),
            )
        return replace(call, headers={**call.headers, name: value})

    async def _exchange(self, call: Call, moment: Moment, *, is_foreign: bool, is_file: bool = False) -> Reply:
        from inlay.providers.http.transport import Transport  # here, since loading httpx takes long

        if self._made is None:
            self._made = Transport()
        try:
            raw = await self._made.exchange(await self._judged(call, moment) if is_foreign else call)
        except Broken as broken:
            raise self._trouble(broken, moment, is_file) from None
        return Reply(raw.status, raw.headers, raw.body, self._title, moment)

    async def _judged(self, call: Call, moment: Moment) -> Call:
        """A foreign call with the addresses that it may connect to, over a connection that nothing else uses."""
        from inlay.providers.http.transport import proxy_for

        proxied = not call.is_near and proxy_for(call.url) is not None
        try:
            numbers = await self._gate.addresses(call.url, through_proxy=proxied)
        except InlayError as error:
            error.kept = error.kept or kept(moment)
            raise
        return replace(call, numbers=numbers, fresh=True)

    def _trouble(self, broken: Broken, moment: Moment, is_file: bool) -> InlayError:
        """What a failed exchange means."""
        if broken.failure == "connect":
            kind: type[InlayError] = NotAccepted if moment == "order" else Unreachable
            what = tr("{service} can't be reached: {reason}.").format(service=self._title, reason=broken.reason)
            return kind(what, kept(moment), next_step(moment))
        what = {
            "slow": tr("{service} took too long to answer."),
            "long": tr("{service} answered with more data than can be right."),
        }.get(broken.failure, tr("The connection to {service} broke off."))
        what = what.format(service=self._title)
        if moment == "order":
            return OutcomeUnknown(what, kept("unknown"), next_step("unknown"))
        kind = TimedOut if broken.failure == "slow" else Unreachable
        if broken.failure == "long" and (is_file or moment != "job"):
            kind = BadAnswer
        return kind(what, kept(moment), next_step(moment))

    def _file(self, reply: Reply) -> bytes:
        if reply.is_ok:
            return reply.body
        if reply.status in (401, 403, 404, 410):
            what = self._named(tr("The link of {service} to the result isn't good any more."))
            raise LinkExpired(what, kept("job"), next_step("job"))
        what = tr("The result can't be downloaded from {service} (status {status}).")
        what = what.format(service=self._title, status=reply.status)
        may_pass = reply.status >= 500 or reply.status in (408, 425, 429)
        raise (Unreachable if may_pass else BadAnswer)(what, kept("job"), next_step("job"))

    def _next(self, target: httpx.URL, reply: Reply) -> httpx.URL:
        """Where a redirect leads."""
        try:
            return self._gate.parse(urljoin(str(target), reply.headers.get("location", "")))
        except (ValueError, BadAnswer):
            what = self._named(tr("The link of {service} to the result leads to something that isn't a web address."))
            raise BadAnswer(what, kept("job")) from None

    def _named(self, sentence: str) -> str:
        return sentence.format(service=self._title)


def _content(value: object) -> bytes | None:
    """A body: bytes as they are, anything else as JSON, nothing for None."""
    return value if value is None or isinstance(value, bytes) else packed(value)


def _typed(value: object, headers: Mapping[str, str] | None) -> dict[str, str]:
    """The headers, with one for JSON where there is a body."""
    return {**({} if value is None else {"Content-Type": "application/json"}), **(headers or {})}
