"""Runs `child.py` in an interpreter of the user's choice, for a limited time, and tells what went wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

CHILD = Path(__file__).with_name("child.py")
_GRACE = 3.0
"""Seconds that the child has for saying itself that the time is over, before it is ended from outside."""
_LARGEST = 256 * 1024 * 1024
"""Bytes of answers that are taken."""
_SHOWN = 300
"""Characters of an exception's message that are shown."""


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """A module to import: its dotted name and its file. A name that no import can spell is loaded by its path."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Request:
    """What to import, and how.

    Args:
        python: the interpreter, a path.
        modules: imported in this order.
        roots: folders that absolute imports count from.
        files: further files whose modules count, if the imports run them.
        folder: the working directory.
        dialect: SQLAlchemy's name of the dialect in whose words SQL is written.
        seconds: the time limit.
    """

    python: str
    modules: tuple[ModuleEntry, ...]
    roots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    folder: str = "."
    dialect: str = "postgresql"
    seconds: float = 60.0


class ImportFailedError(Exception):
    """The models could not be imported.

    The message is one line: what failed and what to do. `path` and `line` (from 1) are where, as far as that is known.
    """

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.line = line


def import_models(request: Request) -> Mapping[str, Any]:
    """The facts of the models, for `decode.to_schema`.

    Raises:
        ImportFailedError: the interpreter cannot be started, an import raised or did not end, the mappers do not fit.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user asked for it, and named or installed the interpreter
            [request.python, "-B", "-W", "ignore", str(CHILD)],
            cwd=request.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ImportFailedError(
            f"{request.python} cannot be started ({reason}); name your interpreter with --python"
        ) from None
    answer = _Answer(process, request)
    try:
        return answer.facts()
    finally:
        _end(process)


class _Answer:
    """What a child says, read while it runs."""

    def __init__(self, process: subprocess.Popen[bytes], request: Request) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self.request = request
        self.messages: list[Mapping[str, Any]] = []
        self.noise: deque[bytes] = deque(maxlen=64)
        # The models may print without end: it is read all the time, and only the last lines are kept.
        self.readers = [
            threading.Thread(target=self._listen, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._drain, args=(process.stderr,), daemon=True),
        ]
        for reader in self.readers:
            reader.start()
        with suppress(OSError):  # it ended before it read; what it said on standard error tells why
            process.stdin.write(json.dumps(_question(request)).encode() + b"\n")
            process.stdin.close()

    def facts(self) -> Mapping[str, Any]:
        """The facts.

        Raises:
            ImportFailedError: there are none.
        """
        self.readers[0].join(self.request.seconds + _GRACE)
        last = self.messages[-1] if self.messages else {}
        if "facts" in last:
            facts: Mapping[str, Any] = last["facts"]
            return facts
        if "failure" in last:
            raise _told(last["failure"], self.request)
        module = last.get("importing")
        doing = "the interpreter" if module is None else f"importing `{module}`"
        path = next((entry.path for entry in self.request.modules if entry.name == module), None)
        if self.process.poll() is None and self.readers[0].is_alive():
            raise ImportFailedError(f"{doing} {_too_long(self.request)}", path)
        _end(self.process)
        self.readers[1].join(1.0)
        raise ImportFailedError(f"{doing} ended {self._how()}; see to it that the module can be imported", path)

    def _how(self) -> str:
        status = self.process.wait()
        if status < 0:
            with suppress(ValueError):
                return f"by {signal.Signals(-status).name}"
        said = [line.decode("utf-8", "replace").strip() for line in self.noise]
        last = next((line for line in reversed(said) if line), None)
        return f"with exit status {status}" + ("" if last is None else f" ({_shortened(last)})")

    def _listen(self, stream: IO[bytes]) -> None:
        left = _LARGEST
        for line in _lines(stream):
            left -= len(line)
            if left < 0:
                return
            with suppress(ValueError):
                message = json.loads(line)
                if isinstance(message, dict):
                    self.messages.append(message)
                    if "importing" not in message:
                        return

    def _drain(self, stream: IO[bytes]) -> None:
        while chunk := stream.readline(4096):
            self.noise.append(chunk)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    while line := stream.readline(_LARGEST):
        yield line


def _question(request: Request) -> dict[str, Any]:
    return {
        "modules": [asdict(entry) for entry in request.modules],
        "roots": list(request.roots),
        "files": list(request.files),
        "dialect": request.dialect,
        "seconds": request.seconds,
    }


def _told(failure: Mapping[str, Any], request: Request) -> ImportFailedError:
    """What the child says about a failure, with what to do about it."""
    module, stage, exception = failure["module"], failure["stage"], failure["exception"]
    path, line = failure.get("path"), failure.get("line")
    if path is None or not _lies_in(path, request):
        path, line = next((entry.path for entry in request.modules if entry.name == module), None), None
    doing = f"importing `{module}`" if module is not None else _DOING[stage]
    if exception is None:
        return ImportFailedError(f"{doing} {_too_long(request)}", path, line)
    advice = "mend it, or leave --runtime away"
    if stage == "describe":
        advice = "please report it"
    elif stage == "start" or exception.startswith("ModuleNotFoundError"):
        advice = f"install it for {request.python}, or name your project's interpreter with --python"
    elif exception.startswith("KeyError") or "environ" in exception or "validation error" in exception:
        advice = "set what the models need in the environment, or leave --runtime away"
    return ImportFailedError(f"{doing} raised {_shortened(exception)}; {advice}", path, line)


_DOING = {
    "start": "importing SQLAlchemy",
    "mappers": "configuring the mappers",
    "describe": "describing what SQLAlchemy made of the models",
}
"""What the child did in each of its stages besides importing a module."""


def _lies_in(path: str, request: Request) -> bool:
    return any(path.startswith(root.rstrip("/\\")) for root in (*request.roots, request.folder))


def _too_long(request: Request) -> str:
    return f"did not end within {request.seconds:g} s; give it more time with --timeout, or mend the import"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the child with all processes that the models started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
