"""What the two rules about referential actions share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Rule
from prismalchemy.rules.support import listed, references, safe, schema_unsafe, single
from prismalchemy.schema import UNKNOWN, ForeignKey, Maybe, ReferentialAction

Event: TypeAlias = Literal["DELETE", "UPDATE"]


def action_on(event: Event, key: ForeignKey) -> Maybe[ReferentialAction]:
    """What the foreign key does on this event."""
    return key.on_delete if event == "DELETE" else key.on_update


def different_actions(rule: Rule, pair: TablePair, pairing: Pairing, event: Event) -> Iterable[Divergence]:
    """One divergence of `rule` for each foreign key to the same target whose action differs.

    SQL Server has no RESTRICT, and NO ACTION is the same there.
    """
    if pair.is_view:
        return
    for ours, theirs, same_target in pair.foreign_keys(pairing.names).pairs:
        wanted, given = action_on(event, ours), action_on(event, theirs)
        if not same_target or wanted is UNKNOWN or given is UNKNOWN or wanted is given:
            continue
        if pairing.dialect == "mssql" and {wanted, given} == {
            ReferentialAction.RESTRICT,
            ReferentialAction.NO_ACTION,
        }:
            continue
        yield Divergence(
            rule.name,
            Consequence.MIGRATES,
            pair.key,
            single(ours.columns),
            f"Migrations made from the models would change what happens on {event} of {references(ours)}: the foreign "
            f"key of {listed(ours.columns)} in table `{pair.key}` says {wanted.value} in the database, {given.value} "
            "in the model",
            ours.origin or pair.prisma.name_origin,
            theirs.origin or pair.models.name_origin,
            (pair, ours, theirs),
        )


def replace_action(divergence: Divergence, context: Context, event: Event) -> Iterable[Fix]:
    """Write the foreign key with Prisma's actions."""
    pair, ours, theirs = divergence.subject
    wanted = action_on(event, ours)
    if wanted is not UNKNOWN:
        yield safe(
            f"Set ON {event} of {listed(ours.columns)} to {wanted.value}",
            lambda: context.models.replace_foreign_key(pair.models, theirs, ours),
        )


def replace_schema_action(divergence: Divergence, context: Context, event: Event) -> Iterable[Fix]:
    """Write the relation of the Prisma schema with the models' actions."""
    pair, ours, theirs = divergence.subject
    given = action_on(event, theirs)
    if given is not UNKNOWN:
        yield schema_unsafe(
            f"Set on{event.capitalize()} of {listed(ours.columns)} to {given.value} in the Prisma schema",
            lambda: context.prisma.replace_foreign_key(pair.prisma, ours, theirs),
        )
