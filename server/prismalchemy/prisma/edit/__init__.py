"""Edits of Prisma schemas: the smallest changes of text, aligned as Prisma's formatter aligns."""

from prismalchemy.prisma.edit.block import BlockDraft
from prismalchemy.prisma.edit.schema import Member, SchemaDraft, new_block
from prismalchemy.prisma.edit.words import quoted, with_argument, without_argument

__all__ = ["BlockDraft", "Member", "SchemaDraft", "new_block", "quoted", "with_argument", "without_argument"]
