"""Enforcement of tenancy: a module for SQLAlchemy, an extension for Prisma Client, policies for PostgreSQL.

What is written stands alone: none of it imports prismalchemy.
"""

from prismalchemy.guard.plan import Plan, Reference, TableRule, plan_of
from prismalchemy.guard.python import render_python
from prismalchemy.guard.typescript import render_typescript

__all__ = ["Plan", "Reference", "TableRule", "plan_of", "render_python", "render_typescript"]
