"""SQLAlchemy models, read statically: Python files to the neutral schema. User code is never executed or imported."""

from prismalchemy.alchemy.modules import Import, Module
from prismalchemy.alchemy.reader import ModelsReading, Options, Reader

__all__ = ["Import", "ModelsReading", "Module", "Options", "Reader"]
