"""Rules: what can differ between the two descriptions."""

from prismalchemy.compare import Consequence
from prismalchemy.rules.alembic_owned import where_alembic_owns
from prismalchemy.rules.base import Context, Divergence, Example, Level, Rule
from prismalchemy.rules.catalog import RULES
from prismalchemy.rules.levels import OWNERS, Owner, Profile, default_level
from prismalchemy.rules.run import RuleCache, check, merged

__all__ = [
    "OWNERS",
    "RULES",
    "Consequence",
    "Context",
    "Divergence",
    "Example",
    "Level",
    "Owner",
    "Profile",
    "Rule",
    "RuleCache",
    "check",
    "default_level",
    "merged",
    "where_alembic_owns",
]
