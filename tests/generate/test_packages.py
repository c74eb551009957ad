"""Types of pgvector and GeoAlchemy2 for what Prisma has no name for: the text, the database, and merging."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as dialect
from sqlalchemy.orm import Session
from tests.generate import live
from tests.generate.generated import CASES, read_text, running
from tests.generate.outputs import DECLARATIONS
from tests.generate.servers import postgresql
from tests.generate.test_corpus import divergences
from tests.oracle.engine import Engine

from prismalchemy.generate import TYPE_PACKAGES, Options, render_module, render_package
from prismalchemy.merge import generated_file, merge
from prismalchemy.text import SourceFile

ALL = Options(type_packages=frozenset(TYPE_PACKAGES))
TYPES = {
    "vector": "Vector",
    "vector(3)": "Vector(3)",
    "VECTOR ( 3 )": "Vector(3)",
    "halfvec(4)": "HALFVEC(4)",
    "sparsevec(5)": "SPARSEVEC(5)",
    "geometry": "Geometry(None, spatial_index=False)",
    "geometry(Point)": 'Geometry("POINT", spatial_index=False)',
    "geometry(Point, 4326)": 'Geometry("POINT", srid=4326, spatial_index=False)',
    "geography": "Geography(None, spatial_index=False)",
    "geography(LineStringZ,4326)": 'Geography("LINESTRINGZ", srid=4326, spatial_index=False)',
    "tsvector": "TSVECTOR",
    "citext": "CITEXT",
    "vector(3": 'Unsupported("vector(3")',
    "geometry(Point, x)": 'Unsupported("geometry(Point, x)")',
    "point3d": 'Unsupported("point3d")',
}
"""SQL, and how it is written."""
SCHEMA = read_text(
    "model Place {\n  id Int @id\n"
    + "".join(f'  c{number} Unsupported("{sql}")?\n' for number, sql in enumerate(TYPES))
    + "}\n"
)


def test_types_are_those_of_the_packages() -> None:
    text = render_module(SCHEMA, replace(ALL, width=200))
    for number, written in enumerate(TYPES.values()):
        assert f"    c{number}: Mapped[{'str' if written in ('TSVECTOR', 'CITEXT') else 'Any'} | None] = " in text
        assert f"= mapped_column({written})\n" in text


@pytest.mark.parametrize("package", TYPE_PACKAGES)
def test_nothing_is_imported_that_is_not_said_to_be_there(package: str) -> None:
    text = render_module(SCHEMA, Options(type_packages=frozenset(TYPE_PACKAGES) - {package}))
    assert package not in text
    assert package not in render_module(SCHEMA)
    assert package not in render_module(replace(SCHEMA, dialect="mysql"), ALL)


def test_what_else_runs_in_the_process_makes_no_difference() -> None:
    before = render_module(SCHEMA)
    importlib.import_module("pgvector.sqlalchemy")
    importlib.import_module("geoalchemy2")
    assert render_module(SCHEMA) == before
    assert "pgvector" not in before


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_nothing_is_different(declaration: Any) -> None:
    """The real packages make the very columns, no index of their own, and no rule finds anything."""
    options = replace(ALL, declaration=declaration)
    text = render_module(SCHEMA, options)
    assert divergences(SCHEMA, [SourceFile("/project/models.py", text)]) == []
    with running(text) as module:
        (table,) = module.Base.metadata.tables.values()
        found = [column.type.compile(dialect=dialect.dialect()).lower() for column in table.columns][1:]
        assert table.indexes == set()
    spelt = [sql.lower().replace(" ", "") for sql in TYPES]
    assert [sql.replace(" ", "").replace(",-1)", ")") for sql in found] == spelt


def test_models_create_and_store_vectors() -> None:
    """An empty database becomes Prisma's, extension included."""
    files = [("schema.prisma", (CASES / "extensions.prisma").read_text(encoding="utf-8"))]
    engine = Engine()
    try:
        with postgresql() as server:
            database = server.fresh("by_models")
            with database.engine.begin() as connection:
                connection.execute(sa.text("DROP EXTENSION vector"))
            assert "CREATE EXTENSION" in "".join(live.changes(engine, files, database))
            with running(render_module(live.read(files), ALL)) as module:
                module.Base.metadata.create_all(database.engine)
                assert live.changes(engine, files, database) == frozenset()
                with Session(database.engine) as session:
                    session.execute(sa.insert(module.Document).values(embedding=[1, 2, 3]))
                    assert list(session.scalars(sa.select(module.Document.embedding)).one()) == [1, 2, 3]
    finally:
        engine.close()


def test_files_follow_when_a_package_comes_or_goes() -> None:
    """What people added stays, and the file is the one that would be generated otherwise."""
    without, with_packages = render_module(SCHEMA), render_module(SCHEMA, ALL)
    own = "\n    def own(self) -> int:\n        return 1\n"
    for before, after in ((without, with_packages), (with_packages, without)):
        assert merge({"m.py": generated_file(before)}, {"m.py": after}).texts == {"m.py": generated_file(after)}
        head, mark, record = generated_file(before).partition("\n\n\n# region")
        merged = merge({"m.py": head + "\n" + own + mark + record}, {"m.py": after})
        assert merged.conflicts == {}
        assert merged.texts == {"m.py": generated_file(after).replace("\n\n\n# region", f"\n{own}\n\n\n# region")}


def test_a_package_imports_them_where_they_are_used() -> None:
    files = render_package(SCHEMA, ALL)
    assert [name for name, text in files.items() if "pgvector" in text] == ["place.py"]
