"""A threaded HTTP server on a plain socket, so that resets, trickling and cut bodies are real."""

from __future__ import annotations

import contextlib
import socket
import threading
import traceback
from collections.abc import Callable

from tests.services.core.http import Request, Response, answer_html
from tests.services.core.reading import BadRequest, read_request
from tests.services.core.sending import send

Handler = Callable[[Request], Response]
Complain = Callable[[str], None]


class Server:
    """Listens on 127.0.0.1; every connection has a thread of its own. `go_offline` and `go_online` keep the port."""

    def __init__(self, handler: Handler, complain: Complain, port: int = 0) -> None:
        self._handler = handler
        self._complain = complain
        self._stopping = threading.Event()
        self._open: dict[int, socket.socket] = {}
        self._lock = threading.Lock()
        self._count = 0
        self._listener: socket.socket | None = None
        self.port = port

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self.port}"

    def go_online(self) -> None:
        """Start to listen, on the port it had before if it had one."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._stopping = threading.Event()
        threading.Thread(target=self._accept, args=(listener, self._stopping), daemon=True).start()

    def go_offline(self) -> None:
        """Refuse new connections and drop those there are."""
        self._stopping.set()
        if self._listener is not None:
            # Closing alone would leave the accepting thread inside accept(), and the port taken.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        with self._lock:
            connections = list(self._open.values())
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with self._lock:
                number = self._count
                self._count += 1
                self._open[number] = connection
            threading.Thread(target=self._serve, args=(connection, number, stopping), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int, stopping: threading.Event) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A client that goes away, or a reset of ours, ends the connection like this; neither is worth a word.
        with contextlib.suppress(OSError), connection:
            self._talk(connection, number, stopping)
        with self._lock:
            self._open.pop(number, None)

    def _talk(self, connection: socket.socket, number: int, stopping: threading.Event) -> None:
        stream = connection.makefile("rb")
        nth = 0
        while not stopping.is_set():
            try:
                request = read_request(stream, number, nth)
            except BadRequest as problem:
                self._complain(f"Not HTTP: {problem}")
                send(connection, answer_html("Bad request", 400), stopping)
                return
            if request is None:
                return
            usable = send(connection, self._answer(request), stopping, is_head=request.method == "HEAD")
            if not usable or request.headers.get("connection", "").lower() == "close":
                return
            nth += 1

    def _answer(self, request: Request) -> Response:
        try:
            return self._handler(request)
        except Exception:
            self._complain(f"The emulator itself failed:\n{traceback.format_exc()}")
            return answer_html("Internal server error", 500)
