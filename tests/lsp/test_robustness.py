"""What a client may do wrong, and what must never end the server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.editors.project import write_drifting_project
from tests.lsp.editor import REPOSITORY, editing

PRISMA, PYTHON = "prisma/schema.prisma", "app/models.py"


async def test_what_the_client_gets_wrong_does_not_end_the_server(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")
        never_opened = types.VersionedTextDocumentIdentifier(uri=editor.uri("other.py"), version=9)
        whole = types.TextDocumentContentChangeWholeDocument("x = 1\n")
        editor.client.text_document_did_change(types.DidChangeTextDocumentParams(never_opened, [whole]))
        untitled = types.TextDocumentItem("untitled:Untitled-1", "python", 1, "x = 1\n")
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(untitled))
        editor.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier("untitled:Untitled-1"))
        )
        send = editor.client.protocol._send_data
        send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"nonsense": True}})
        send({"jsonrpc": "2.0", "method": "textDocument/didChange"})
        send({"jsonrpc": "2.0", "method": "workspace/didChangeWatchedFiles", "params": {"changes": None}})
        editor.client.protocol.notify("no/such/notification", {})
        editor.client.protocol.notify("$/no/such/notification", {})
        with pytest.raises(JsonRpcException, match="no/such/request"):
            await editor.client.protocol.send_request_async("no/such/request", {})
        with pytest.raises(JsonRpcException):
            await editor.client.code_action_resolve_async(types.CodeAction("not ours"))
        editor.replace(PRISMA, "  nickname String\n", "")
        await editor.sees(schema="", models="")
        assert editor.client.messages == []  # no dialog


async def test_a_cancelled_request_leaves_the_server_well(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PRISMA)
        place = types.Range(types.Position(0, 0), types.Position(12, 0))
        params = types.CodeActionParams(editor.identifier(PRISMA), place, types.CodeActionContext([]))
        asked = editor.client.protocol.send_request("textDocument/codeAction", params, msg_id="seven")
        editor.client.cancel_request(types.CancelParams("seven"))
        with pytest.raises(JsonRpcException) as cancelled:
            await asyncio.wait_for(asyncio.wrap_future(asked), 20)
        assert cancelled.value.code == types.LSPErrorCodes.RequestCancelled
        await editor.sees(schema="column-missing", models="column-missing")
        assert await editor.actions(PRISMA, "nickname")


async def test_a_huge_and_broken_file(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.open("app/broken.py", "from sqlalchemy import (\n" * 2000 + "((((((((")
        editor.replace(PYTHON, "Models", "All models")
        await editor.until("an answer", lambda: bool(editor.rules(PYTHON)))
        assert "column-missing" in editor.rules(PYTHON)


COMMAND = [sys.executable, "-m", "prismalchemy", "lsp"]


def frames(*messages: dict[str, Any]) -> bytes:
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)


INITIALIZE = {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}

ENDINGS = [
    # what the client sends, exit code
    (frames(INITIALIZE, {"id": 2, "method": "shutdown"}, {"method": "exit"}), 0),
    (frames(INITIALIZE, {"method": "exit"}), 1),
    (frames({"method": "exit"}), 1),
    (frames(INITIALIZE), 1),
    (b"", 1),
    (frames({"id": 2, "method": "shutdown"}, {"method": "exit"}), 0),
]


@pytest.mark.parametrize(
    ("sent", "code"), ENDINGS, ids=["in order", "no shutdown", "at once", "gone", "silent", "uninitialized"]
)
def test_the_process_ends_with_its_client(sent: bytes, code: int) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "server")}
    run = subprocess.run([*COMMAND, "--stdio"], input=sent, capture_output=True, timeout=30, env=environment)
    assert (run.returncode, run.stderr) == (code, b"")


def test_a_request_before_initialize_is_refused() -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "server")}
    asked = {"id": 7, "method": "codeAction/resolve", "params": {"title": "x"}}
    run = subprocess.run(
        COMMAND, input=frames(asked, {"method": "exit"}), capture_output=True, timeout=30, env=environment
    )
    assert b'"code": -32002' in run.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(["--version"], 0, "0."), (["--tcp", "nowhere"], 2, "HOST:PORT"), (["--log-level", "loud"], 2, "--log-level")],
)
def test_arguments(arguments: list[str], code: int, said: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "server")}
    run = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=30, env=environment)
    assert run.returncode == code
    assert said in run.stdout + run.stderr


async def test_over_tcp() -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "server")}
    server = await asyncio.create_subprocess_exec(
        *COMMAND, "--tcp", "127.0.0.1:0", "--log-level", "info", env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert server.stderr is not None
    served = re.compile(rb"Serving on \('127.0.0.1', (\d+)\)")
    while not (match := served.search(await asyncio.wait_for(server.stderr.readline(), 20))):
        assert server.returncode is None
    port = int(match[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(frames(INITIALIZE, {"id": 2, "method": "shutdown"}, {"method": "exit"}))
    answer = await asyncio.wait_for(reader.readuntil(b'"id": 1'), 20)
    assert b"Content-Length" in answer
    assert await asyncio.wait_for(server.wait(), 20) == 0
    writer.close()
