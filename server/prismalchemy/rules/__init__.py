"""Rules: what can differ between the two descriptions."""

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Context, Divergence, Example, Level, Rule
from prismalchemy.rules.catalog import RULES
from prismalchemy.rules.levels import Owner, Profile, default_level
from prismalchemy.rules.run import RuleCache, check, merged

__all__ = [
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
]
