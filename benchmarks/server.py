"""A language server as a child process, and the least of a client that can time it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]


class ServerEndedError(Exception):
    """The server's output ended while a message was awaited."""


class Server:
    """Starts `command` in the folder `root`, with further environment variables, and speaks JSON-RPC with it.

    Requests from the server are answered: configuration with empty objects, everything else with null.
    """

    def __init__(self, command: Sequence[str], root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._messages: queue.Queue[tuple[float, Message] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def request(self, id: int, method: str, params: object = None, seconds: float = 120.0) -> None:
        """Send a request and wait for its answer."""
        self._send({"id": id, "method": method, "params": params})
        self.wait(lambda message: message.get("id") == id and "method" not in message, seconds)

    def notify(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def wait(self, wanted: Callable[[Message], bool], seconds: float = 120.0) -> float:
        """Wait for a message; the moment (`time.perf_counter`) at which it was read.

        Raises:
            ServerEndedError: the server's output ended first.
            queue.Empty: nothing came for so many seconds.
        """
        end = time.monotonic() + seconds
        while True:
            got = self._messages.get(timeout=max(0.01, end - time.monotonic()))
            if got is None:
                raise ServerEndedError(f"{self.process.args!r} ended")
            at, message = got
            if "id" in message and "method" in message:
                self._answer(message)
            if wanted(message):
                return at

    def drain(self) -> None:
        """Forget what has come and was not awaited."""
        while not self._messages.empty():
            self._messages.get()

    def peak_memory(self) -> int:
        """Peak resident memory of the server and its children so far, in MB (Linux)."""
        total = 0
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            except (OSError, ValueError):
                continue
            if self.process.pid in (int(fields["Pid"]), int(fields["PPid"])):
                total += int(fields.get("VmHWM", "0 kB").split()[0])
        return total // 1024

    def stop(self) -> None:
        """Shut the server down; kill it where it does not end within ten seconds."""
        self.request(2, "shutdown", seconds=10)
        self.notify("exit")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _answer(self, request: Message) -> None:
        result: list[Message] | None = None
        if request["method"] == "workspace/configuration":
            result = [{} for _ in request["params"]["items"]]
        self._send({"id": request["id"], "result": result})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            length = 0
            while (line := out.readline()).strip():
                if line.lower().startswith(b"content-length"):
                    length = int(line.split(b":")[1])
            if not line:
                self._messages.put(None)
                return
            body = out.read(length)
            self._messages.put((time.perf_counter(), json.loads(body)))
