"""Prisma migration 20261126005006_tenants_apart

Revision ID: 3d1eb91d4bba
Revises: 39117702f11e
Create Date: 2026-11-26 00:50:06

Made by prismalchemy from prisma/migrations/20261126005006_tenants_apart/migration.sql: runs its statements, and keeps
Prisma's own record of them, so that either tool can deploy it. Where Prisma has applied it, nothing is run.
"""

import time
import uuid

from alembic import context, op
from alembic.util import CommandError

revision = "3d1eb91d4bba"
down_revision = "39117702f11e"
branch_labels = None
depends_on = None

prisma_migration = "20261126005006_tenants_apart"
prisma_checksum = "2c261d4a6ee057a522a2ef86fb972b6bec7c241997b508cb45ae209334455f25"

STATEMENTS = (
    """\
-- DropForeignKey
ALTER TABLE "conversations" DROP CONSTRAINT "conversations_contact_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "invitations" DROP CONSTRAINT "invitations_team_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_subscription_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_parent_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_project_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "teams" DROP CONSTRAINT "teams_parent_id_fkey\"""",
    """\
-- DropIndex
DROP INDEX "invoices_number_key\"""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "contacts_organization_id_id_key" ON "contacts"("organization_id", "id")""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "invoices_organization_id_number_key" ON "invoices"("organization_id", "number")""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "projects_organization_id_id_key" ON "projects"("organization_id", "id")""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_organization_id_id_key" ON "subscriptions"("organization_id", "id")""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "tasks_organization_id_id_key" ON "tasks"("organization_id", "id")""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "teams_organization_id_id_key" ON "teams"("organization_id", "id")""",
    """\
-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "teams" ADD CONSTRAINT "teams_organization_id_parent_id_fkey" FOREIGN KEY ("organization_id", "parent_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_organization_id_project_id_fkey" FOREIGN KEY ("organization_id", "project_id") REFERENCES "projects"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_organization_id_parent_id_fkey" FOREIGN KEY ("organization_id", "parent_id") REFERENCES "tasks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_organization_id_contact_id_fkey" FOREIGN KEY ("organization_id", "contact_id") REFERENCES "contacts"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE""",
)

HISTORY = """\
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
BEGUN = f"""\
INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at)
VALUES ('{uuid.uuid4()}', '{prisma_checksum}', '{prisma_migration}', clock_timestamp())"""
FINISHED = f"""\
UPDATE "_prisma_migrations" SET finished_at = clock_timestamp(), applied_steps_count = 1
WHERE migration_name = '{prisma_migration}' AND finished_at IS NULL AND rolled_back_at IS NULL"""
APPLIED = f"""\
SELECT finished_at FROM "_prisma_migrations"
WHERE migration_name = '{prisma_migration}' AND rolled_back_at IS NULL ORDER BY finished_at IS NULL"""


def upgrade() -> None:
    migration = op.get_context()
    if not migration._in_external_transaction:
        with migration.autocommit_block():
            pass  # what came before is committed: each migration has a transaction of its own, as with Prisma
    lock("pg_try_advisory_xact_lock")
    run(HISTORY)
    if not is_applied():
        for statement in (BEGUN, *STATEMENTS, FINISHED):
            run(statement)


def run(statement: str):
    """Sends one statement as it is."""
    if context.is_offline_mode():
        return op.get_context().impl.static_output(statement + ";")
    return op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def is_applied() -> bool:
    """Whether the database has this migration, whoever applied it."""
    if context.is_offline_mode():
        return False
    found = run(APPLIED).fetchone()
    if found and found[0] is None:
        raise CommandError(
            f"Prisma migration {prisma_migration} was begun and did not end. If another deployment is at it, wait for "
            f"that. Else see what of it is in the database, undo that or complete it, then say which: "
            f"`npx prisma migrate resolve --rolled-back {prisma_migration}` or `--applied {prisma_migration}`; "
            f"then upgrade again"
        )
    return bool(found)


def lock(function: str) -> None:
    """Waits for the lock under which Prisma deploys, a minute at the most."""
    if context.is_offline_mode():
        run(f"SELECT {function.replace('_try', '')}(72707369)")
        return
    for _ in range(300):
        if run(f"SELECT {function}(72707369)").scalar():
            return
        time.sleep(0.2)
    raise CommandError("another deployment holds the lock of Prisma's migrations for over a minute; try later")


DOWN_STATEMENTS = (
    """\
-- DropForeignKey
ALTER TABLE "public"."invitations" DROP CONSTRAINT "invitations_organization_id_team_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "public"."teams" DROP CONSTRAINT "teams_organization_id_parent_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "public"."invoices" DROP CONSTRAINT "invoices_organization_id_subscription_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "public"."tasks" DROP CONSTRAINT "tasks_organization_id_project_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "public"."tasks" DROP CONSTRAINT "tasks_organization_id_parent_id_fkey\"""",
    """\
-- DropForeignKey
ALTER TABLE "public"."conversations" DROP CONSTRAINT "conversations_organization_id_contact_id_fkey\"""",
    """\
-- DropIndex
DROP INDEX "public"."teams_organization_id_id_key\"""",
    """\
-- DropIndex
DROP INDEX "public"."subscriptions_organization_id_id_key\"""",
    """\
-- DropIndex
DROP INDEX "public"."invoices_organization_id_number_key\"""",
    """\
-- DropIndex
DROP INDEX "public"."projects_organization_id_id_key\"""",
    """\
-- DropIndex
DROP INDEX "public"."tasks_organization_id_id_key\"""",
    """\
-- DropIndex
DROP INDEX "public"."contacts_organization_id_id_key\"""",
    """\
-- CreateIndex
CREATE UNIQUE INDEX "invoices_number_key" ON "public"."invoices"("number" ASC)""",
    """\
-- AddForeignKey
ALTER TABLE "public"."conversations" ADD CONSTRAINT "conversations_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE CASCADE ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "public"."invitations" ADD CONSTRAINT "invitations_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE SET NULL ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "public"."invoices" ADD CONSTRAINT "invoices_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE SET NULL ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "public"."tasks" ADD CONSTRAINT "tasks_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "public"."tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "public"."tasks" ADD CONSTRAINT "tasks_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE CASCADE ON UPDATE CASCADE""",
    """\
-- AddForeignKey
ALTER TABLE "public"."teams" ADD CONSTRAINT "teams_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "public"."teams"("id") ON DELETE SET NULL ON UPDATE CASCADE""",
)


def downgrade() -> None:
    migration = op.get_context()
    if not migration._in_external_transaction:
        with migration.autocommit_block():
            pass
    lock("pg_try_advisory_xact_lock")
    for statement in DOWN_STATEMENTS:
        run(statement)
    run(f"DELETE FROM \"_prisma_migrations\" WHERE migration_name = '{prisma_migration}'")
