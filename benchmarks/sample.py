"""The schema that the language server benchmark edits."""

from __future__ import annotations

EDITED_LINE = "  a1 Int?"
"""The line, once in each model, whose type is changed back and forth."""

_HEAD = """generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
}

enum Status {
  ACTIVE
  CLOSED
}
"""
_MODEL = """
/// A thing
model Model{i} {{
  id        String   @id @default(cuid())
  orgId     String   @map("organization_id") @db.Uuid
  name      String   @db.VarChar(255) // comment
  price     Decimal  @default(0) @db.Decimal(10, 2)
  createdAt DateTime @default(now()) @map("created_at")
  updatedAt DateTime @updatedAt
  tags      String[]
  meta      Json?
  status    Status   @default(ACTIVE)
  otherId   String
  other     Model{next}   @relation("r{i}", fields: [otherId], references: [id], onDelete: Cascade)
  children  Model{prev}[] @relation("r{prev}")
  a1 Int?
  a2        BigInt   @default(1)
  a3        Boolean  @default(false)
  a4        Bytes?

  @@unique([orgId, name])
  @@index([orgId, createdAt(sort: Desc)])
  @@map("model_{i}")
}}
"""


def schema(models: int) -> str:
    """A PostgreSQL schema of so many models in a ring of relations."""
    return _HEAD + "".join(_MODEL.format(i=i, next=(i + 1) % models, prev=(i - 1) % models) for i in range(models))
