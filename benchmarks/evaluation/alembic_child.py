"""In a process of its own: what Alembic's autogenerate says of models and a database, or `create_all`.

python alembic_child.py compare|create FOLDER MODULE URL
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from typing import Any


def described(operation: Any) -> list[str]:
    """An operation of `compare_metadata` as texts that are the same in each run."""
    import sqlalchemy as sa

    texts: list[str] = []
    for part in operation:
        if isinstance(part, sa.Table):
            texts.append(f"table {part.name}")
        elif isinstance(part, sa.Column):
            texts.append(f"column {part.name} {part.type!r}")
        elif isinstance(part, sa.Index):
            texts.append(f"index {part.name} {part.unique} {[str(one) for one in part.expressions]}")
        elif isinstance(part, sa.ForeignKeyConstraint):
            targets = [one.target_fullname for one in part.elements]
            texts.append(f"fk {part.parent.name} {part.column_keys} {targets} {part.ondelete} {part.onupdate}")
        elif isinstance(part, sa.Constraint):
            texts.append(f"constraint {part.name} {[one.name for one in getattr(part, 'columns', [])]}")
        elif isinstance(part, dict):
            texts.append(str(sorted(part)))
        elif hasattr(part, "arg"):
            texts.append(f"default {part.arg}")
        else:
            texts.append(repr(part))
    return texts


def main() -> None:
    """Print JSON: the operations, or nothing."""
    what, folder, module, url = sys.argv[1:]
    sys.path.insert(0, folder)
    warnings.simplefilter("ignore")
    import sqlalchemy as sa
    from sqlalchemy.orm import configure_mappers

    models = importlib.import_module(module)
    base = getattr(models, "Base", None) or models.SQLModel
    configure_mappers()
    engine = sa.create_engine(url)
    if what == "create":
        base.metadata.create_all(engine)
        return
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), base.metadata)
    flat = [one for operation in found for one in (operation if isinstance(operation, list) else [operation])]
    print(json.dumps([described(one) for one in flat]))


if __name__ == "__main__":
    main()
