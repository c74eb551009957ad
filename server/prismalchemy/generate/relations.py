"""Relations as source text: `relationship(…)` with all that SQLAlchemy cannot find out by itself."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.generate.constraints import is_known
from prismalchemy.generate.documentation import docstring
from prismalchemy.generate.layout import Call, Display, Keyword, Node, Text, call, render, render_annotated
from prismalchemy.generate.names import Names
from prismalchemy.generate.options import Style
from prismalchemy.generate.tables import tables_of
from prismalchemy.schema import (
    UNKNOWN,
    ForeignKey,
    ReferentialAction,
    Relation,
    RelationKind,
    Schema,
    Table,
    TableKey,
    TableKind,
)

_BY_DATABASE = (ReferentialAction.CASCADE, ReferentialAction.SET_NULL, ReferentialAction.SET_DEFAULT)


def render_relation(
    table: Table, relation: Relation, schema: Schema, style: Style, names: Names, lazy: str | None = None
) -> str | None:
    """The statement that declares a relation, without indentation.

    Args:
        table: the table that has the relation.
        relation: the relation; its target must be among the tables of `schema`.
        schema: all tables, which tell what else joins the two.
        style: how to write it.
        names: the names of classes and attributes.
        lazy: the loading strategy, None for SQLAlchemy's own.

    Returns:
        The statement; None where the relation cannot be mapped (its target has no class, or is not known, or there is
        no table to join them).
    """
    attribute = names.relation(table.key, relation.attribute)
    target = None if relation.target is UNKNOWN else tables_of(schema).get(relation.target)
    entity = None if target is None else names.entity(target.key)
    if attribute is None or target is None or entity is None or relation.kind is UNKNOWN:
        return None
    if isinstance(relation.join_table, TableKey) and relation.join_table not in tables_of(schema):
        # Prisma makes none, and refuses the relation: an end has a composite key.
        return None
    keywords = _keywords(table, relation, target, schema, names)
    if lazy is not None:
        keywords.append(Keyword("lazy", Text(lazy)))
    statement = _statement(attribute, entity, relation, keywords, style, names)
    if relation.documentation is None:
        return statement
    return f"{statement}\n{docstring(relation.documentation)}"


def _statement(
    attribute: str, entity: str, relation: Relation, keywords: list[Keyword], style: Style, names: Names
) -> str:
    many = relation.kind in (RelationKind.MANY, RelationKind.MANY_TO_MANY)
    if style.kind == "column":
        head = names.use("sqlalchemy.orm", "relationship")
        uselist = [Keyword("uselist", "False")] if relation.kind is RelationKind.ONE else []
        return render(Call(head, (Text(entity), *keywords, *uselist)), style, f"{attribute} = ")
    annotation = _annotation(entity, relation, style, names, many=many)
    if style.kind == "sqlmodel":
        return render_annotated(attribute, annotation, _sqlmodel_relationship(keywords, names), style)
    mapped = names.use("sqlalchemy.orm", "Mapped")
    if style.kind == "dataclass":
        # No parameter: one that is not given would be set to None, and with it the key that is given instead. And no
        # part of `repr`, which would load it.
        keywords = [Keyword("init", "False"), Keyword("repr", "False"), *keywords]
    value = Call(names.use("sqlalchemy.orm", "relationship"), tuple(keywords))
    return render_annotated(attribute, f"{mapped}[{annotation}]", value, style)


def _annotation(entity: str, relation: Relation, style: Style, names: Names, *, many: bool) -> str:
    """The relation's type; classes are quoted, as they may be defined further down."""
    quote = style.quote
    if many:
        return f"{names.use('builtins', 'list')}[{quote}{entity}{quote}]"
    if relation.kind is not RelationKind.ONE and relation.optional is not True:
        return f"{quote}{entity}{quote}"
    if style.optional == "optional" or style.kind == "sqlmodel":
        return f"{names.use('typing', 'Optional')}[{quote}{entity}{quote}]"
    return f"{quote}{entity} | None{quote}"


