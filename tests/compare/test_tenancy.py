"""Whose the rows of each table are: settings and a schema, and what is expected of every table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.support.models import read_text

from prismalchemy.compare import Tenancy, TenancySettings, resolve
from prismalchemy.prisma import Reader
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile

HEADER = 'datasource db {\n  provider = "postgresql"\n}\n'
ORG = """
model Organization {
  id       String    @id
  projects Project[]
  users    User[]
}
model Project {
  id             String       @id
  organizationId String       @map("organization_id")
  organization   Organization @relation(fields: [organizationId], references: [id])
  tasks          Task[]
  @@map("projects")
}
model Task {
  id        String  @id
  projectId String
  project   Project @relation(fields: [projectId], references: [id])
  parentId  String?
  parent    Task?   @relation("Sub", fields: [parentId], references: [id])
  children  Task[]  @relation("Sub")
  notes     Note[]
  labels    Label[]
}
model Note {
  id     Int  @id
  taskId String
  task   Task @relation(fields: [taskId], references: [id])
}
model Label {
  id    Int    @id
  tasks Task[]
}
model User {
  id            Int            @id
  organizations Organization[]
}
model Plan {
  id Int @id
}
"""

SETTINGS = {"root": "Organization", "columns": ("organizationId",), "shared": ("Plan", "User", "Label")}
LISTED = {"Task": "project", "Note": "task"}
COMMON = {
    "Organization": "root",
    "projects": "tenant organization_id",
    "Task": "inherited projectId>projects",
    "Note": "inherited taskId>Task projectId>projects",
    "Label": "shared",
    "User": "shared",
    "Plan": "shared",
    "_LabelToTask": "inherited B>Task projectId>projects",
    "_OrganizationToUser": "inherited A>Organization",
}

CASES: dict[str, tuple[str, dict[str, Any], dict[str, str], list[str]]] = {
    "as it should be": (ORG, {"inherits": LISTED}, {}, []),
    "snake form": (ORG, {"inherits": LISTED, "columns": ("organization_id",)}, {}, []),
    "by default the root's name": (ORG, {"inherits": LISTED, "columns": ()}, {}, []),
    "several names, one of none": (
        ORG,
        {"inherits": LISTED, "columns": ("orgId", "organizationId")},
        {},
        ["column orgId: is not true: no table has such a column (harmless)"],
    ),
    "by parent, by table, by column": (ORG, {"inherits": {"Task": "projects", "Note": "taskId"}}, {}, []),
    "nothing is listed": (
        ORG,
        {},
        {"Task": "undecided", "Note": "undecided", "_LabelToTask": "undecided"},
        [],
    ),
    "globs": (
        ORG,
        {"inherits": LISTED, "shared": ("P*", "U*r", "Label", "Z*")},
        {
            "projects": "shared (organization_id)",
            "Task": "undecided listed",
            "Note": "undecided listed",
            "_LabelToTask": "undecided",
        },
        [
            "shared Z*: is not true: there is no model or table `Z*` (harmless)",
            "shared P*: is not true: it has the tenant column `organization_id`",
            "inherits Task: is not true: table `projects` belongs to no tenant",
        ],
    ),
    "no root": (
        ORG,
        {"root": "Workspace"},
        dict.fromkeys(COMMON, "unknown"),
        ["root Workspace: is not true: there is no model or table `Workspace`"],
    ),
    "entries of nothing": (
        ORG,
        {"inherits": {**LISTED, "Gone": "x"}, "shared": (*SETTINGS["shared"], "Lost")},
        {},
        [
            "shared Lost: is not true: there is no model or table `Lost` (harmless)",
            "inherits Gone: is not true: there is no model or table `Gone` (harmless)",
        ],
    ),
    "no such relation": (
        ORG,
        {"inherits": {**LISTED, "Task": "owner"}},
        {"Task": "undecided listed", "Note": "undecided listed", "_LabelToTask": "undecided"},
        [
            "inherits Task: is not true: the table has no relation `owner` that holds a foreign key, and none to a "
            "model or table `owner`"
        ],
    ),
    "a relation that holds no key": (
        ORG,
        {"inherits": {**LISTED, "Project": "tasks"}},
        {},
        ["inherits Project: says too much: the table has the tenant column `organization_id` itself (harmless)"],
    ),
    "nullable, and a circle": (
        ORG,
        {"inherits": {**LISTED, "Task": "parent"}},
        {"Task": "undecided listed", "Note": "undecided listed", "_LabelToTask": "undecided"},
        ["inherits Task: leads in a circle, back to `Task`"],
    ),
    "nullable": (
        ORG.replace("projectId String\n  project   Project ", "projectId String?\n  project   Project?"),
        {"inherits": LISTED},
        {},
        ["inherits Task: is not always true: `projectId` may be NULL, and such a row has no tenant"],
    ),
    "through a shared parent": (
        ORG,
        {"inherits": {"Note": "task"}, "shared": (*SETTINGS["shared"], "Task")},
        {"Task": "shared", "Note": "undecided listed", "_LabelToTask": "shared"},
        ["inherits Note: is not true: table `Task` belongs to no tenant"],
    ),
    "shared and inherits": (
        ORG,
        {"inherits": {**LISTED, "Plan": "x"}},
        {},
        ["inherits Plan: contradicts `shared`, which names the table too"],
    ),
    "the root": (
        ORG,
        {"inherits": {**LISTED, "Organization": "x"}, "shared": (*SETTINGS["shared"], "Organization")},
        {},
        [
            "shared Organization: is not true: it is the root, whose rows are the tenants",
            "inherits Organization: is not true: it is the root, whose rows are the tenants",
        ],
    ),
    "several relations to one parent": (
        """
        model Organization {
          id    Int @id
        }
        model Account {
          id    Int @id
          organizationId Int
          from  Move[] @relation("from")
          to    Move[] @relation("to")
        }
        model Move {
          id    Int @id
          fromId Int
          toId   Int
          from   Account @relation("from", fields: [fromId], references: [id])
          to     Account @relation("to", fields: [toId], references: [id])
        }
        """,
        {"inherits": {"Move": "Account"}, "shared": ()},
        {"Organization": "root", "Account": "tenant organizationId", "Move": "undecided listed"},
        [
            "inherits Move: does not say which of its relations to `Account` is meant; name one of `from`, `to`",
        ],
    ),
    "no foreign keys in the database": (
        'datasource db {\n  provider = "postgresql"\n  relationMode = "prisma"\n}\n' + ORG,
        {"inherits": LISTED},
        {},
        [],
    ),
    "a half-typed model": (
        ORG.replace("  taskId String\n", "  taskId String\n  x y z @\n"),
        {"inherits": {"Task": "project"}},
        {"Note": "unknown"},
        [],
    ),
    "a view and an ignored model": (
        """
        model Organization {
          id    Int @id
          sites Site[]
        }
        view Total {
          organizationId Int
          sum            Int
        }
        view Sum {
          siteId Int
          site   Site @relation(fields: [siteId], references: [id])
        }
        view All {
          sum Int
        }
        model Site {
          id    Int @id
          sums  Sum[]
          organizationId Int @ignore
          organization Organization @relation(fields: [organizationId], references: [id]) @ignore
        }
        model Old {
          id Int @id
          @@ignore
        }
        """,
        {"inherits": {"Sum": "site"}, "shared": ()},
        {
            "Organization": "root",
            "Total": "tenant organizationId",
            "Sum": "inherited siteId>Site",
            "All": "undecided",
            "Site": "tenant organizationId",
            "Old": "undecided",
        },
        [],
    ),
    "uniques": (
        """
        model Organization {
          id   Int    @id
          slug String @unique
        }
        """,
        {"shared": (), "global_uniques": ("*.slug", "Organization", "Organization.name")},
        {"Organization": "root"},
        ["global-uniques Organization.name: is not true: there is no such unique (harmless)"],
    ),
    "two schemas": (
        """
        datasource db {
          provider = "postgresql"
          schemas  = ["public", "audit"]
        }
        model Organization {
          id Int @id
          @@schema("public")
        }
        model Event {
          id Int @id
          organizationId Int
          @@schema("public")
        }
        model AuditEvent {
          id Int @id
          @@map("Event")
          @@schema("audit")
        }
        """,
        {"shared": ("audit.Event",)},
        {"Organization": "root", "Event": "tenant organizationId", "audit.Event": "shared"},
        [],
    ),
    "a name of two tables": (
        """
        datasource db {
          provider = "postgresql"
          schemas  = ["a", "b"]
        }
        model Organization {
          id Int @id
          @@schema("a")
        }
        model One {
          id Int @id
          @@map("x")
          @@schema("a")
        }
        model Two {
          id Int @id
          @@map("x")
          @@schema("b")
        }
        """,
        {"shared": (), "inherits": {"x": "y"}},
        {"a.Organization": "root", "a.x": "undecided", "b.x": "undecided"},
        ["inherits x: means several tables, as `x` is a name of each; write `schema.table`"],
    ),
}


def prisma(text: str) -> Schema:
    return Reader().read([SourceFile("schema.prisma", text if "datasource" in text else HEADER + text)]).schema


def shown(tenancy: Tenancy) -> dict[str, str]:
    """Each table by name: its standing, its column (in brackets where it does not count), and its way to its tenant."""
    found = {}
    for key, entry in tenancy.tables.items():
        words = [entry.standing.value]
        if entry.column is not None:
            words.append(entry.column.name if entry.standing.value == "tenant" else f"({entry.column.name})")
        words += [f"{','.join(step.columns)}>{step.target}" for step in entry.chain]
        if entry.listed and entry.standing.value != "inherited":
            words.append("listed")
        found[str(key)] = " ".join(words)
    return found


def untrue(tenancy: Tenancy) -> list[str]:
    return [f"{item.key} {item.name}: {item.reason}{' (harmless)' if item.harmless else ''}" for item in tenancy.untrue]


@pytest.mark.parametrize("case", CASES)
def test_prisma(case: str) -> None:
    text, said, differences, entries = CASES[case]
    tenancy = resolve(TenancySettings(**{**SETTINGS, **said}), prisma(text))
    expected: Mapping[str, str] = {**COMMON, **differences} if "model Plan" in text else differences
    assert shown(tenancy) == expected
    assert untrue(tenancy) == entries


MODELS = """
from __future__ import annotations
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Organization(Base):
    __tablename__ = "organizations"
    id: Mapped[int] = mapped_column(primary_key=True)

