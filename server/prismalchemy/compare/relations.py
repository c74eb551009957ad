"""Pairs the relations of one table: Prisma's relation fields with the relationships of the mapped class."""

from __future__ import annotations

from typing import NamedTuple, cast

from prismalchemy.compare.names import Names, fold
from prismalchemy.compare.pairs import Pairing, TablePair
from prismalchemy.schema import UNKNOWN, Relation, RelationKind

FAR = (RelationKind.ONE, RelationKind.MANY)


class RelationPair(NamedTuple):
    """A relation, as each side describes it."""

    prisma: Relation
    models: Relation


class RelationPairing(NamedTuple):
    """The relations of a table. `missing` are Prisma's; what the models have besides is their own affair.

    `other_join_tables` are many-to-many relations that the models hold in another table than the database.
    """

    pairs: tuple[RelationPair, ...]
    missing: tuple[Relation, ...]
    other_join_tables: tuple[RelationPair, ...]


def pair_relations(pair: TablePair, names: Names) -> RelationPairing:
    """Pair the relations of one table by the foreign key or the join table that holds them, never by name alone.

    A relationship about which something is unknown may be any relation that agrees with the rest, and counts as it.
    """
    known = pair.memo.get("relations")
    if known is None or known[0] is not names:
        known = names, _pair_relations(pair, names)
        pair.memo["relations"] = known
    return cast("RelationPairing", known[1])


def _pair_relations(pair: TablePair, names: Names) -> RelationPairing:
    left = [
        relation
        for relation in pair.prisma.relations
        if relation.target is not UNKNOWN and relation.kind is not UNKNOWN
    ]
    right = list(pair.models.relations)
    pairs: list[RelationPair] = []
    for agree in (_holds, _may_hold, _same_attribute):
        rest = []
        for relation in left:
            candidates = [other for other in right if agree(relation, other, pair, names)]
            if not candidates:
                rest.append(relation)
                continue
            called_alike = (other for other in candidates if fold(other.attribute) == fold(relation.attribute))
            chosen = next(called_alike, candidates[0])
            right.remove(chosen)
            pairs.append(RelationPair(relation, chosen))
        left = rest
    others: list[RelationPair] = []
    for relation in left:
        found = next((other for other in right if _other_join_table(relation, other, names)), None)
        if found is not None:
            right.remove(found)
            others.append(RelationPair(relation, found))
    held_elsewhere = {id(item.prisma) for item in others}
    vague = [other for other in pair.models.relations if UNKNOWN in (other.target, other.kind, _columns(other))]
    return RelationPairing(
        tuple(pairs),
        tuple(
            relation
            for relation in left
            if id(relation) not in held_elsewhere
            and not any(_may_hold(relation, other, pair, names) for other in vague)
        ),
        tuple(others),
    )


def _same_target(prisma: Relation, models: Relation, names: Names) -> bool:
    """Whether both lead to the same table, or the models' may."""
    assert prisma.target is not UNKNOWN
    return models.target is UNKNOWN or names.are_same(prisma.target, models.target)


def _may_be_kind(prisma: Relation, models: Relation) -> bool:
    """Whether the same side holds the foreign key; one and many are told apart by a rule of their own."""
    if models.kind is UNKNOWN or models.kind is prisma.kind:
        return True
    return prisma.kind in FAR and models.kind in FAR


def _holds(prisma: Relation, models: Relation, pair: TablePair, names: Names) -> bool:
    """Whether both are held by the same columns or the same join table, as is known for certain."""
    if models.target is UNKNOWN or models.kind is UNKNOWN:
        return False
    return _may_hold(prisma, models, pair, names) and _columns(models) is not UNKNOWN


def _may_hold(prisma: Relation, models: Relation, pair: TablePair, names: Names) -> bool:
    """Whether nothing that is known says that they are two relations."""
    if not (_same_target(prisma, models, names) and _may_be_kind(prisma, models)):
        return False
    if prisma.kind is RelationKind.MANY_TO_MANY:
        return _same_join_table(prisma, models, names) and _same_ends(prisma, models)
    ours, theirs = prisma.columns, models.columns
    if ours is UNKNOWN or theirs is UNKNOWN or not theirs:
        return True
    if prisma.kind is RelationKind.OWNING:
        theirs = pair.prisma_names(theirs)
    return {fold(name) for name in ours} == {fold(name) for name in theirs}


def _columns(models: Relation) -> object:
    return models.join_table if models.kind is RelationKind.MANY_TO_MANY else models.columns


def _same_join_table(prisma: Relation, models: Relation, names: Names) -> bool:
    if prisma.join_table is UNKNOWN or models.join_table is UNKNOWN:
        return True
    if prisma.join_table is None or models.join_table is None:
        return prisma.join_table is models.join_table
    return names.are_same(prisma.join_table, models.join_table)


def _same_ends(prisma: Relation, models: Relation) -> bool:
    """Whether the join table's columns are used the same way round, which tells the ends of a self relation apart."""
    if not isinstance(prisma.join_columns, tuple) or not isinstance(models.join_columns, tuple):
        return True
    ours = [fold(name) for name in prisma.join_columns]
    theirs = [fold(name) for name in models.join_columns]
    return ours == theirs or sorted(ours) != sorted(theirs)


def _same_attribute(prisma: Relation, models: Relation, _: TablePair, names: Names) -> bool:
    """Whether they are called alike and lead to the same table, though something else differs."""
    if fold(prisma.attribute) != fold(models.attribute) or not _same_target(prisma, models, names):
        return False
    return not _other_join_table(prisma, models, names)


def _other_join_table(prisma: Relation, models: Relation, names: Names) -> bool:
    """Whether both are many-to-many to the same table, and the models' join table is not in the database."""
    if prisma.kind is not RelationKind.MANY_TO_MANY or models.kind is not RelationKind.MANY_TO_MANY:
        return False
    if not _same_target(prisma, models, names) or models.join_table is UNKNOWN or models.join_table is None:
        return False
    unsure = names.canonical(models.join_table) in names.unsure
    return not unsure and names.prisma_key(models.join_table) not in names.described


def opposite(relations: RelationPair, pairing: Pairing) -> tuple[TablePair, RelationPair] | None:
    """The other end of a relation that both sides have at both ends, with its table; None where there is none."""
    target, back = relations.prisma.target, relations.prisma.back
    if target is UNKNOWN or not isinstance(back, str):
        return None
    far = pairing.by_key.get(pairing.names.canonical(target))
    if far is None or far.models.entity is None:
        return None
    return next(
        ((far, there) for there in pair_relations(far, pairing.names).pairs if there.prisma.attribute == back), None
    )