def _sqlmodel_relationship(keywords: list[Keyword], names: Names) -> Call:
    """SQLModel's `Relationship`, which takes what it does not know in a dictionary."""
    own = [keyword for keyword in keywords if keyword.name == "back_populates"]
    other = [Keyword(Text(str(keyword.name)), keyword.value) for keyword in keywords if keyword not in own]
    rest = Display("{", tuple(other)) if other else None
    return Call(
        names.use("sqlmodel", "Relationship"),
        (*own, *([Keyword("sa_relationship_kwargs", rest)] if rest is not None else [])),
    )


def _keywords(table: Table, relation: Relation, target: Table, schema: Schema, names: Names) -> list[Keyword]:
    viewonly = TableKind.VIEW in (table.kind, target.kind)
    keywords: dict[str, Node | None] = {}
    if relation.kind is RelationKind.MANY_TO_MANY:
        keywords.update(_many_to_many(table, relation, target, schema, names))
    else:
        keywords.update(_join(table, relation, target, names))
    back = None if viewonly else _back(relation, target, names)
    keywords["back_populates"] = None if back is None else Text(back)
    if viewonly:
        keywords["viewonly"] = "True"
    elif relation.kind is not RelationKind.MANY_TO_MANY:
        overlapping = _overlaps(table, relation, target, schema, names)
        keywords["overlaps"] = Text(",".join(overlapping)) if overlapping else None
    return [item for item in call("", **keywords).items if isinstance(item, Keyword)]


def _back(relation: Relation, target: Table, names: Names) -> str | None:
    if relation.back is UNKNOWN or relation.back is None:
        return None
    return names.relation(target.key, relation.back)


def _join(table: Table, relation: Relation, target: Table, names: Names) -> dict[str, Node | None]:
    """What tells SQLAlchemy which columns join the two, and who deletes."""
    holder, referred = (table, target) if relation.kind is RelationKind.OWNING else (target, table)
    columns, references = relation.columns, relation.target_columns
    if columns is UNKNOWN or references is UNKNOWN:
        return {}
    foreign_key = constraint_of(holder, columns, referred.key)
    if foreign_key is None:
        return _unconstrained(table, relation, holder, referred, names)
    keywords: dict[str, Node | None] = {}
    if _paths(table, target) > 1:
        keywords["foreign_keys"] = Text(_columns_text(holder, columns, names))
    if table.key == target.key and relation.kind is RelationKind.OWNING:
        keywords["remote_side"] = Text(_columns_text(referred, references, names))
    if relation.kind is not RelationKind.OWNING and _database_decides(holder, foreign_key):
        keywords["passive_deletes"] = Text("all")
    return keywords


def constraint_of(holder: Table, columns: tuple[str, ...], target: TableKey) -> ForeignKey | None:
    """The foreign key constraint that holds a relation; None without one (`relationMode = "prisma"`, views)."""
    for foreign_key in holder.foreign_keys:
        if foreign_key.columns == columns and foreign_key.target == target and is_known(foreign_key):
            return foreign_key
    return None


def _paths(table: Table, target: Table) -> int:
    """The number of foreign keys between two tables, in either direction."""
    forth = sum(key.target == target.key for key in table.foreign_keys)
    return forth if table.key == target.key else forth + sum(key.target == table.key for key in target.foreign_keys)


def _database_decides(holder: Table, foreign_key: ForeignKey) -> bool:
    """Whether the ORM must leave the children of a deleted parent to the database.

    By itself it sets their keys to NULL, which is not what the foreign key says; where that is forbidden anyway
    (a required key that restricts), nothing needs to be said.
    """
    if foreign_key.on_delete in _BY_DATABASE:
        return True
    columns = [holder.column(name) for name in foreign_key.columns]
    return all(column is not None and column.nullable is True for column in columns)


def _columns_text(table: Table, columns: tuple[str, ...], names: Names) -> str:
    """`Post.author_id`, or `[Post.a, Post.b]`; SQLAlchemy reads it when all classes are there."""
    parts = [f"{names.entity(table.key)}.{names.attribute(table.key, column)}" for column in columns]
    return parts[0] if len(parts) == 1 else f"[{', '.join(parts)}]"


