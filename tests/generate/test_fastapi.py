"""The Pydantic schemas at work: a FastAPI application on SQLite, with the models of every style."""

from __future__ import annotations

import base64
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy.orm import Session, clear_mappers
from tests.generate.generated import read_text, write
from tests.generate.outputs import DECLARATIONS
from tests.generate.test_orm import SQLITE

from prismalchemy.generate import Options, render_module, render_package, render_schemas, render_schemas_package

SCHEMA = """
/// Someone who writes.
model Author {
  id        String   @id @default(cuid())
  /// How to address them.
  fullName  String
  schema    String?
  metadata  Json?
  joinedAt  DateTime @default(now())
  updatedAt DateTime @updatedAt
  kind      Kind     @default(GUEST)
  karma     BigInt   @default(9007199254740993)
  balance   Decimal  @default(1.50)
  avatar    Bytes?
  secret    String?  @ignore
  books     Book[]
}

model Book {
  id       Int    @id @default(autoincrement())
  title    String
  author   Author @relation(fields: [authorId], references: [id])
  authorId String
}

enum Kind {
  GUEST @map("guest")
  STAFF
}
"""


@pytest.fixture(params=[(style, form) for style in DECLARATIONS for form in ("module", "package")], ids="-".join)
def api(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[TestClient, Any]]:
    """A client of an application that creates, changes and shows authors and books."""
    style, form = request.param
    schema, options = read_text(SQLITE + SCHEMA), Options(declaration=style)
    folder = tmp_path / "served"
    if form == "module":
        models, schemas = render_module(schema, options), render_schemas(schema, options, ".models")
        write({"__init__.py": "", "models.py": models, "schemas.py": schemas}, folder)
    else:
        write({"__init__.py": ""}, folder)
        write(render_package(schema, options), folder / "models")
        write(render_schemas_package(schema, options, "..models"), folder / "schemas")
    sys.path.insert(0, str(tmp_path))
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
    try:
        models, schemas = importlib.import_module("served.models"), importlib.import_module("served.schemas")
        models.Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield TestClient(application(models, schemas, session)), schemas
    finally:
        engine.dispose()
        clear_mappers()
        sys.path.remove(str(tmp_path))
        for loaded in [name for name in sys.modules if name.partition(".")[0] == "served"]:
            del sys.modules[loaded]


def application(models: Any, schemas: Any, session: Session) -> FastAPI:
    app = FastAPI()

    def author(id: str) -> Any:
        found = session.get(models.Author, id)
        if found is None:
            raise HTTPException(404)
        return found

    def create(data: Any) -> Any:
        made = models.Author(**data.model_dump(exclude_unset=True))
        session.add(made)
        session.commit()
        return made

    def write_book(data: Any) -> Any:
        book = models.Book(**data.model_dump(exclude_unset=True))
        session.add(book)
        session.commit()
        return book

    def change(id: str, data: Any) -> Any:
        found = author(id)
        for name, value in data.model_dump(exclude_unset=True).items():
            setattr(found, name, value)
        session.commit()
        return found

    create.__annotations__["data"] = schemas.AuthorCreate
    write_book.__annotations__["data"] = schemas.BookCreate
    change.__annotations__.update(data=schemas.AuthorUpdate, id=str)
    author.__annotations__["id"] = str
    app.post("/authors", response_model=schemas.AuthorRead)(create)
    app.post("/books", response_model=schemas.BookRead)(write_book)
    app.patch("/authors/{id}", response_model=schemas.AuthorRead)(change)
    app.get("/authors/{id}", response_model=schemas.AuthorDetail)(author)
    return app


def test_round_trip(api: tuple[TestClient, Any]) -> None:
    client, _ = api
    avatar = base64.b64encode(b"\x00\xff?>").decode()
    sent = {"fullName": "Ann", "avatar": avatar, "metadata": {"a": [1]}, "joinedAt": "2026-01-02T03:04:05+02:00"}
    answer = client.post("/authors", json=sent)
    assert answer.status_code == 200, answer.text
    author = answer.json()
    assert author.pop("id").startswith("c")
    assert author.pop("updatedAt").endswith("Z")
    assert author == {
        "fullName": "Ann",
        "schema": None,
        "metadata": {"a": [1]},
        "joinedAt": "2026-01-02T01:04:05Z",
        "kind": "guest",
        "karma": "9007199254740993",
        "balance": "1.5000000000",
        "avatar": avatar,
    }


def test_what_is_left_out_stays(api: tuple[TestClient, Any]) -> None:
    client, _ = api
    author = client.post("/authors", json={"fullName": "Ann", "kind": "STAFF", "karma": "12"}).json()
    changed = client.patch(f"/authors/{author['id']}", json={"fullName": "Bea", "metadata": None}).json()
    assert (changed["fullName"], changed["kind"], changed["karma"]) == ("Bea", "STAFF", "12")
    assert changed["joinedAt"] == author["joinedAt"]


def test_relations_are_shown_without_cycles(api: tuple[TestClient, Any]) -> None:
    client, schemas = api
    author = client.post("/authors", json={"fullName": "Ann"}).json()["id"]
    book = client.post("/books", json={"title": "A", "authorId": author}).json()
    assert book == {"id": 1, "title": "A", "authorId": author}
    assert client.get(f"/authors/{author}").json()["books"] == [book]
    assert schemas.BookDetail.model_fields["author"].annotation == schemas.AuthorRead | None


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({}, "fullName"),
        ({"fullName": None}, "fullName"),
        ({"fullName": "Ann", "kind": "nobody"}, "kind"),
        ({"fullName": "Ann", "kind": None}, "kind"),
        ({"fullName": "Ann", "karma": 2**63}, "karma"),
        ({"fullName": "Ann", "avatar": "no base64!"}, "avatar"),
        ({"fullName": "Ann", "joinedAt": None}, "joinedAt"),
    ],
)
def test_what_the_database_would_refuse_is_refused(
    api: tuple[TestClient, Any], data: dict[str, Any], place: str
) -> None:
    client, _ = api
    answer = client.post("/authors", json=data)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", place]]


def test_updates_may_leave_out_but_not_empty(api: tuple[TestClient, Any]) -> None:
    _, schemas = api
    assert schemas.AuthorUpdate().model_dump(exclude_unset=True) == {}
    with pytest.raises(ValidationError, match="not be null"):
        schemas.AuthorUpdate(full_name=None)
    assert "id" not in schemas.AuthorUpdate.model_fields
    assert "secret" not in schemas.AuthorRead.model_fields


def test_openapi(api: tuple[TestClient, Any]) -> None:
    client, _ = api
    found = client.get("/openapi.json").json()["components"]["schemas"]
    assert found["AuthorCreate"]["required"] == ["fullName"]
    assert set(found["AuthorRead"]["required"]) == set(found["AuthorRead"]["properties"])
    assert found["AuthorRead"]["properties"]["karma"]["type"] == "string"
    assert found["AuthorRead"]["description"] == "Someone who writes."
    assert found["AuthorRead"]["properties"]["fullName"]["description"] == "How to address them."
