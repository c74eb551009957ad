"""Enforcement of tenancy: a module for SQLAlchemy, an extension for Prisma Client, policies for PostgreSQL.

What is written stands alone: none of it imports prismalchemy.
"""

from prismalchemy.guard.plan import Plan, Reference, TableRule, plan_of
from prismalchemy.guard.policies import MARK, render_policies, render_without_policies
from prismalchemy.guard.python import render_python
from prismalchemy.guard.typescript import render_typescript

__all__ = [
    "MARK",
    "Plan",
    "Reference",
    "TableRule",
    "plan_of",
    "render_policies",
    "render_python",
    "render_typescript",
    "render_without_policies",
]
