"""A step of the history out of what a schema has become: its SQL, proved in a shadow database, and what it may lose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from prismalchemy.compare.names import DEFAULT_SCHEMAS
from prismalchemy.migrate import Dialect
from prismalchemy.migrate.draft import (
    Rewritten,
    adds_label,
    casts_wanted,
    checked_places,
    conversion,
    enums_last,
    joined,
    rewrite,
    statements_of,
)
from prismalchemy.migrate.losses import losses
from prismalchemy.migrate.renames import Rename, RenameError, Sides, in_order
from prismalchemy.schema import UNKNOWN, Schema, TableKey
from prismalchemy.workspace.prisma_cli import PrismaCli, Question, difference
from prismalchemy.workspace.shadow import Content, ScriptError, Shadow


class NewStepError(Exception):
    """A step that cannot be made; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One step. `suffix` is what its name has besides the user's; `down` is None where it cannot be taken back."""

    statements: tuple[str, ...]
    down: tuple[str, ...] | None
    suffix: str = ""
    autocommit: bool = False


@dataclass(frozen=True, slots=True)
class Drafts:
    """The steps in order, what they may lose, and what else there is to say."""

    steps: tuple[Draft, ...] = ()
    losses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked for.

    `renames` are texts `OLD=NEW`; `backfill` and `using` SQL expressions by `table.column`. `is_rename` answers whether
    something was renamed. `alone`: labels of enums are added by a step of their own in any case.
    """

    renames: Sequence[str] = ()
    backfill: Mapping[str, str] = field(default_factory=dict)
    using: Mapping[str, str] = field(default_factory=dict)
    is_rename: Callable[[Rename], bool] = lambda _: False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What the history has to lead to. `left` are tables that are not Prisma's, `external` their names as Prisma has
    them, `enums` those of enums."""

    path: str
    schema: Schema
    left: Collection[TableKey]
    external: Sequence[str]
    enums: Sequence[str] = ()


def draft(scripts: Sequence[tuple[str, str]], target: Target, asked: Asked, shadow: Shadow, cli: PrismaCli) -> Drafts:
    """The steps that lead from a history to a schema.

    Args:
        scripts: name and SQL of each step of the history.
        target: the schema.
        asked: what the user asked for.
        shadow: an empty database.
        cli: Prisma's command line.

    Raises:
        NewStepError: the history does not run, or an option does not fit.
        PrismaCliError: Prisma refused.
    """
    for name, script in scripts:
        _replay(shadow, name, script)
    return _Drafting(target, asked, shadow, cli).drafts()


def _replay(shadow: Shadow, name: str, script: str) -> None:
    try:
        shadow.run(script)
    except ScriptError as error:
        line = "" if error.line is None else f":{error.line}"
        raise NewStepError(
            f"{name}/migration.sql{line}: this does not run in the shadow database ({error}); mend it where nothing "
            "has applied it, or name a server that has what it needs with --shadow-database"
        ) from error


