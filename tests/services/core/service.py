"""What every emulated service does: find the call, check the key, do the work or misbehave, and note every breach."""

from __future__ import annotations

import re
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from tests.services.core import painting, trouble
from tests.services.core.checks import Breach, Broken
from tests.services.core.http import Request, Response, Seen, answer_json
from tests.services.core.pictures import Array
from tests.services.core.tasks import Task
from tests.services.core.trouble import After, Instead, OnTask, Stage, Trouble

AUTH_HEADERS = ("authorization", "x-key", "x-api-key", "api-key")
Run = Callable[[Request, "re.Match[str]"], Response]
KeyRule = Literal["needed", "allowed", "forbidden"]


class Refusal(Exception):
    """A request that is in order and isn't granted; carries the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


@dataclass(frozen=True)
class Route:
    """One call: `pattern` is matched against the whole path. A key where it is "forbidden" is a breach."""

    method: str
    pattern: str
    stage: Stage
    run: Run
    key: KeyRule = "needed"


class Service(ABC):
    """One service. All its state is guarded by one lock; `handle` may be called from any thread.

    delay      seconds that a job takes
    polls      how often a job is told to be unfinished before it is over
    stranger   the address of another server, which records what it is sent
    names      what fields are called instead of their usual names
    """

    name: ClassVar[str]
    auth: ClassVar[tuple[tuple[str, str], ...]]
    delivery: ClassVar[str] = "delivery"
    most_active: ClassVar[int | None] = None
    # Keys of answers that hold what a client can't do without; the others may be null.
    needed: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, key: str, delay: float = 0.0, polls: int = 1) -> None:
        self.key = key
        self.delay = delay
        self.polls = polls
        self.stranger = ""
        self.complaints: list[str] = []
        self.requests: list[Seen] = []
        self.tasks: dict[str, Task] = {}
        self.troubles: list[Trouble] = []
        self.names: dict[str, str] = {}
        self.lock = threading.RLock()
        delivery = Route("GET", rf"/{self.delivery}/([^/]+)/(\d+)/([^/]+)", "download", self._deliver, "forbidden")
        self._routes = (*self.routes(), delivery)

    @abstractmethod
    def routes(self) -> tuple[Route, ...]:
        """Its calls, but for the download of results."""

    @abstractmethod
    def error(self, kind: str, breaches: Iterable[Breach] = (), status: int | None = None) -> Response:
        """An error in the service's own form. Kinds: bad-key, no-credit, too-busy, down, bad-input, not-found."""

    def unknown_task(self, form: int = 200) -> Response:
        """What is said of a task that isn't known; `form` is the HTTP status where there is more than one way."""
        return self.error("not-found")

    def handle(self, request: Request, *, at_stranger: bool = False) -> Response:
        """Answer a request. One that came to another server, with or without a key, meets no misbehaviour."""
        with self.lock:
            if not at_stranger:
                self.requests.append(Seen.of(request))
            route, match = self._find(request)
            if route is None or match is None:
                self.complain(f"{request.method} {request.path}: there is no such call")
                return self.error("not-found")
            refused = None if at_stranger else self._check_key(route, request)
            if refused is not None:
                return refused
            return self._run(route, request, match, misbehaves=not at_stranger)

    def complain(self, *texts: str) -> None:
        """Note breaches of the facts."""
        with self.lock:
            self.complaints.extend(texts)

    def _find(self, request: Request) -> tuple[Route | None, re.Match[str] | None]:
        for route in self._routes:
            match = re.fullmatch(route.pattern, request.path)
            if match and route.method == ("GET" if request.method == "HEAD" else request.method):
                return route, match
        return None, None

    def _run(self, route: Route, request: Request, match: re.Match[str], *, misbehaves: bool) -> Response:
        troubles = self.troubles if misbehaves else []
        for each in troubles:
            answer = trouble.instead(each, self, request) if each.befalls(route.stage, Instead) else None
            if answer is not None:
                return answer
        try:
            response = route.run(request, match)
        except Broken as broken:
            self.complain(*(f"{request.method} {request.path}: {breach}" for breach in broken.breaches))
            return self.error("bad-input", broken.breaches)
        except Refusal as refusal:
            return refusal.response
        for each in troubles:
            if each.befalls(route.stage, After):
                response = trouble.after(each, self, response)
        return response

    def _check_key(self, route: Route, request: Request) -> Response | None:
        """The refusal of a request whose key is missing, wrong, or where it doesn't belong."""
        call = f"{request.method} {request.path}"
        if route.key == "forbidden":
            given = [name for name in AUTH_HEADERS if name in request.headers and not self.is_token(request, name)]
            if given or request.carries(self.key):
                self.complain(f"{call}: a key was sent along ({', '.join(given) or 'hidden in the request'})")
                return self.error("bad-input", [Breach("headers", "only one way to sign in is allowed")], 400)
            return None
        given = [name for name in AUTH_HEADERS if name in request.headers]
        right = [name for name, prefix in self.auth if request.headers.get(name, "").startswith(prefix)]
        if given and sorted(given) != sorted(set(right) & set(given)):
            forms = " or ".join(f"{name}: {prefix}KEY" for name, prefix in self.auth)
            self.complain(f"{call}: the key has to come as {forms}; {', '.join(given)} was sent")
            return self.error("bad-key")
        if not given:
            if route.key == "allowed":
                return None
            self.complain(f"{call}: the key is missing")
            return self.error("bad-key")
        accepted = {f"{prefix}{self.key}" for _name, prefix in self.auth}
        return None if all(request.headers[name] in accepted for name in given) else self.error("bad-key")

    def is_token(self, request: Request, header: str) -> bool:
        """Whether `header` holds a passing token that belongs to this request rather than the key."""
        return False

    def accept(self, task: Task) -> Task:
        """Take an order: from here on it is paid. Refusal where the account has no place for it."""
        active = sum(each.is_active for each in self.tasks.values())
        if self.most_active is not None and active >= self.most_active:
            raise Refusal(self.error("too-busy"))
        task.polls, task.started = self.polls, time.monotonic()
        task.ready_at = task.started + self.delay
        self.tasks[task.id] = task
        for each in self.troubles:
            if each.befalls("submit", OnTask):
                trouble.on_task(each, self, task)
        return task

    def link(self, base: str, task: Task, index: int = 0) -> str:
        """A new signed link to one of a job's pictures; it needs no key."""
        task.issued += 1
        ending = {"jpeg": "jpeg", "jpg": "jpg"}.get(task.kind, task.kind)
        token = f"{task.issued}-{uuid.uuid4().hex[:12]}.{ending}"
        return f"{task.links or base}/{self.delivery}/{task.id}/{index}/{token}?sig={uuid.uuid4().hex}"

    def expire(self, path: str) -> None:
        """Let the link of that path be good for nothing from now on."""
        _delivery, task_id, _index, token = path.rsplit("/", 3)
        self.tasks[task_id].expired.add(token)

    def _deliver(self, request: Request, match: re.Match[str]) -> Response:
        task = self.tasks.get(match[1])
        if task is None or int(match[2]) >= task.count:
            return storage_error(404, "BlobNotFound")
        if match[3] in task.expired:
            return storage_error(403, "AuthenticationFailed")
        return Response(200, {"Content-Type": painting.media_type_of(task.kind)}, task.file(int(match[2])))


def storage_error(status: int, code: str) -> Response:
    """What a storage answers for a link that isn't good."""
    return Response(status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code></Error>".encode())


def new_task(
    model: str, fields: Mapping[str, Any], image: Array, mask: Array, *, cost: float, task_id: str = "", **more: Any
) -> Task:
    """A job that isn't accepted yet; without a seed it gets one."""
    seed = fields.get("seed")
    kept = {name: value for name, value in fields.items() if not (isinstance(value, str) and len(value) > 5000)}
    number = int(seed) if seed is not None else uuid.uuid4().int % 2**31
    return Task(task_id or uuid.uuid4().hex, model, kept, image, mask, number, cost, **more)


def reply(value: object, status: int = 200) -> Response:
    """A JSON answer."""
    return answer_json(value, status)
