"""One emulated service over real HTTP on loopback, and a stranger beside it that records every key it is sent."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from tests.services.core.http import Request, Response, Seen, answer_html
from tests.services.core.server import Server
from tests.services.core.service import Service
from tests.services.core.tasks import Task
from tests.services.core.trouble import Trouble
from tests.services.directory import SERVICES
from tests.services.misbehaviours import ROWS


class Stranger:
    """Another server. It answers what a link can lead to, and keeps every request that carried a key in `leaks`."""

    def __init__(self, service: Service) -> None:
        self.requests: list[Seen] = []
        self.leaks: list[Seen] = []
        self._service = service
        self._lock = threading.Lock()
        self._server = Server(self._handle, service.complain)

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return self._server.base_url

    def open(self) -> None:
        """Listen."""
        self._server.go_online()

    def close(self) -> None:
        """Stop."""
        self._server.go_offline()

    def _handle(self, request: Request) -> Response:
        seen = Seen.of(request)
        with self._lock:
            self.requests.append(seen)
            if request.carries(self._service.key):
                self.leaks.append(seen)
        if request.method not in ("GET", "HEAD", "PUT"):
            return answer_html("Nothing here", 404)
        return self._service.handle(request, at_stranger=True)


class Emulator:
    """`with Emulator("bfl") as service:` listens on 127.0.0.1 until the end of the block.

    key         the only key it takes
    accepted    the jobs that it accepted, in order; each knows its `fields`, `size` and what is `charged`
    complaints  every breach of what is known of the wire, and everything that Inlay promises not to send
    requests    every request: method, path, query, headers, summary of the body, which connection and its place there
    stranger    the other server: `stranger.leaks` holds every request of its that carried the key
    delay       seconds that a job takes; polls: how often it is told to be unfinished before it is over
    """

    def __init__(self, name: str, *, delay: float = 0.0, polls: int = 1, key: str | None = None, port: int = 0) -> None:
        self.name = name
        self.service = SERVICES[name](key or f"not-a-key-{name}-{uuid.uuid4().hex}", delay, polls)
        self.stranger = Stranger(self.service)
        self._server = Server(self.service.handle, self.service.complain, port)

    def __enter__(self) -> Emulator:
        self.stranger.open()
        self.service.stranger = self.stranger.base_url
        self._server.go_online()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.go_offline()
        self.stranger.close()

    @property
    def base_url(self) -> str:
        """What replaces the service's own hosts: `http://127.0.0.1:port`."""
        return self._server.base_url

    @property
    def key(self) -> str:
        """The only key it takes."""
        return self.service.key

    @property
    def accepted(self) -> list[Task]:
        """The jobs that were accepted, in order."""
        with self.service.lock:
            return list(self.service.tasks.values())

    @property
    def complaints(self) -> list[str]:
        """Every breach so far, and every key that reached the stranger."""
        leaks = [f"a key reached a stranger: {seen.method} {seen.path}" for seen in self.stranger.leaks]
        with self.service.lock:
            return [*self.service.complaints, *leaks]

    @property
    def requests(self) -> list[Seen]:
        """Every request so far."""
        with self.service.lock:
            return list(self.service.requests)

    def misbehave(self, name: str, times: int | str | None = "usual", **options: Any) -> None:
        """Go wrong in the way of that row of misbehaviours, so many times (None: for ever), once by default.

        `stage` among the options moves it to another kind of request. Several may be at work at once.
        """
        row = ROWS[name]
        if self.name not in row.services:
            raise ValueError(f"{self.name} can't misbehave like {name}")
        count = row.times if isinstance(times, str) else times
        trouble = Trouble.start(row, count, options)
        with self.service.lock:
            self.service.troubles.append(trouble)

    def behave(self) -> None:
        """Go wrong no more."""
        with self.service.lock:
            self.service.troubles.clear()

    def finish(self) -> None:
        """Let every stuck or waiting job be over at the next look."""
        with self.service.lock:
            for task in self.service.tasks.values():
                task.finish()

    def go_offline(self) -> None:
        """Refuse connections and drop those there are; jobs go on."""
        self._server.go_offline()

    def go_online(self) -> None:
        """Listen again, at the same address."""
        self._server.go_online()

    def environment(self) -> Mapping[str, str]:
        """The variable that a program takes this service's key from."""
        return {VARIABLES[self.name]: self.key}


VARIABLES = {
    "bfl": "BFL_API_KEY",
    "cometapi": "COMETAPI_KEY",
    "vercel": "AI_GATEWAY_API_KEY",
    "fal": "FAL_KEY",
    "eachlabs": "EACHLABS_API_KEY",
}