class _Drafting:
    """The making of one step, in a shadow database that is at the last migrated state."""

    def __init__(self, target: Target, asked: Asked, shadow: Shadow, cli: PrismaCli) -> None:
        self.target = target
        self.asked = asked
        self.shadow = shadow
        self.cli = cli
        self.question = Question(target.path, shadow.prisma_url, target.external, target.enums)

    @property
    def dialect(self) -> Dialect:
        return self.shadow.dialect

    def drafts(self) -> Drafts:
        start = self.shadow.content()
        renames = self.renames(start)
        renaming = tuple(_commented(rename.sql(self.dialect), index) for index, rename in enumerate(renames))
        self.run(renaming)
        before = self.shadow.content() if renames else start
        proposed = statements_of(difference(self.cli, self.question), self.dialect)
        ordered = self.in_other_order(before)
        if not proposed and not renames:
            return Drafts(notes=ordered)
        main = self.rewritten(proposed, before)
        labels: tuple[str, ...] = ()
        if self.asked.alone:
            labels, main = _apart(main)
            self.run(labels)
        back = difference(self.cli, self.question, back=True)
        middle = self.shadow.content() if labels else before
        try:
            main = self.tried(main)
        except ScriptError as error:
            if not error.unsafe_label or labels:
                raise self.refused(error) from error
            # What is new cannot be used before it is committed.
            labels, main = _apart(main)
            self.run(labels)
            middle = self.shadow.content()
            back = difference(self.cli, self.question, back=True)
            self.run(main.statements)
        after = self.shadow.content()
        left = difference(self.cli, self.question)
        lost = losses(
            before.shape,
            after.shape,
            remade=main.remade,
            filled=main.filled,
            types_matter=self.dialect == "postgresql",
        )
        down = None if lost else self.way_back(back, after, middle)
        notes = [*ordered, *([f"Prisma still finds a difference behind this step: {left.strip()}"] if left else [])]
        steps = self.steps(renames, renaming, labels, main.statements, down, start)
        return Drafts(steps, lost, tuple(notes))

    def in_other_order(self, before: Content) -> tuple[str, ...]:
        """A note of each enum whose labels are the same, and stand in another order."""
        default = DEFAULT_SCHEMAS.get(self.dialect)
        sides = Sides.of(before.schema, self.target.schema, default, self.target.left)
        known = {(enum.schema, enum.name): enum.labels for enum in sides.before.enums}
        return tuple(
            f"the labels of enum {enum.name} stand in another order in the database ({', '.join(there)}); Prisma and "
            "Alembic leave that as it is, and so does this step"
            for enum in sides.after.enums
            if enum.labels is not UNKNOWN
            and (there := known.get((enum.schema, enum.name), UNKNOWN)) is not UNKNOWN
            and there != enum.labels
            and sorted(there) == sorted(enum.labels)
        )

    def steps(
        self,
        renames: Sequence[Rename],
        renaming: tuple[str, ...],
        labels: tuple[str, ...],
        main: tuple[str, ...],
        down: tuple[str, ...] | None,
        start: Content,
    ) -> tuple[Draft, ...]:
        """The steps, each with its way back. Where there is one, the database is in front of the main step by now."""
        renamed_back = tuple(rename.back().sql(self.dialect) for rename in reversed(renames))
        if not labels:
            both = None if down is None else (*down, *renamed_back)
            if both is not None and renamed_back:
                self.run(renamed_back)
                if self.shadow.content().facts != start.facts:
                    both = None
            return (Draft((*renaming, *main), both),)
        found: list[Draft] = []
        if self.asked.alone:
            if renaming:
                found.append(Draft(renaming, renamed_back, "renames"))
            found.append(Draft(labels, None, "labels", autocommit=True))
        else:
            found.append(Draft((*renaming, *labels), None, "labels"))
        return (*found, *((Draft(main, down),) if main else ()))

    def renames(self, start: Content) -> Sequence[Rename]:
        """What was renamed, as the user says.

        Raises:
            NewStepError: what the user says does not fit.
        """
        default = DEFAULT_SCHEMAS.get(self.dialect)
        sides = Sides.of(start.schema, self.target.schema, default, self.target.left)
        found: list[Rename] = []
        try:
            given = list(self.asked.renames)
            # Tables first: columns are named by the new name of their table, or by the old one.
            for said in sorted(given, key=lambda said: said.partition("=")[0].count(".")):
                rename = sides.parse(_with_new_tables(said, found))
                sides = sides.renamed(rename)
                found.append(rename)
            refused: set[Rename] = set()
            while True:
                question = next((one for one in sides.questions() if one not in refused), None)
                if question is None:
                    return in_order(found)
                if self.asked.is_rename(question):
                    sides = sides.renamed(question)
                    found.append(question)
                else:
                    refused.add(question)
        except RenameError as error:
            raise NewStepError(str(error)) from error

    def rewritten(self, proposed: Sequence[str], before: Content) -> Rewritten:
        """Prisma's statements with the conversions that the database knows, and with the user's expressions.

        Raises:
            NewStepError: an option names what is not there.
        """
        try:
            using = checked_places(self.asked.using, "--using", before.shape)
            backfill = checked_places(self.asked.backfill, "--backfill", before.shape)
        except ValueError as error:
            raise NewStepError(str(error)) from error
        casts = dict(using)
        for (table, column), type_ in casts_wanted(proposed).items():
            shape = before.shape.tables.get(table, {}).get(column)
            if (table, column) not in casts and shape is not None and self.converts(shape.type, type_):
                casts[table, column] = conversion(column, shape.type, type_)
        found = rewrite(proposed, casts, backfill, self.dialect)
        for option, said, done in (
            ("--using", using, found.converted),
            ("--backfill", backfill, found.filled),
        ):
            unused = [f"{table}.{column}" for table, column in said if (table, column) not in done]
            if unused:
                raise NewStepError(f"{option} {unused[0]}: this step has no use for it; leave it out")
        return found

    def converts(self, before: str | None, after: str) -> bool:
        """Whether PostgreSQL knows how to make one type of the other."""
        if before is None:
            return False
        if after.startswith('"'):
            return before in ("TEXT", "VARCHAR") or before.startswith(("VARCHAR(", "CHAR("))
        source = before if before.endswith("[]") or not after.endswith("[]") else f"{before}[]"
        return self.shadow.accepts(f"SELECT NULL::{source}::{after}")

    def way_back(self, script: str, after: Content, goal: Content) -> tuple[str, ...] | None:
        """The statements that lead back, tried out; None where they do not lead there."""
        proposed = statements_of(script, self.dialect)
        casts = {
            (table, column): conversion(column, shape.type, type_)
            for (table, column), type_ in casts_wanted(proposed).items()
            if (shape := after.shape.tables.get(table, {}).get(column)) is not None and self.converts(shape.type, type_)
        }
        found = rewrite(proposed, casts, {}, self.dialect)
        try:
            found = self.tried(found)
        except ScriptError:
            return None
        return found.statements if not found.remade and self.shadow.content().facts == goal.facts else None

    def tried(self, found: Rewritten) -> Rewritten:
        """The statements in an order in which the database runs them; it has run them then.

        Raises:
            ScriptError: it refuses them in any.
        """
        try:
            self.shadow.run(joined(found.statements))
        except ScriptError as error:
            other = enums_last(found.statements)
            if error.unsafe_label or other == found.statements:
                raise
            found = replace(found, statements=other)
            self.shadow.run(joined(other))
        return found

    def run(self, statements: Sequence[str]) -> None:
        """Run statements in the shadow database.

        Raises:
            NewStepError: it refused.
        """
        if statements:
            try:
                self.shadow.run(joined(statements))
            except ScriptError as error:
                raise self.refused(error) from error

    @staticmethod
    def refused(error: ScriptError) -> NewStepError:
        return NewStepError(
            f"the database refuses this step: {error}; write it by hand, as an empty migration with your own SQL"
        )


def _apart(found: Rewritten) -> tuple[tuple[str, ...], Rewritten]:
    """The statements that add labels, and the others."""
    labels = tuple(one for one in found.statements if adds_label(one))
    return labels, replace(found, statements=tuple(one for one in found.statements if one not in labels))


def _commented(statement: str, index: int) -> str:
    return statement if index else f"-- Rename\n{statement}"


def _with_new_tables(said: str, renames: Sequence[Rename]) -> str:
    """`old_table.column=…` by the new name of the table, where that is renamed as well."""
    old, equals, new = said.partition("=")
    owner, _, part = old.strip().rpartition(".")
    for rename in renames:
        if rename.kind in ("table", "enum") and owner == str(rename.owner):
            name = str(TableKey(rename.owner.schema, rename.new))
            return f"{name}.{part}{equals}{new.strip().removeprefix(f'{owner}.')}"
    return said
