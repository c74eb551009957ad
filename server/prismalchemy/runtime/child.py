"""Imports models and writes what SQLAlchemy makes of them as JSON. Runs alone, in the interpreter of the project.

This is the one file that imports code of the user's, and only because the user asked for it. It is started as a script
by `process.py`; nothing imports it. It takes nothing of prismalchemy, which need not be installed there, but the file
beside it, `describe.py`, by its path.

It reads one JSON object from standard input, `{"modules": [{"name", "path"}], "roots": […], "files": […], "dialect",
"seconds"}`, and writes one JSON object a line: `{"importing": name}` before each import, then `{"facts": …}` or
`{"failure": …}`. The answer goes over a copy of standard output; whatever the models print goes to standard error.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import os
import re
import sys
import threading
import traceback
import types
from typing import Any

Facts = dict[str, Any]
_FOLDER = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - as little as possible is imported here


def main() -> None:
    """Answers one request and ends the process, whatever threads the models started."""
    answer = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    lock = threading.Lock()

    def say(message: Facts) -> None:
        with lock:
            answer.write(json.dumps(message) + "\n")
            answer.flush()

    request = json.loads(sys.stdin.readline())
    state = {"module": None, "stage": "start"}
    _watch(request["seconds"], request["roots"], state, say)
    try:
        facts = _answer(request, state, say)
    except BaseException as error:  # imports of the user's may raise anything, SystemExit too: all of it is told
        say({"failure": {**state, **_failure(error, request["roots"])}})
    else:
        say({"facts": facts})
    os._exit(0)


def _answer(request: Facts, state: Facts, say: Any) -> Facts:
    # Nothing of this folder may be found in place of a module of the user's.
    sys.path[:] = [path for path in sys.path if os.path.realpath(path) != os.path.realpath(_FOLDER)]
    import sqlalchemy

    if int(sqlalchemy.__version__.partition(".")[0]) < 2:
        raise ImportError(f"SQLAlchemy {sqlalchemy.__version__} is not supported; 2.0 or later is needed")
    describer = _load("prismalchemy_describe", os.path.join(_FOLDER, "describe.py"))  # noqa: PTH118
    sys.path[:0] = request["roots"]
    sys.path.append(os.getcwd())  # noqa: PTH109
    state["stage"] = "import"
    known = _Known()
    modules = []
    for entry in request["modules"]:
        state["module"] = entry["name"]
        say({"importing": entry["name"]})
        modules.append(known.module(entry["path"]) or _import(entry["name"], entry["path"]))
    others = map(known.module, request["files"])
    modules += [module for module in others if module is not None and module not in modules]
    state.update(module=None, stage="mappers")
    metadata, registries = describer.gather(modules)
    mappers = describer.configure(registries)
    state["stage"] = "describe"
    facts: Facts = describer.describe_metadata(metadata, mappers, request["dialect"])
    return facts


class _Known:
    """The imported modules by file: one may have been imported under another name; twice would be two of each class."""

    def __init__(self) -> None:
        self._seen: dict[str, str | None] = {}
        self._by_file: dict[str, str] = {}

    def module(self, path: str) -> types.ModuleType | None:
        for name, module in list(sys.modules.items()):
            if name not in self._seen:
                found = _file_of(module)
                self._seen[name] = found
                if found is not None:
                    self._by_file.setdefault(found, name)
        return sys.modules.get(self._by_file.get(os.path.realpath(path), ""))


def _file_of(module: object) -> str | None:
    found = vars(module).get("__file__") if isinstance(module, types.ModuleType) else None
    return os.path.realpath(found) if isinstance(found, str) else None


def _import(name: str, path: str) -> types.ModuleType:
    if not all(part.isidentifier() for part in name.split(".")):
        return _load(re.sub(r"\W", "_", name), path)
    module = importlib.import_module(name)
    found = _file_of(module)
    if found != os.path.realpath(path):
        raise ImportError(f"`import {name}` gives {found or 'another module'}, not {path}")
    return module


def _load(name: str, path: str) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


def _failure(error: BaseException, roots: list[str]) -> Facts:
    """What an exception says, and where: the innermost place in the project, else the innermost of all."""
    if type(error).__name__ == "MappersError":
        cls = getattr(error, "cls", None)
        return {"exception": str(error), **({"path": None, "line": None} if cls is None else _place_of(cls))}
    if isinstance(error, SystemExit):
        said = f"SystemExit: {error.code}"
    else:
        said = "".join(traceback.format_exception_only(type(error), error)[-1:]).strip()
    places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename is not None:
        places.append((error.filename, error.lineno))
    return {"exception": said, **_innermost(places, roots)}


def _place_of(cls: type) -> Facts:
    try:
        return {"path": inspect.getsourcefile(cls), "line": inspect.getsourcelines(cls)[1]}
    except (OSError, TypeError):
        return {"path": None, "line": None}


def _innermost(places: list[Any], roots: list[str]) -> Facts:
    places = [place for place in places if place[0] != __file__ and not place[0].startswith("<frozen")]
    own = [place for place in places if _is_own(place[0], roots)]
    chosen = (own or places or [(None, None)])[-1]
    return {"path": chosen[0], "line": chosen[1]}


def _is_own(path: str, roots: list[str]) -> bool:
    # An environment lies inside of many projects.
    inside = any(path.startswith(root.rstrip("/") + "/") for root in map(os.path.abspath, roots))
    return inside and not path.startswith(sys.prefix + os.sep) and "site-packages" not in path


def _watch(seconds: float, roots: list[str], state: Facts, say: Any) -> None:
    """Says where the main thread is when the time is over, and ends the process."""
    main_thread = threading.get_ident()

    def over() -> None:
        frame = sys._current_frames().get(main_thread)
        places = [] if frame is None else [(entry.filename, entry.lineno) for entry in traceback.extract_stack(frame)]
        say({"failure": {**state, "exception": None, **_innermost(places, roots)}})
        os._exit(0)

    timer = threading.Timer(seconds, over)
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    main()
