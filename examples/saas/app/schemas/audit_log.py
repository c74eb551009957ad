"""Schemas of the model `AuditLog`."""

from datetime import datetime
from typing import Any

from pydantic import JsonValue

from ..models import AuditAction
from ._support import BigInt, Omissible, Schema, String64


class AuditLogCreate(Schema):
    """What a new `AuditLog` is made of."""

    id: Omissible[BigInt] = None
    organization_id: str
    actor_id: str | None = None
    action: AuditAction
    entity: String64
    entity_id: str
    changes: Omissible[JsonValue] = None
    ip_address: Any | None = None
    created_at: Omissible[datetime] = None


class AuditLogUpdate(Schema):
    """What of a `AuditLog` is to change."""

    organization_id: Omissible[str] = None
    actor_id: str | None = None
    action: Omissible[AuditAction] = None
    entity: Omissible[String64] = None
    entity_id: Omissible[str] = None
    changes: Omissible[JsonValue] = None
    ip_address: Any | None = None
    created_at: Omissible[datetime] = None


class AuditLogRead(Schema):
    """A `AuditLog` as it is stored."""

    id: BigInt
    organization_id: str
    actor_id: str | None
    action: AuditAction
    entity: str
    entity_id: str
    changes: JsonValue
    ip_address: Any | None
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrskJr9CF4E-yP4#vqixDhvFVq&5W4(7rUxj`Uu4*YxDE2ZT_!O4-M^xAjtULRO<hz*r`F+|bJI=|2FW
# 2Ok7hl~z78(J?aYclU*ezPm{?2JB?=lQaRioe92Q8e=G!@wu=vzQ$o4vr}p7ixn2%zD)fTJB>T?&6%{WK3UD1F
# )clP%VSH0sa=}H+9eBrP=UGB_M&2^gY8LCJHc|C>;Cz$t(3W(I1+a{t<NJxDFEFe6^9DWU-Y$PEB@CN?l%qajQ
# aC+>Etg-5^%PP)BH?lWbaELTDG<QxJ(^aM1&GumyTk&4O+ZJlVY#3JupJI3<Guwv~wimPm$rAZ(<n{~y9JF}8O
# Ek%k^FIVcJoKnVyYw#{u~^zTfbL}5<wjlH4^pJD3Z(@4-8#SD%f
# endregion
