"""Texts for the laws: everything the language has, and everything that goes wrong in it."""

from __future__ import annotations

from tests.prisma.test_cases import ALL

EVERYTHING = """// A schema with a bit of all.
generator client {
  provider = "prisma-client"
  output   = "../generated" // where
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
  schemas  = ["public", "auth"]
}

/// Whoever logs in.
model User {
  id       Int      @id @default(autoincrement())
  email    String   @unique @map("e_mail") @db.VarChar(200) /// unique
  name     String?  @default("a \\"b\\" é 🙂")
  role     Role     @default(USER)
  tags     String[] @default(["x", "y"])
  boss     User?    @relation("boss", fields: [bossId], references: [id], onDelete: SetNull)
  bossId   Int?
  reports  User[]   @relation("boss")
  posts    Post[]
  vector   Unsupported("vector(3)")?
  at       DateTime @default(now()) @updatedAt

  /* a comment
     of two lines */
  @@index([name(sort: Desc), email], map: "by_name")
  @@index([name], where: { email: { not: null } })
  @@map("users")
}

model Post {
  id      String @id @default(cuid(2))
  authors User[]
  price   Decimal @default(1.50) @db.Decimal(10, 2)

  @@ignore
}

enum Role {
  ADMIN
  USER  @map("user")

  @@map("roles")
}

view Names {
  id Int @unique
}
"""

SAMPLES = (EVERYTHING, EVERYTHING.replace("\n", "\r\n"), EVERYTHING.replace("\n", "\r"), *(c.schema for c in ALL))
