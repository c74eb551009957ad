"""Prisma: schema files to syntax trees, and those to the neutral schema."""

from prismalchemy.prisma.reader import PrismaReading, Reader

__all__ = ["PrismaReading", "Reader"]
