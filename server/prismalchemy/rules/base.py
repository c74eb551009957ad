"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from textwrap import dedent
from typing import TYPE_CHECKING, Any, ClassVar

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.schema import TableKey
from prismalchemy.text import Origin

if TYPE_CHECKING:
    from prismalchemy.fixes import Fix
    from prismalchemy.fixes.models import ModelsEditor
    from prismalchemy.fixes.prisma import PrismaEditor


class Level(Enum):
    """How loudly a divergence is reported."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Divergence:
    """One place where the two descriptions differ.

    `table` and `column` are database names; for a relation, `column` is the Prisma field's name, and it is None where
    a whole table, or a key or index of several columns is meant. `prisma` and `models` are the places to underline on
    each side, None where that side has nothing (a missing table). `message` says what will happen first, then what
    differs. `subject` is what the rule's `fixes` needs to know again: nodes of the neutral schemas. Divergences of one
    rule with the same `cause` (a declaration that several classes inherit) are reported once. `covers` are divergences
    that have the same cause as this one, and are not reported beside it: (rule, a node of its subject).
    `setting` is the entry of the settings that it is about, as a path of keys, where it is about one.
    `mild`: it only goes wrong in programs that do a thing which many never do; a warning, not an error.
    `effect` is what goes wrong where it is not what the consequence says of SQLAlchemy. `prisma_is_behind`: Alembic
    owns the table, so the models are right, and a fix of them overwrites what the user means (`alembic_owned`).
    """

    rule: str
    consequence: Consequence
    table: TableKey | None
    column: str | None
    message: str
    prisma: Origin | None
    models: Origin | None
    subject: Any = field(default=None, compare=False, repr=False)
    cause: Hashable = field(default=None, compare=False, repr=False)
    covers: tuple[tuple[str, object], ...] = field(default=(), compare=False, repr=False)
    setting: tuple[str, ...] = ()
    mild: bool = False
    effect: str | None = None
    prisma_is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of fragments that a rule's documentation shows and the tests run.

    `schema` is a schema.prisma without datasource block (PostgreSQL is assumed) and `models` a models.py without the
    usual header (the test adds `Base` and imports). `fixed` is models.py after the rule's first fix, `fixed_schema`
    schema.prisma after the first of its schema; a rule may claim fixes only if one of its invalid examples shows one.
    `settings` is a pyproject.toml, for a rule that needs one. `beside` are other rules that an invalid example meets.
    """

    schema: str
    models: str
    fixed: str | None = None
    fixed_schema: str | None = None
    settings: str | None = None
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take off the indentation that the fragments have in the rule's source."""
        for name in ("schema", "models", "fixed", "fixed_schema", "settings"):
            text = getattr(self, name)
            if text is not None:
                object.__setattr__(self, name, dedent(text).strip("\n") + "\n")


_MOST_NAMED = 3
"""How many further tables a message names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may ask besides the pair: the editors of both sides."""

    pairing: Pairing
    models: ModelsEditor
    prisma: PrismaEditor


class Rule:
    """One kind of difference. The subclass's docstring is its documentation page.

    Class attributes: `name` (kebab-case, equal to the file's name with `-` for `_`; a diagnostic's code), `summary`
    (one line for the table of rules), `consequence` (the usual one; a divergence may carry a milder or a harder one),
    `since` (version), `valid` and `invalid` examples, and `effect` where what goes wrong is not what the consequence
    says of SQLAlchemy.

    A rule overrides `check_table` or `check_schema`, or both.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    consequence: ClassVar[Consequence]
    since: ClassVar[str]
    valid: ClassVar[tuple[Example, ...]]
    invalid: ClassVar[tuple[Example, ...]]
    effect: ClassVar[str | None] = None

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """The divergences of one pair of tables; silent about whatever is UNKNOWN.

        The result is kept while the pair is the same object, so besides the pair it may depend on nothing but
        `pairing.names` and `pairing.dialect`.
        """
        return ()

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """The divergences that are not of one pair of tables; asked for after every change."""
        return ()

    def merge(self, divergences: Sequence[Divergence]) -> Sequence[Divergence]:
        """What is reported of divergences of this rule with one cause: the first, naming the other tables."""
        first = min(divergences, key=lambda item: list(Consequence).index(item.consequence))
        others = tuple(dict.fromkeys(item.table for item in divergences if item.table not in (None, first.table)))
        if not others:
            return divergences
        listed = ", ".join(f"`{table}`" for table in others[:_MOST_NAMED])
        rest = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        tables = "table" if len(others) == 1 else "tables"
        return (
            replace(first, message=f"{first.message}; the same declaration makes it so in {tables} {listed}{rest}"),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Ways to mend one of this rule's divergences in the models, best first."""
        return ()

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Ways to mend one of this rule's divergences in the Prisma schema, best first."""
        return ()