class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[str]
    labels: Mapped[list[Label]] = relationship(secondary="task_labels")
    __mapper_args__ = {"polymorphic_on": "kind"}

class Chore(Task):
    weekday: Mapped[str | None]

class Duty(Task):
    __tablename__ = "duties"
    id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)

class Label(Base):
    __tablename__ = "labels"
    id: Mapped[int] = mapped_column(primary_key=True)

class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    task: Mapped[Task] = relationship()

class Hidden(Elsewhere):
    __tablename__ = "hidden"
    id: Mapped[int] = mapped_column(primary_key=True)

task_labels = Table(
    "task_labels",
    Base.metadata,
    Column("task_id", ForeignKey("tasks.id"), primary_key=True),
    Column("label_id", ForeignKey("labels.id"), primary_key=True),
)
free = Table("free", Base.metadata, Column("task_id", ForeignKey("tasks.id")))
"""


def test_models() -> None:
    schema = read_text(MODELS.replace("class Hidden(", "from lost import Elsewhere\nclass Hidden(")).schema
    settings = TenancySettings(
        root="organizations",
        columns=("organizationId",),
        shared=("Label",),
        inherits={"Note": "task", "duties": "Task"},
    )
    tenancy = resolve(settings, schema)
    assert shown(tenancy) == {
        "organizations": "root",
        "tasks": "tenant organization_id",
        "duties": "inherited id>tasks",
        "labels": "shared",
        "notes": "inherited task_id>tasks",
        "task_labels": "inherited task_id>tasks",
        "free": "undecided",
        "hidden": "unknown",
    }
    assert untrue(tenancy) == []
    assert tenancy.root_key is not None
    assert tenancy.root_key.name == "id"
