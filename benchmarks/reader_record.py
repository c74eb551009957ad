"""Imports the model modules of an installed package and writes what SQLAlchemy made of them.

    python -m benchmarks.reader_record FOLDER OUTPUT < REQUEST

Runs with the interpreter of the package's own environment. FOLDER is its site-packages; REQUEST is JSON with
`packages` (top-level names whose tables count), `modules` (to import, in this order) and `setup` (code to run first).
OUTPUT becomes JSON: `sqlalchemy` (version), `tables` (key, file that made it, file of its class, facts), `failures`
(by module, why it could not be imported) and `unconfigured` (why mappers could not be configured, or null).
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from tests.support.metadata import key_text, table_facts


class Recorder:
    """Takes down every table and mapper that is made while it listens.

    Args:
        folder: site-packages.
        packages: the top-level names whose files count.
    """

    def __init__(self, folder: Path, packages: list[str]) -> None:
        self._prefixes = tuple(f"{folder}/{name}{end}" for name in packages for end in ("/", ".py"))
        self._folder = folder
        self._made: dict[sa.Table, str] = {}
        self._mappers: list[orm.Mapper[Any]] = []
        event.listen(sa.Table, "after_parent_attach", self._table)
        event.listen(orm.Mapper, "instrument_class", lambda mapper, _: self._mappers.append(mapper))

    def _table(self, table: sa.Table, _: object) -> None:
        """Notes the module that is being imported: the one with the class or the `Table(...)`."""
        frame = sys._getframe()
        while frame is not None and frame.f_code.co_name != "<module>":
            frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
        if frame is not None and frame.f_code.co_filename.startswith(self._prefixes):
            self._made.setdefault(table, frame.f_code.co_filename)

    def tables(self, failed: set[str], *, configured: bool) -> list[dict[str, Any]]:
        """The facts of all tables that still stand in their MetaData.

        Args:
            failed: the modules that could not be imported; what they made before they failed is left out.
            configured: whether the mappers could be configured.
        """
        found = []
        for table, file in self._made.items():
            if table.metadata.tables.get(table.key) is not table:
                continue
            if self._relative(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".") in failed:
                continue
            mappers = [mapper for mapper in self._mappers if mapper.local_table is table]
            modules = [sys.modules.get(mapper.class_.__module__) for mapper in mappers if mapper.inherits is None]
            classes = [str(getattr(module, "__file__", "")) for module in modules or [None]]
            facts = table_facts(table, mappers if configured else [])
            if not configured:
                # Without mappers there is nothing to say about classes.
                del facts["relations"], facts["entity"]
                for column in facts["columns"].values():
                    del column["attribute"]
            found.append(
                {
                    "key": key_text(table),
                    "file": self._relative(file),
                    "class_file": self._relative(classes[0]) if classes[0].startswith(self._prefixes) else None,
                    "facts": facts,
                }
            )
        return found

    def _relative(self, file: str) -> str:
        return Path(file).relative_to(self._folder).as_posix()


def main() -> None:
    """Reads the request, imports, writes."""
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    request = json.load(sys.stdin)
    recorder = Recorder(folder, request["packages"])
    failures: dict[str, str] = {}
    unconfigured = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(request["setup"], {})  # the report's own code, from its list of packages
        for module in request["modules"]:
            try:
                importlib.import_module(module)
            except BaseException as error:  # noqa: PERF203 - one that fails must not keep the others away
                failures[module] = f"{type(error).__name__}: {error}".split("\n")[0][:300]
        try:
            orm.configure_mappers()
        except Exception as error:  # told with the rest; the tables are there all the same
            unconfigured = f"{type(error).__name__}: {error}".split("\n")[0][:300]
        tables = recorder.tables(set(failures), configured=unconfigured is None)
    answer = {
        "sqlalchemy": sa.__version__,
        "tables": tables,
        "failures": failures,
        "unconfigured": unconfigured,
    }
    output.write_text(json.dumps(answer, indent=1, default=str))


if __name__ == "__main__":
    main()
