"""What is mended is mended: models that drifted at random agree again once every finding's first fix was made."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixes.drift import drifted, module_of

from prismalchemy.alchemy import Reader as ModelsReader
from prismalchemy.compare import pair
from prismalchemy.fixes import Side
from prismalchemy.fixes.models import ModelsEditor
from prismalchemy.fixes.prisma import PrismaEditor
from prismalchemy.generate.options import Kind, Naming
from prismalchemy.prisma import PrismaReading
from prismalchemy.prisma import Reader as PrismaReader
from prismalchemy.rules import RULES, Context, Divergence, check
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile, apply_edits

SCHEMA = """
datasource db {
  provider = "postgresql"
}

enum Role {
  USER
  ADMIN
}

enum Status {
  draft @map("is-draft")
  DONE  @map("done")

  @@map("post_status")
}

model Organization {
  id      String   @id @default(cuid())
  name    String   @db.VarChar(80)
  seats   Int      @default(5)
  tags    String[]
  members Member[]
  users   User[]
}

model User {
  id        Int       @id @default(autoincrement())
  email     String    @unique
  name      String?
  role      Role      @default(USER)
  metadata  Json?
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt
  balance   Decimal   @default(0) @db.Decimal(10, 2)
  token     String    @default(uuid()) @db.Uuid
  orgId     String?
  org       Organization? @relation(fields: [orgId], references: [id])
  bossId    Int?
  boss      User?     @relation("boss", fields: [bossId], references: [id])
  staff     User[]    @relation("boss")
  posts     Post[]    @relation("author")
  reviews   Post[]    @relation("reviewer")
  profile   Profile?
  members   Member[]
  groups    Group[]

  @@index([role, createdAt(sort: Desc)])
  @@map("users")
}

model Profile {
  id     BigInt  @id @default(autoincrement())
  bio    String? @db.Text
  avatar Bytes?
  userId Int     @unique @map("user_id")
  user   User    @relation(fields: [userId], references: [id], onDelete: Cascade)
}

model Post {
  id         String   @id @default(nanoid())
  title      String   @default("untitled")
  status     Status   @default(draft)
  rating     Float    @default(0.5)
  published  Boolean  @default(false)
  data       Json     @default("{}")
  authorId   Int
  author     User     @relation("author", fields: [authorId], references: [id], onDelete: Cascade)
  reviewerId Int?
  reviewer   User?    @relation("reviewer", fields: [reviewerId], references: [id], onDelete: SetNull)

  @@unique([authorId, title])
  @@index([data], type: Gin)
}

model Member {
  orgId  String
  userId Int
  since  DateTime @db.Timestamptz(6)
  org    Organization @relation(fields: [orgId], references: [id])
  user   User   @relation(fields: [userId], references: [id])

  @@id([orgId, userId])
}

model Group {
  id    Int    @id
  from  String
  users User[]
}
"""

MOST_FIXES = 60
PATH = "/project/models.py"


def prisma_reading() -> PrismaReading:
    return PrismaReader().read([SourceFile("/project/schema.prisma", SCHEMA)])


def prisma() -> Schema:
    return prisma_reading().schema


def mend(schema: Schema, text: str) -> tuple[str, tuple[Divergence, ...]]:
    """The text after the first fix of each finding, and the findings that are left."""
    rules = {rule.name: rule for rule in RULES}
    reader = ModelsReader()
    tried: set[tuple[object, ...]] = set()
    for _ in range(MOST_FIXES):
        reading = reader.read([SourceFile(PATH, text)])
        assert not reading.problems
        pairing = pair(schema, reading.schema)
        editors = ModelsEditor(schema, reading, pairing), PrismaEditor(prisma_reading(), reading.schema, pairing)
        context = Context(pairing, *editors)
        findings = check(pairing)
        for finding in findings:
            name = (finding.rule, finding.table, finding.column, finding.message)
            fixes = [fix for fix in rules[finding.rule].fixes(finding, context) if fix.towards is Side.MODELS]
            edits = next((edits for fix in fixes if (edits := fix.compute())), None) if name not in tried else None
            if edits:
                tried.add(name)
                text = apply_edits(text, [edit for file in edits for edit in file.edits])
                compile(text, PATH, "exec")
                break
        else:
            return text, findings
    raise AssertionError("the fixes do not come to an end")


@pytest.mark.parametrize("naming", ["snake", "verbatim"])
@pytest.mark.parametrize("kind", ["mapped", "column", "sqlmodel"])
def test_the_models_agree_before_they_drift(kind: Kind, naming: Naming) -> None:
    schema = prisma()
    text = module_of(schema, kind, naming)
    assert mend(schema, text) == (text, ())


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["snake", "verbatim"]))
@pytest.mark.parametrize("kind", ["mapped", "column", "sqlmodel"])
def test_drifted_models_agree_again(kind: Kind, seed: int, naming: Naming) -> None:
    schema = prisma()
    changed, made = drifted(schema, Random(seed), 6)
    text, left = mend(schema, module_of(changed, kind, naming))
    assert left == (), made
    assert mend(schema, text) == (text, ())
