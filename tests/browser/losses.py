"""A network that fails: a proxy before the site that is cut, or loses a request or an answer on the way."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Literal
from urllib.parse import urlsplit

SENT = b"POST /canine/phone/changes/"
Loss = Literal["request", "answer"]


class Network:
    """Passes everything on, until it is cut; `lose` lets some posts pass, and cuts it within the next one."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self.upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.is_cut = False
        self.losses = 0
        self._plan: tuple[int, Loss] | None = None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break all connections and let none in."""
        self._cut_all_but(frozenset())

    def _cut_all_but(self, spared: frozenset[socket.socket]) -> None:
        self.is_cut = True
        with self._lock:
            broken = self._open - spared
            self._open &= spared
        for each in broken:
            _close(each)

    def mend(self) -> None:
        """Let connections in again."""
        self.is_cut = False

    def lose(self, how: Loss, *, after: int = 0) -> None:
        """Lose the next post after so many: the request on its way there, or the answer on its way back."""
        self._plan = (after, how)

    def _accept(self) -> None:
        while True:
            client, _address = self.listener.accept()
            if self.is_cut:
                _close(client)
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(self.upstream)
        with self._lock:
            if not self.is_cut:
                self._open |= {client, server}
        if client not in self._open:  # cut while it was made
            _close(client)
            _close(server)
            return
        lost = threading.Event()
        threading.Thread(target=self._back, args=(server, client, lost), daemon=True).start()
        with suppress(OSError):
            while data := client.recv(65536):
                loss = self._due(data)
                if loss is not None:  # else the browser tries again at once by another connection
                    self._cut_all_but(frozenset({client, server}))
                if loss == "request":
                    server.sendall(data[: len(data) // 2])
                    break
                if loss == "answer":
                    lost.set()
                server.sendall(data)
        _close(client)
        _close(server)

    def _back(self, server: socket.socket, client: socket.socket, lost: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if lost.is_set():
                    break
                client.sendall(data)
        _close(client)
        _close(server)

    def _due(self, data: bytes) -> Loss | None:
        """Return which loss befalls this, if it is a post and its turn has come."""
        with self._lock:
            if self._plan is None or not data.startswith(SENT):
                return None
            after, how = self._plan
            if after:
                self._plan = (after - 1, how)
                return None
            self._plan = None
            self.losses += 1
            return how


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
