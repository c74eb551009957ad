"""prismalchemy: keeps a Prisma schema and SQLAlchemy models in step.

The packages are layers; ARCHITECTURE.md draws them and names what each may import.
"""

__version__ = "0.1.0"
