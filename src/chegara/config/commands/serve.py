"""Serve the site and do its background work, until Ctrl-C or SIGTERM.

Example:
  chegara serve
  chegara serve --host 0.0.0.0 --port 80

Names other than localhost under which the site is reached stand in the variable CHEGARA_HOSTS.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from chegara.config.cli import CommandError
from chegara.config.runtime import prepare_database, start

LOOK_EVERY_SECONDS = 0.2
GRACE_SECONDS = 8
"""How long the processes get to end by themselves; a job that takes longer is cut off and marked so."""
THREADS = 8
"""Requests that one web server process works on at a time; the others queue."""
UNBLOCK_SECONDS = 3
"""After which granian ends a process whose browsers keep their connections open; else it waits for ever."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )
    parser.add_argument(
        "--workers", type=int, choices=range(1, 17), default=1, metavar="N", help="of the web server"
    )


def _port(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 65535")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Prepare the database, start the web server and the worker, and wait until told to stop."""
    _refuse_a_taken_port(arguments.host, arguments.port)
    start()
    prepare_database()
    from chegara.pages.jobs import fail_interrupted

    with _only_one(), _stop_on_signals():
        fail_interrupted()
        processes = {
            "the web server": _start(_web_server(arguments)),
            "the worker of background jobs": _start(_worker()),
        }
        # The first traveller of a new installation does not wait half a minute for the comparison of names.
        compiling = _start([sys.executable, "-m", "chegara.profiling.methods.names.ready"])
        try:
            _tell_when_up(arguments.host, arguments.port, processes)
            return _wait(processes)
        except _Stopped:
            return 0
        finally:
            _stop([*processes.values(), compiling])


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the lock that says that a server lives, so that jobs of a dead one are known as such."""
    from django.conf import settings

    with (settings.HOME / "serve.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"another `chegara serve` works on {settings.HOME}: end it first") from error
        yield


class _Stopped(Exception):  # noqa: N818 - somebody asked for it
    """A signal asked the site to end."""


@contextmanager
def _stop_on_signals() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        # A second signal must not cut the stopping short and leave processes behind.
        for signum in signals:
            signal.signal(signum, signal.SIG_IGN)
        raise _Stopped

    # What is ignored stays so: that is how nohup keeps a command alive.
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    signals = [signum for signum in wanted if signal.getsignal(signum) is not signal.SIG_IGN]
    before = {signum: signal.signal(signum, stop) for signum in signals}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _refuse_a_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            # Connections of a server that has just ended do not count as taken.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except OSError as error:
        reason = str(error.strerror).lower()
        raise CommandError(
            f"can't listen on {host}, port {port}: {reason}; choose another with --host or --port"
        ) from error


def _web_server(arguments: argparse.Namespace) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", arguments.host, "--port", str(arguments.port),
        "--workers", str(arguments.workers), "--workers-kill-timeout", str(UNBLOCK_SECONDS),
        "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error",
        "chegara.config.wsgi:application",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [
        sys.executable,
        "-m",
        "chegara.config.manage",
        "db_worker",
        "--no-startup-delay",
        "--no-reload",
        "--interval",
        "0.5",
        "--verbosity",
        "0",
    ]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # In a session of its own, so that a terminal's Ctrl-C reaches it through us alone, and once.
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )


def _tell_when_up(host: str, port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Print the address once it answers, so that nobody opens it too early."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    while all(process.poll() is None for process in processes.values()):
        try:
            socket.create_connection((here, port), timeout=1).close()
        except OSError:
            time.sleep(LOOK_EVERY_SECONDS)
        else:
            shown = f"[{host}]" if ":" in host else host
            print(f"Chegara is at http://{shown}:{port}/ (Ctrl-C ends it)", flush=True)
            return


def _wait(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """Return 1 when one of the processes ends unasked: a site without its worker only looks whole."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"{name} ended by itself (exit code {process.returncode}); stopping", file=sys.stderr)
                return 1
        time.sleep(LOOK_EVERY_SECONDS)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask twice, since the worker takes the first time for "after this job"; then force."""
    for grace in (GRACE_SECONDS, 2):
        for process in processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + grace
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
