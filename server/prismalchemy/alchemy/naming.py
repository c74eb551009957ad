"""Names that SQLAlchemy gives to constraints and indexes: naming conventions of a MetaData.

Source: the tokens that `MetaData.naming_convention` documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from prismalchemy.alchemy.values import CallValue, Symbol, Value, call_name
from prismalchemy.schema import UNKNOWN, Maybe, TableKey

Kind = Literal["ix", "uq", "pk", "fk"]

DEFAULT_NAMING: Mapping[str, str] = {"ix": "ix_%(column_0_label)s"}
"""The convention of a MetaData that none was given."""

_LONGEST = 63
"""Names longer than PostgreSQL's limit are shortened by SQLAlchemy with a hash, which is not worked out here."""
_TOKEN = re.compile(r"%\((\w+)\)s")
_CLASSES: dict[Kind, str] = {
    "ix": "Index",
    "uq": "UniqueConstraint",
    "pk": "PrimaryKeyConstraint",
    "fk": "ForeignKeyConstraint",
}


def conventional_name(
    kind: Kind,
    naming: Maybe[Mapping[Value, Value]],
    table: TableKey,
    columns: Sequence[str],
    given: Value = None,
    target: Maybe[TableKey | None] = None,
    target_columns: Sequence[str] = (),
) -> Maybe[str | None]:
    """The name of a constraint or index.

    Args:
        kind: which of the conventions counts.
        naming: the MetaData's `naming_convention`.
        table: the table.
        columns: the columns' database names in order.
        given: the name that the source gives; None where it gives none.
        target: for a foreign key the table that it refers to.
        target_columns: for a foreign key the columns there.

    Returns:
        The name; None where neither source nor convention names it; UNKNOWN where the convention is not understood.
    """
    if call_name(given) == "conv" and isinstance(given, CallValue) and given.arguments:
        final = given.arguments[0].value
        return final if isinstance(final, str) else UNKNOWN
    if given is not None and not isinstance(given, str):
        return UNKNOWN
    template = _template(kind, naming)
    if template is UNKNOWN:
        return UNKNOWN if given is None else given
    if template is None or (given is not None and "constraint_name" not in template):
        return given
    values = _values(table, columns, given, target, target_columns)
    names = _TOKEN.findall(template)
    if any(values.get(name) is None for name in names) or "%(" in _TOKEN.sub("", template):
        return UNKNOWN
    made = _TOKEN.sub(lambda match: str(values[match[1]]), template)
    return made if len(made) <= _LONGEST else UNKNOWN


def without_labels(naming: Maybe[Mapping[Value, Value]]) -> Maybe[Mapping[Value, Value]]:
    """A convention for a table whose schema is not known, which stands in the labels of its columns."""
    if naming is UNKNOWN:
        return UNKNOWN
    return {
        kind: UNKNOWN if isinstance(template, str) and "_label" in template else template
        for kind, template in naming.items()
    }


def _template(kind: Kind, naming: Maybe[Mapping[Value, Value]]) -> Maybe[str | None]:
    if naming is UNKNOWN:
        return UNKNOWN
    for key, value in naming.items():
        if key == kind or (isinstance(key, Symbol) and key.name == _CLASSES[kind]):
            return value if isinstance(value, str) or value is None else UNKNOWN
    return None


def _values(
    table: TableKey,
    columns: Sequence[str],
    given: str | None,
    target: Maybe[TableKey | None],
    target_columns: Sequence[str],
) -> dict[str, str | None]:
    prefix = table.name if table.schema is None else f"{table.schema.replace('.', '_')}_{table.name}"
    found: dict[str, str | None] = {
        "table_name": table.name,
        "constraint_name": given,
        "referred_table_name": None if target is UNKNOWN or target is None else target.name,
        "column_0N_name": "".join(columns),
        "column_0_N_name": "_".join(columns),
        "column_0_N_label": "_".join(f"{prefix}_{column}" for column in columns),
        "referred_column_0_N_name": "_".join(target_columns) or None,
    }
    for position, column in enumerate(columns):
        found[f"column_{position}_name"] = column
        found[f"column_{position}_key"] = column
        found[f"column_{position}_label"] = f"{prefix}_{column}"
    for position, column in enumerate(target_columns):
        found[f"referred_column_{position}_name"] = column
    return found
