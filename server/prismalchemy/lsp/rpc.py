"""JSON-RPC over a pair of byte streams: framing, an inbox that can be looked into, requests in both directions.

A thread of its own reads; everything else happens in the thread that calls `Connection.receive`. So the server's
state needs no locks, and a computation can ask between two steps whether newer messages have come in
(`Connection.waiting`).

Only what the base protocol of the Language Server Protocol 3.17 needs is here. Messages are plain JSON objects.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection
from enum import IntEnum
from typing import Any, BinaryIO

Message = dict[str, Any]
"""A request (`id`, `method`), a notification (`method`) or a response (`id`)."""

logger = logging.getLogger(__name__)


class ErrorCode(IntEnum):
    """Codes of JSON-RPC and of the Language Server Protocol that this server answers with."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    SERVER_NOT_INITIALIZED = -32002
    REQUEST_CANCELLED = -32800
    CONTENT_MODIFIED = -32801


class ResponseError(Exception):
    """Raised by a request's handler: the request is answered with this code and message."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """One client.

    Args:
        reader: what the client sends; closed or at its end means that the client is gone.
        writer: what goes to the client.
    """

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer
        self._inbox: deque[Message] = deque()
        self._arrival = threading.Condition()
        self._ended = False
        self._callbacks: dict[int, Callable[[Any], None]] = {}
        self._last_id = 0

    def start(self) -> None:
        """Begins to read, in a daemon thread."""
        threading.Thread(target=self._read, name="lsp-reader", daemon=True).start()

    def receive(self, *, block: bool) -> Message | None:
        """The next request or notification; responses to our own requests go to their callbacks on the way.

        A request that the client has cancelled before its turn is answered here and not returned.

        Args:
            block: wait for a message where none is there.

        Returns:
            None where nothing is waiting and `block` is false.

        Raises:
            EOFError: the client is gone.
        """
        while True:
            with self._arrival:
                while block and not self._inbox and not self._ended:
                    self._arrival.wait()
                if not self._inbox:
                    if self._ended:
                        raise EOFError("the client has closed the connection")
                    return None
                message = self._inbox.popleft()
                cancelled = "id" in message and self._drop_cancellation(message["id"])
            if "method" not in message:
                self._take_response(message)
            elif cancelled:
                self.fail(message["id"], ErrorCode.REQUEST_CANCELLED, "cancelled by the client")
            else:
                return message

    def waiting(self, methods: Collection[str]) -> bool:
        """Whether a message with one of these methods has come in and was not received yet."""
        with self._arrival:
            return any(message.get("method") in methods for message in self._inbox)

    def notify(self, method: str, params: Any) -> None:
        """Sends a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any, on_result: Callable[[Any], None]) -> None:
        """Sends a request; `on_result` is called with the result when it comes, and not at all if it is an error."""
        self._last_id += 1
        self._callbacks[self._last_id] = on_result
        self._send({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})

    def respond(self, request: int | str, result: Any) -> None:
        """Answers a request."""
        self._send({"jsonrpc": "2.0", "id": request, "result": result})

    def fail(self, request: int | str | None, code: ErrorCode, message: str) -> None:
        """Answers a request with an error; `request` is None where its id could not be read."""
        self._send({"jsonrpc": "2.0", "id": request, "error": {"code": int(code), "message": message}})

    def _send(self, message: Message) -> None:
        body = json.dumps(message, separators=(",", ":")).encode("ascii")
        self._writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._writer.flush()

    def _take_response(self, message: Message) -> None:
        on_result = self._callbacks.pop(message["id"], None) if isinstance(message.get("id"), int) else None
        if "error" in message:
            logger.warning("the client refused a request: %s", message["error"])
        elif on_result is not None:
            on_result(message.get("result"))

    def _drop_cancellation(self, request: int | str) -> bool:
        """Whether the inbox holds a cancellation of this request; it is taken out."""
        for message in self._inbox:
            if message.get("method") == "$/cancelRequest" and _cancelled(message) == request:
                self._inbox.remove(message)
                return True
        return False

    def _read(self) -> None:
        try:
            while (body := _read_frame(self._reader)) is not None:
                try:
                    message = json.loads(body)
                except ValueError as error:
                    logger.error("the client sent something that is no JSON: %s", error)  # noqa: TRY400
                    continue
                if not isinstance(message, dict):
                    logger.error("the client sent something that is no message: %.80r", message)
                    continue
                with self._arrival:
                    self._inbox.append(message)
                    self._arrival.notify()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            logger.info("reading from the client ended: %s", error)
        finally:
            with self._arrival:
                self._ended = True
                self._arrival.notify()


def _cancelled(message: Message) -> Any:
    params = message.get("params")
    return params.get("id") if isinstance(params, dict) else None


def _read_frame(reader: BinaryIO) -> bytes | None:
    """The body of the next message, None at the end of the stream. Header lines that say nothing are passed over."""
    length = -1
    while True:
        line = reader.readline()
        if not line:
            return None
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        elif not line.strip() and length >= 0:
            body = reader.read(length)
            return body if len(body) == length else None
