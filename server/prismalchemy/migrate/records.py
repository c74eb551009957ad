"""Prisma's record of migrations, as Prisma's schema engine makes the table.

Source: the statements that the engine of Prisma 7.10 sends to PostgreSQL 18 and to SQLite.
"""

from __future__ import annotations

POSTGRESQL = """\
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)"""
SQLITE = """\
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)"""

POSTGRESQL_NOW = "clock_timestamp()"
SQLITE_NOW = "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
"""The present time, as Prisma 7 writes it into SQLite."""
