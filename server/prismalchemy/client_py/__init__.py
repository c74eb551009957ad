"""Prisma Client Python: what it refuses of a schema, and where a program uses it."""

from prismalchemy.client_py.generator import GUIDE, client_py, instance_names, is_client_py
from prismalchemy.client_py.refusals import Refusal, refusals
from prismalchemy.client_py.uses import Use, uses

__all__ = ["GUIDE", "Refusal", "Use", "client_py", "instance_names", "is_client_py", "refusals", "uses"]
