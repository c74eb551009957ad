"""Times a language server: start to first diagnostics, and keystroke to published diagnostics.

    python -m benchmarks.lsp_bench [--models 100] [--edits 40] [--open FILE]... [--prepare COMMAND] -- SERVER COMMAND...

It writes a schema of N models into a temporary folder, lets --prepare make further files beside it, opens the files
named by --open and then the schema, and changes one field's type back and forth in the middle of the schema, waiting
each time for its diagnostics. Prints one JSON line; times in milliseconds, memory in MB.
"""

from __future__ import annotations

import argparse
import json
import shlex
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.sample import EDITED_LINE, schema
from benchmarks.server import Message, Server


@dataclass(frozen=True)
class Times:
    """What one run of one server took: milliseconds, and MB."""

    initialize: float
    first: float
    p50: float
    p95: float
    max: float
    peak_mb: int


def run(
    command: Sequence[str],
    *,
    models: int = 100,
    edits: int = 40,
    opened: Sequence[str] = (),
    prepare: Sequence[str] = (),
    again: bool = False,
) -> Times:
    """Start a server on a new folder with a schema of so many models, and time it.

    Args:
        command: what starts the server; it speaks over standard input and output.
        models: the schema's size.
        edits: how many keystrokes.
        opened: files, relative to the folder, to open beside the schema.
        prepare: a command to run in the folder before.
        again: time the second start, which finds what the first one kept on disk; without it nothing is kept.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        root = Path(folder).resolve()
        environment = {"PRISMALCHEMY_CACHE": cache if again else "off"}
        (root / "schema.prisma").write_text(schema(models))
        if prepare:
            subprocess.run(prepare, cwd=root, check=True, stdout=subprocess.DEVNULL)
        if again:
            _time(command, root, environment, opened, 1)
        return _time(command, root, environment, opened, edits)


def _time(
    command: Sequence[str], root: Path, environment: Mapping[str, str], opened: Sequence[str], edits: int
) -> Times:
    path = root / "schema.prisma"
    uri, text = path.as_uri(), path.read_text()

    def published(message: Message) -> bool:
        return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri

    started = time.perf_counter()
    server = Server(command, root, environment)
    server.request(1, "initialize", _initialize_params(root))
    initialized = time.perf_counter()
    server.notify("initialized", {})
    for name in opened:
        _open(server, root / name, "python")
    _open(server, path, "prisma")
    first = server.wait(published)
    time.sleep(1.0)
    server.drain()

    lines = text.split("\n")
    row = next(i for i in range(len(lines) // 2, len(lines)) if lines[i] == EDITED_LINE)
    words, keystrokes = ("Int", "Boolean"), []
    for version in range(2, 2 + edits):
        old, new = words[version % 2], words[(version + 1) % 2]
        start, end = {"line": row, "character": 5}, {"line": row, "character": 5 + len(old)}
        sent = time.perf_counter()
        server.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": {"start": start, "end": end}, "text": new}],
            },
        )
        keystrokes.append(server.wait(published) - sent)
        time.sleep(0.05)
        server.drain()
    memory = server.peak_memory()
    server.stop()
    keystrokes.sort()
    return Times(
        initialize=_ms(initialized - started),
        first=_ms(first - started),
        p50=_ms(statistics.median(keystrokes)),
        p95=_ms(keystrokes[int(len(keystrokes) * 0.95)]),
        max=_ms(keystrokes[-1]),
        peak_mb=memory,
    )


def _initialize_params(root: Path) -> dict[str, object]:
    return {
        "processId": None,
        "rootUri": root.as_uri(),
        "rootPath": str(root),
        "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
        "capabilities": {
            "textDocument": {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True}},
            "workspace": {"configuration": True, "workspaceFolders": True},
        },
    }


def _open(server: Server, path: Path, language: str) -> None:
    document = {"uri": path.as_uri(), "languageId": language, "version": 1, "text": path.read_text()}
    server.notify("textDocument/didOpen", {"textDocument": document})


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=100)
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--open", action="append", default=[], metavar="FILE")
    parser.add_argument("--prepare", default="", metavar="COMMAND", help="run in the folder before the server starts")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    times = run(
        options.command,
        models=options.models,
        edits=options.edits,
        opened=options.open,
        prepare=shlex.split(options.prepare),
    )
    print(json.dumps({"models": options.models, **asdict(times)}))


if __name__ == "__main__":
    main()
