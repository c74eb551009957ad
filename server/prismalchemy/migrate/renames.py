"""Renames between the last migrated state and a schema: those that the user names, and those worth a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from prismalchemy.compare.names import canonical
from prismalchemy.compare.renames import renamed_columns, renamed_tables
from prismalchemy.migrate.script import Dialect
from prismalchemy.schema import UNKNOWN, Schema, Table, TableKey


class RenameError(Exception):
    """A rename that cannot be; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One rename. `owner` is the table of a column or the enum of a label, by its new name, else the thing itself by
    its old one."""

    kind: Literal["table", "column", "enum", "label"]
    owner: TableKey
    old: str
    new: str

    def __str__(self) -> str:
        what = str(self.owner) if self.kind in ("table", "enum") else f"{self.owner}.{self.old}"
        return f"{what}={self.new}"

    @property
    def question(self) -> str:
        """What to ask of it."""
        where = "" if self.kind in ("table", "enum") else f" of {self.owner}"
        return f"Was {self.kind} {self.old}{where} renamed to {self.new}?"

    def sql(self, dialect: Dialect) -> str:
        """The statement that does it, without a semicolon."""
        old, new, owner = quoted(self.old), quoted(self.new), quoted_key(self.owner)
        if self.kind == "table":
            return f"ALTER TABLE {owner} RENAME TO {new}"
        if self.kind == "column":
            return f"ALTER TABLE {owner} RENAME COLUMN {old} TO {new}"
        assert dialect == "postgresql"
        if self.kind == "enum":
            return f"ALTER TYPE {owner} RENAME TO {new}"
        one, other = (name.replace("'", "''") for name in (self.old, self.new))
        return f"ALTER TYPE {owner} RENAME VALUE '{one}' TO '{other}'"

    def back(self) -> Rename:
        """The rename that undoes it."""
        owner = TableKey(self.owner.schema, self.new) if self.kind in ("table", "enum") else self.owner
        return Rename(self.kind, owner, self.new, self.old)


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def quoted_key(key: TableKey) -> str:
    """The name of a table or an enum as SQL has it."""
    return quoted(key.name) if key.schema is None else f"{quoted(key.schema)}.{quoted(key.name)}"


@dataclass(frozen=True, slots=True)
class Sides:
    """The migrated state and the schema, by names without the default database schema."""

    before: Schema
    after: Schema

    @classmethod
    def of(cls, before: Schema, after: Schema, default_schema: str | None, leave: Collection[TableKey]) -> Sides:
        """Both sides, without the tables of `leave`."""

        def cleared(side: Schema) -> Schema:
            tables = (replace(table, schema=canonical(table.key, default_schema).schema) for table in side.tables)
            enums = tuple(
                replace(enum, schema=None) if enum.schema == default_schema else enum
                for enum in side.enums
                if enum.native is not False
            )
            return replace(side, tables=tuple(table for table in tables if table.key not in leave), enums=enums)

        return cls(cleared(before), cleared(after))

    def parse(self, said: str) -> Rename:
        """The rename that `OLD=NEW` asks for: a table, an enum, or `table.column`, `enum.label`.

        Raises:
            RenameError: it is none, or there is nothing of this name.
        """
        old, equals, new = (part.strip() for part in said.partition("="))
        if not equals or not old or not new:
            raise RenameError(f"--rename {said}: write OLD=NEW, as in User=Account, or User.mail=email")
        tables, enums = self._tables(self.before), _labels(self.before)
        key = _key(old)
        for kind, there, wanted in (
            ("table", tables.keys(), self._tables(self.after).keys()),
            ("enum", enums.keys(), _labels(self.after).keys()),
        ):
            if key in there:
                name = new.rpartition(".")[2]
                if TableKey(key.schema, name) not in wanted:
                    raise RenameError(f"--rename {said}: the schema has no {kind} {name}; check the name")
                return Rename("table" if kind == "table" else "enum", key, key.name, name)
        owner, _, part = old.rpartition(".")
        inside = _key(owner)
        name = new.removeprefix(f"{owner}.")
        if inside in tables and part in {column.name for column in tables[inside].columns}:
            return Rename("column", inside, part, name)
        if inside in enums and part in enums[inside]:
            return Rename("label", inside, part, name)
        raise RenameError(_no_such(said, old))

    def renamed(self, rename: Rename) -> Sides:
        """Both sides, once a rename is done on the one before.

        Raises:
            RenameError: the new name is taken already, or the schema does not have it.
        """
        _refuse(rename, self.before, self.after)
        return replace(self, before=_renamed(self.before, rename))

    def questions(self) -> Iterator[Rename]:
        """What may have been renamed: tables, enums, then columns and labels of those that are on both sides."""
        tables, wanted = self._tables(self.before), self._tables(self.after)
        gone = [table for key, table in tables.items() if key not in wanted]
        come = [table for key, table in wanted.items() if key not in tables]
        for one, other in renamed_tables(gone, come, None):
            yield Rename("table", one.key, one.name, other.name)
        enums, labels = _labels(self.before), _labels(self.after)
        new_enums = {key: found for key, found in labels.items() if key not in enums}
        for key, found in enums.items():
            if key not in labels:
                same = [
                    other for other, members in new_enums.items() if members == found and other.schema == key.schema
                ]
                if len(same) == 1:
                    yield Rename("enum", key, key.name, same[0].name)
        for key in tables.keys() & wanted.keys():
            one, other = tables[key], wanted[key]
            names, others = ({column.name for column in table.columns} for table in (one, other))
            left = [column for column in one.columns if column.name not in others]
            right = [column for column in other.columns if column.name not in names]
            for column, counterpart in renamed_columns(one, other, left, right):
                yield Rename("column", key, column.name, counterpart.name)
        for key in enums.keys() & labels.keys():
            gone_labels = [label for label in enums[key] if label not in labels[key]]
            come_labels = [label for label in labels[key] if label not in enums[key]]
            if len(gone_labels) == len(come_labels) == 1:
                yield Rename("label", key, gone_labels[0], come_labels[0])

    @staticmethod
    def _tables(side: Schema) -> dict[TableKey, Table]:
        return {table.key: table for table in side.tables}


def _refuse(rename: Rename, before: Schema, after: Schema) -> None:
    here, there = _names(rename, before), _names(rename, after)
    if rename.old not in here:
        raise RenameError(_no_such(str(rename), rename.old))
    if rename.new in here:
        raise RenameError(f"--rename {rename}: the migrated state has {rename.new} already; choose another pair")
    if rename.new not in there:
        raise RenameError(f"--rename {rename}: the schema has no {rename.new} there; check the name")


def _no_such(said: str, old: str) -> str:
    """What is wrong with a rename of what is not there: a run that was killed may have written its step already."""
    return (
        f"--rename {said}: the migrated state has no {old}; check the name, or leave it out if a step that is written "
        "already has renamed it"
    )


def _names(rename: Rename, side: Schema) -> Collection[str]:
    if rename.kind == "table":
        return {table.name for table in side.tables if table.schema == rename.owner.schema}
    if rename.kind == "enum":
        return {key.name for key in _labels(side) if key.schema == rename.owner.schema}
    if rename.kind == "label":
        return _labels(side).get(rename.owner, ())
    return {column.name for table in side.tables if table.key == rename.owner for column in table.columns}


def _renamed(side: Schema, rename: Rename) -> Schema:
    if rename.kind in ("enum", "label"):
        enums = tuple(
            enum
            if TableKey(enum.schema, str(enum.name)) != rename.owner
            else replace(enum, name=rename.new)
            if rename.kind == "enum"
            else replace(
                enum,
                members=tuple(
                    replace(member, label=rename.new) if member.label == rename.old else member
                    for member in enum.members
                )
                if enum.members is not UNKNOWN
                else UNKNOWN,
            )
            for enum in side.enums
        )
        return replace(side, enums=enums)
    tables = tuple(
        table
        if table.key != rename.owner
        else replace(table, name=rename.new)
        if rename.kind == "table"
        else replace(
            table,
            columns=tuple(
                replace(column, name=rename.new) if column.name == rename.old else column for column in table.columns
            ),
        )
        for table in side.tables
    )
    return replace(side, tables=tables)


def _labels(side: Schema) -> dict[TableKey, tuple[str, ...]]:
    return {
        TableKey(enum.schema if isinstance(enum.schema, str) else None, enum.name): tuple(
            str(member.label) for member in enum.members
        )
        for enum in side.enums
        if isinstance(enum.name, str) and enum.members is not UNKNOWN
    }


def _key(text: str) -> TableKey:
    schema, _, name = text.rpartition(".")
    return TableKey(schema or None, name)


def in_order(renames: Iterable[Rename]) -> Sequence[Rename]:
    """Tables and enums first, so that columns and labels are named by the new names."""
    found = list(renames)
    return [
        *(one for one in found if one.kind in ("table", "enum")),
        *(o for o in found if o.kind not in ("table", "enum")),
    ]
