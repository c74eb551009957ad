"""Relations of the models' side that stand for relations of Prisma's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prismalchemy.compare.names import fold
from prismalchemy.schema import UNKNOWN, Relation, RelationKind, TableKey

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Project


def mapped_relation(project: Project, key: TableKey, field: str) -> Relation | None:
    """The relationship of the models that stands for a relation field of Prisma's.

    It has the field's name, but for case and underscores, and leads to the same table; or it is the only one that is
    held by the same columns.

    Args:
        project: both sides.
        key: the table as Prisma calls it.
        field: Prisma's field name.
    """
    prisma = project.prisma.table(key)
    models = project.table(key)
    if prisma is None or models is None:
        return None
    relation = next((other for other in prisma.relations if other.attribute == field), None)
    if relation is None:
        return None
    fitting = [other for other in models.relations if _same_target(project, relation, other)]
    named = [other for other in fitting if fold(other.attribute) == fold(field)]
    if named:
        return named[0]
    held = [other for other in fitting if _same_columns(relation, other)]
    return held[0] if len(held) == 1 else None


def _same_target(project: Project, prisma: Relation, models: Relation) -> bool:
    if prisma.target is UNKNOWN or models.target is UNKNOWN:
        return False
    return project.pairing.names.are_same(prisma.target, models.target)


def _same_columns(prisma: Relation, models: Relation) -> bool:
    if UNKNOWN in (prisma.columns, models.columns, prisma.kind, models.kind):
        return False
    if prisma.kind is RelationKind.MANY_TO_MANY or models.kind is RelationKind.MANY_TO_MANY:
        return prisma.kind is models.kind and prisma.join_table == models.join_table
    holding = RelationKind.OWNING
    same_end = (prisma.kind is holding) == (models.kind is holding)
    return same_end and prisma.columns == models.columns and bool(prisma.columns)