def _unconstrained(
    table: Table, relation: Relation, holder: Table, referred: Table, names: Names
) -> dict[str, Node | None]:
    """The join of a relation that no constraint holds; `foreign()` marks the columns that refer."""
    columns, references = relation.columns, relation.target_columns
    assert columns is not UNKNOWN
    assert references is not UNKNOWN
    conditions = []
    for column, reference in zip(columns, references, strict=True):
        left = f"{names.entity(referred.key)}.{names.attribute(referred.key, reference)}"
        conditions.append(f"{left} == foreign({names.entity(holder.key)}.{names.attribute(holder.key, column)})")
    join = conditions[0] if len(conditions) == 1 else f"and_({', '.join(conditions)})"
    keywords: dict[str, Node | None] = {"primaryjoin": Text(join)}
    if table.key == relation.target and relation.kind is RelationKind.OWNING:
        keywords["remote_side"] = Text(_columns_text(referred, references, names))
    return keywords


def _many_to_many(
    table: Table, relation: Relation, target: Table, schema: Schema, names: Names
) -> dict[str, Node | None]:
    """The join table, and the joins where it has no constraints or joins a table with itself."""
    if relation.join_table is UNKNOWN or relation.join_table is None:
        return {}
    join_table = tables_of(schema).get(relation.join_table)
    if join_table is None:
        return {}
    variable = names.base_table(join_table.key)
    keywords: dict[str, Node | None] = {"secondary": variable}
    constrained = bool(join_table.foreign_keys)
    if (not constrained or table.key == target.key) and isinstance(relation.join_columns, tuple):
        own, other = relation.join_columns
        keywords["primaryjoin"] = _secondary_join(table, join_table, own, names)
        keywords["secondaryjoin"] = _secondary_join(target, join_table, other, names)
    if constrained:
        keywords["passive_deletes"] = "True"
    return keywords


def _secondary_join(table: Table, join_table: Table, column: str, names: Names) -> Node:
    """`"User.id == _Friends.c.A"`, which SQLAlchemy reads when all classes are there.

    It finds the join table by its name in the database; one that is no identifier is reached by its variable.
    """
    key = table.primary_key
    reference = key.columns[0] if key is not UNKNOWN and key is not None else "id"
    for foreign_key in join_table.foreign_keys:
        if foreign_key.columns == (column,) and foreign_key.target_columns is not UNKNOWN:
            reference = foreign_key.target_columns[0]
    own = f"{names.entity(table.key)}.{names.attribute(table.key, reference)}"
    if not join_table.name.isidentifier():
        other = f"{names.base_table(join_table.key)}.c.{column}"
        foreign = other if join_table.foreign_keys else f"{names.use('sqlalchemy.orm', 'foreign')}({other})"
        return f"lambda: {own} == {foreign}"
    other = f"{join_table.key}.c.{column}"
    return Text(f"{own} == {other}" if join_table.foreign_keys else f"{own} == foreign({other})")


def _overlaps(table: Table, relation: Relation, target: Table, schema: Schema, names: Names) -> list[str]:
    """The other relations that write one of this relation's columns, which SQLAlchemy wants to be told."""
    holder = table if relation.kind is RelationKind.OWNING else target
    if relation.columns is UNKNOWN:
        return []
    shared = {column for column in relation.columns if sum(column in key.columns for key in holder.foreign_keys) > 1}
    if not shared:
        return []
    own = {(table.key, relation.attribute), (target.key, relation.back)}
    found = set(_writers(holder, shared, schema)) - own
    spelt = {names.relation(key, field) for key, field in found if isinstance(field, str)}
    return sorted(name for name in spelt if name is not None)


def _writers(holder: Table, columns: Iterable[str], schema: Schema) -> Iterable[tuple[TableKey, object]]:
    """The relations, on either side, that write one of these columns of `holder`, as (table, Prisma's field)."""
    wanted = set(columns)
    for relation in holder.relations:
        if relation.kind is not RelationKind.OWNING or relation.columns is UNKNOWN or relation.target is UNKNOWN:
            continue
        if relation.target in tables_of(schema) and wanted.intersection(relation.columns):
            yield holder.key, relation.attribute
            yield relation.target, relation.back
