"""Semantic edits of the Prisma schema: what makes it say what the models say."""

from prismalchemy.fixes.prisma.editor import PrismaEditor

__all__ = ["PrismaEditor"]
