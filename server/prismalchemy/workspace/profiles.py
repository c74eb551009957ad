"""Profiles and overrides: how loudly a divergence is reported, and what is taken for the same.

A pair has one profile; overrides give some of its tables or files another one, another owner, or other levels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prismalchemy.compare import ColumnPair, Consequence, Pairing
from prismalchemy.compare.families import Family, family_of
from prismalchemy.rules import OWNERS, Divergence, Level, Owner, Profile, default_level, where_alembic_owns
from prismalchemy.schema import UNKNOWN, TableKey
from prismalchemy.text.globs import matches_path, matches_table

if TYPE_CHECKING:
    from prismalchemy.workspace.settings import Override, PairSettings, Settings


_LEFT_OUT = ("table-missing", "column-missing")
_FEWEST_LEFT_OUT = 5
"""So many tables without a class are more than forgotten ones."""


def is_partial(pairing: Pairing) -> bool:
    """Whether models map so few of a schema's tables that they are likely meant to."""
    missing = len(pairing.only_prisma)
    return missing >= _FEWEST_LEFT_OUT and missing > len(pairing.tables)


@dataclass(frozen=True, slots=True)
class Place:
    """What decides which overrides hold: the table and the file of the models, relative to the project's root."""

    table: TableKey | None
    path: str | None


@dataclass(frozen=True)
class Loudness:
    """How loudly the divergences of one pair are reported.

    `owner` is who migrates the database, `table_owner` who migrates a certain table where that is known to be another.
    `partial` says that the models map the smaller part of the schema: they are likely meant so, and what they leave out
    without harm is a hint, as long as no profile says what they are (docs/adr/0017).
    """

    pair: PairSettings
    settings: Settings
    owner: Owner
    table_owner: Callable[[TableKey], Owner | None]
    partial: bool = False

    def level(self, divergence: Divergence, path: str | None) -> Level:
        """The level of a divergence: as the last override that holds sets it, the pair, the project, or its
        consequence.
        """
        # This is asked of every finding after every keystroke; most projects have neither of the two.
        if self.settings.equivalences and is_same(divergence, self.settings.equivalences):
            return Level.OFF
        overrides = self._overrides(Place(divergence.table, path)) if self.settings.overrides else ()
        for override in overrides:
            if divergence.rule in override.rules:
                return override.rules[divergence.rule]
        said = self.pair.rules.get(divergence.rule) or self.settings.rules.get(divergence.rule)
        if said is not None:
            return said
        owner, profile = self._whose(divergence, overrides)
        level = default_level(divergence, owner, profile)
        is_left_out = self.partial and profile is None and divergence.rule in _LEFT_OUT
        return Level.HINT if is_left_out and level is Level.INFORMATION else level

    def as_owned(self, divergence: Divergence, path: str | None, dialect: str) -> Divergence:
        """The divergence with what it leads to where Alembic owns its table; the same object where Prisma does."""
        overrides = self._overrides(Place(divergence.table, path)) if self.settings.overrides else ()
        owner, profile = self._whose(divergence, overrides)
        if (OWNERS.get(profile, owner) if profile else owner) == "prisma":
            return divergence
        if profile == "subset" and divergence.rule == "column-missing":
            return divergence  # that the class leaves it out does not say that the table does
        return where_alembic_owns(divergence, dialect)

    def _whose(self, divergence: Divergence, overrides: tuple[Override, ...]) -> tuple[Owner, Profile | None]:
        """Who migrates the divergence's table, and the profile that holds for it."""
        owner, profile = self._said(overrides)
        if owner is None and divergence.table is not None:
            owner = self.table_owner(divergence.table)
        if owner is not None and profile in ("prisma-owned", "alembic-owned"):
            profile = None  # one that is said of fewer tables counts
        return owner or self.owner, profile

    def _said(self, overrides: tuple[Override, ...]) -> tuple[Owner | None, Profile | None]:
        """The owner and the profile that overrides give, and the profile of the pair where they give none."""
        for override in overrides:
            if override.owner is not None or override.profile is not None:
                return override.owner, override.profile or (None if override.owner else self.pair.profile)
        return None, self.pair.profile

    def _overrides(self, place: Place) -> tuple[Override, ...]:
        """The overrides that hold at a place, the last one first."""
        return tuple(override for override in reversed(self.settings.overrides) if _holds(override, place))


def _holds(override: Override, place: Place) -> bool:
    if override.tables and (place.table is None or not is_chosen(place.table, override.tables)):
        return False
    return not override.paths or (place.path is not None and matches_path(place.path, override.paths))


def is_chosen(table: TableKey, globs: tuple[str, ...]) -> bool:
    """Whether a table is among those that globs of table names choose; `auth.*` names a database schema."""
    return matches_table(table.name, globs) or (table.schema is not None and matches_table(str(table), globs))


def is_same(divergence: Divergence, equivalences: tuple[str, ...]) -> bool:
    """Whether the project takes what differs for the same."""
    return any(_EQUIVALENCES[name](divergence) for name in equivalences)


def _families(divergence: Divergence) -> tuple[Family, Family] | None:
    """The families of the types of a column."""
    subject = divergence.subject
    if not isinstance(subject, tuple) or len(subject) != 2 or not isinstance(subject[1], ColumnPair):
        return None
    prisma, models = subject[1].prisma.type, subject[1].models.type
    if prisma is UNKNOWN or models is UNKNOWN:
        return None
    return family_of(prisma.type), family_of(models.type)


def _only_migrates(divergence: Divergence, rules: tuple[str, ...], *families: Family) -> bool:
    if divergence.rule not in rules or divergence.consequence is not Consequence.MIGRATES:
        return False
    found = _families(divergence)
    return found is not None and found[0] is found[1] and found[0] in families


_TYPES = ("column-type", "column-length")
_EQUIVALENCES: Mapping[str, Callable[[Divergence], bool]] = {
    "text": lambda item: _only_migrates(item, _TYPES, Family.STRING),
    "precision": lambda item: _only_migrates(item, ("column-length",), Family.NUMERIC, Family.DATETIME, Family.TIME),
    "json": lambda item: _only_migrates(item, _TYPES, Family.JSON),
    "names": lambda item: item.rule in ("index-name", "foreign-key-name", "naming-convention"),
    "on-update": lambda item: item.rule == "foreign-key-on-update",
    "order": lambda item: item.rule in ("enum-order", "primary-key-order"),
}
EQUIVALENCES = tuple(_EQUIVALENCES)
"""What a project may take for the same, as far as only migrations tell it apart."""
