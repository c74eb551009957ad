"""How loudly a divergence is reported when the project's settings say nothing."""

from __future__ import annotations

from typing import Literal, TypeAlias

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Divergence, Level

Owner: TypeAlias = Literal["prisma", "alembic"]
"""Whose migrations create the tables."""

Profile: TypeAlias = Literal["mirror", "prisma-owned", "alembic-owned", "subset"]
"""What the models are to the schema: all of it to the letter, all that matters to the one or the other owner's
migrations, or a part of it.
"""

_BY_CONSEQUENCE: dict[Owner, dict[Consequence, Level]] = {
    "prisma": {
        Consequence.FAILS: Level.ERROR,
        Consequence.CORRUPTS: Level.ERROR,
        Consequence.MIGRATES: Level.HINT,
        Consequence.CONVENTION: Level.INFORMATION,
    },
    "alembic": {
        Consequence.FAILS: Level.ERROR,
        Consequence.CORRUPTS: Level.ERROR,
        Consequence.MIGRATES: Level.WARNING,
        Consequence.CONVENTION: Level.INFORMATION,
    },
}

_BY_RULE: dict[tuple[Owner, str, Consequence], Level] = {
    # Nothing fails, but the program cannot see data: worth a look even where nobody migrates from the models.
    ("prisma", "column-missing", Consequence.MIGRATES): Level.INFORMATION,
    ("prisma", "table-missing", Consequence.MIGRATES): Level.INFORMATION,
    # A table of the program's own is no fault, whoever owns the rest.
    ("alembic", "table-extra", Consequence.MIGRATES): Level.INFORMATION,
    ("prisma", "table-extra", Consequence.MIGRATES): Level.INFORMATION,
    # The mirror image of a column that the program cannot see: Prisma's client does without it.
    ("alembic", "column-extra", Consequence.MIGRATES): Level.INFORMATION,
    # `index=True` never gives the name that Prisma gives; without migrations the name is nothing to anyone.
    ("prisma", "index-name", Consequence.MIGRATES): Level.OFF,
    ("prisma", "foreign-key-name", Consequence.MIGRATES): Level.OFF,
    ("prisma", "naming-convention", Consequence.MIGRATES): Level.OFF,
    # Where Prisma migrates nobody compares comments; where Alembic does the database has them.
    ("prisma", "comment", Consequence.MIGRATES): Level.OFF,
    ("alembic", "comment", Consequence.MIGRATES): Level.OFF,
    # It fails only where the program deletes an object with children through a session, which many never do; objects
    # without children, and statements of DELETE, are as they should be.
    ("prisma", "relationship-cascade", Consequence.FAILS): Level.WARNING,
    ("alembic", "relationship-cascade", Consequence.FAILS): Level.WARNING,
    # Both sides allow the NULL that is stored.
    ("prisma", "client-default-missing", Consequence.CORRUPTS): Level.WARNING,
    ("alembic", "client-default-missing", Consequence.CORRUPTS): Level.WARNING,
    # Only rows that were written without the list; where Alembic makes the column it is NOT NULL, as the model says.
    ("prisma", "list-nullable", Consequence.CORRUPTS): Level.WARNING,
    ("alembic", "list-nullable", Consequence.CORRUPTS): Level.OFF,
    ("alembic", "list-nullable", Consequence.MIGRATES): Level.OFF,
    # Only where a program stores what it did not check; and logs that outlive their tenant, and uniques that are
    # global, may be so on purpose, which cannot be told for sure.
    ("prisma", "tenant-relation", Consequence.CORRUPTS): Level.WARNING,
    ("alembic", "tenant-relation", Consequence.CORRUPTS): Level.WARNING,
    ("prisma", "tenant-foreign-key", Consequence.CORRUPTS): Level.WARNING,
    ("alembic", "tenant-foreign-key", Consequence.CORRUPTS): Level.WARNING,
    ("prisma", "tenant-unique", Consequence.FAILS): Level.WARNING,
    ("alembic", "tenant-unique", Consequence.FAILS): Level.WARNING,
    # It concerns another client than the models, which says so itself as soon as it is generated.
    ("prisma", "client-py-refused", Consequence.FAILS): Level.WARNING,
    ("alembic", "client-py-refused", Consequence.FAILS): Level.WARNING,
    # Alembic's autogenerate does not compare names of foreign keys, nor how an index is made.
    ("alembic", "foreign-key-name", Consequence.MIGRATES): Level.HINT,
}
"""Where the level of the consequence alone would be too low or too high."""


_OMISSIONS = frozenset(
    {"table-missing", "column-missing", "relationship-missing", "index-missing", "unique-missing", "foreign-key"}
)
"""What the models of a subset may leave out, as long as nothing fails or is corrupted because of it."""

_HARMLESS = (Consequence.MIGRATES, Consequence.CONVENTION)
OWNERS: dict[Profile, Owner] = {"prisma-owned": "prisma", "alembic-owned": "alembic"}
"""The owner that a profile takes for granted."""


def default_level(divergence: Divergence, owner: Owner, profile: Profile | None = None) -> Level:
    """The level of a divergence, from its consequence, from whose migrations create the tables, and from the profile.

    `mirror` warns of everything that only matters to migrations, whoever makes them. `subset` is silent about what is
    left out without harm.
    """
    if profile is not None:
        owner = OWNERS.get(profile, owner)
    if profile == "subset" and divergence.rule in _OMISSIONS and divergence.consequence in _HARMLESS:
        return Level.OFF
    if profile == "mirror" and divergence.consequence is Consequence.MIGRATES:
        return Level.WARNING
    exception = _BY_RULE.get((owner, divergence.rule, divergence.consequence))
    level = exception or _BY_CONSEQUENCE[owner][divergence.consequence]
    return Level.WARNING if divergence.mild and level is Level.ERROR else level
