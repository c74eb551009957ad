"""Framing, dispatch order, cancellation and broken input of the JSON-RPC layer."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

import pytest

from prismalchemy.lsp.rpc import Connection, ErrorCode


class Pipe:
    """A connection whose client is this test."""

    def __init__(self) -> None:
        read, write = os.pipe()
        self.client: BinaryIO = os.fdopen(write, "wb", buffering=0)
        self.output = io.BytesIO()
        self.connection = Connection(os.fdopen(read, "rb"), self.output)
        self.connection.start()

    def send(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            self.raw(frame(json.dumps({"jsonrpc": "2.0", **message}).encode()))

    def raw(self, data: bytes) -> None:
        self.client.write(data)

    def close(self) -> None:
        self.client.close()

    def sent(self) -> list[dict[str, Any]]:
        """What the server has sent."""
        data, messages = self.output.getvalue(), []
        while data:
            head, _, rest = data.partition(b"\r\n\r\n")
            length = int(head.split(b":")[1])
            messages.append(json.loads(rest[:length]))
            data = rest[length:]
        return messages


def frame(body: bytes, header: bytes = b"Content-Length: %d\r\n\r\n") -> bytes:
    return header % len(body) + body


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    pipe = Pipe()
    yield pipe
    pipe.close()


def test_messages_come_in_order_and_then_the_end(pipe: Pipe) -> None:
    pipe.send({"method": "a"}, {"method": "b", "id": 1})
    pipe.close()
    assert pipe.connection.receive(block=True) == {"jsonrpc": "2.0", "method": "a"}
    assert pipe.connection.receive(block=True) == {"jsonrpc": "2.0", "method": "b", "id": 1}
    with pytest.raises(EOFError):
        pipe.connection.receive(block=True)


def test_without_blocking_nothing_is_none(pipe: Pipe) -> None:
    assert pipe.connection.receive(block=False) is None


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
        b"content-length:%d\r\n\r\n",
        b"\r\nContent-Length: %d\r\n\r\n",
        b"some line that says nothing\r\nContent-Length: %d\r\n\r\n",
    ],
)
def test_headers(pipe: Pipe, header: bytes) -> None:
    pipe.raw(frame('{"method": "é"}'.encode(), header))
    assert pipe.connection.receive(block=True) == {"method": "é"}


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff", b'"text"', b"[1, 2]"])
def test_a_body_that_is_no_message_is_passed_over(pipe: Pipe, body: bytes) -> None:
    pipe.raw(frame(body))
    pipe.send({"method": "next"})
    message = pipe.connection.receive(block=True)
    assert message is not None
    assert message["method"] == "next"


def test_a_body_cut_short_is_the_end(pipe: Pipe) -> None:
    pipe.raw(b"Content-Length: 100\r\n\r\n{}")
    pipe.close()
    with pytest.raises(EOFError):
        pipe.connection.receive(block=True)


def test_a_cancelled_request_is_answered_and_not_handled(pipe: Pipe) -> None:
    pipe.send(
        {"id": 1, "method": "slow"},
        {"id": "two", "method": "slow"},
        {"method": "$/cancelRequest", "params": {"id": "two"}},
        {"method": "end"},
    )
    pipe.close()
    wait_until_read(pipe)
    received = [pipe.connection.receive(block=True) for _ in range(2)]
    with pytest.raises(EOFError):
        pipe.connection.receive(block=True)
    methods = [(message["method"], message.get("id")) for message in received if message is not None]
    assert methods == [("slow", 1), ("end", None)]
    assert [(answer["id"], answer["error"]["code"]) for answer in pipe.sent()] == [("two", ErrorCode.REQUEST_CANCELLED)]


def test_it_can_be_asked_what_is_waiting(pipe: Pipe) -> None:
    pipe.send({"method": "first"}, {"method": "textDocument/didChange"}, {"id": 1, "method": "textDocument/hover"})
    pipe.close()
    wait_until_read(pipe)
    assert pipe.connection.waiting({"textDocument/didChange"})
    assert not pipe.connection.waiting({"textDocument/didOpen"})
    for _ in range(3):
        pipe.connection.receive(block=True)
    assert not pipe.connection.waiting({"textDocument/didChange"})


def test_results_of_own_requests_come_to_their_callbacks(pipe: Pipe) -> None:
    results: list[Any] = []
    for _ in range(3):
        pipe.connection.request("workspace/configuration", {"items": []}, results.append)
    ids = [message["id"] for message in pipe.sent()]
    pipe.send(
        {"id": ids[1], "result": None},
        {"id": ids[0], "result": [1]},
        {"id": ids[2], "error": {"code": 1, "message": "no"}},
        {"id": "never asked", "result": 7},
        {"method": "next"},
    )
    assert pipe.connection.receive(block=True) == {"jsonrpc": "2.0", "method": "next"}
    assert results == [None, [1]]


def test_what_is_sent_is_framed_in_bytes(pipe: Pipe) -> None:
    pipe.connection.notify("n", {"text": "é💎"})
    pipe.connection.respond(1, None)
    pipe.connection.fail(None, ErrorCode.PARSE_ERROR, "no")
    assert pipe.sent() == [
        {"jsonrpc": "2.0", "method": "n", "params": {"text": "é💎"}},
        {"jsonrpc": "2.0", "id": 1, "result": None},
        {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "no"}},
    ]


def wait_until_read(pipe: Pipe) -> None:
    """Waits until everything sent is in the inbox: the pipe is closed and the reader at its end."""
    with pipe.connection._arrival:
        while not pipe.connection._ended:
            pipe.connection._arrival.wait(5)
