"""Schemas of the model `Organization`."""

from datetime import datetime

from pydantic import AliasChoices, Field, JsonValue

from ..models import Locale, Plan
from ._support import Int, Omissible, Schema, String63, String120, String320


class OrganizationCreate(Schema):
    """What a new `Organization` is made of."""

    id: Omissible[str] = None
    name: String120
    slug: String63
    plan: Plan = Plan.FREE
    locale: Locale = Locale.EN
    billing_email: String320 | None = None
    seats: Int = 5
    metadata_: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None
    deleted_at: datetime | None = None


class OrganizationUpdate(Schema):
    """What of a `Organization` is to change."""

    name: Omissible[String120] = None
    slug: Omissible[String63] = None
    plan: Omissible[Plan] = None
    locale: Omissible[Locale] = None
    billing_email: String320 | None = None
    seats: Omissible[Int] = None
    metadata_: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None
    deleted_at: datetime | None = None


class OrganizationRead(Schema):
    """A customer. Everything but people belongs to exactly one organization."""

    id: str
    name: str
    slug: str
    plan: Plan
    locale: Locale
    billing_email: str | None
    seats: int
    metadata_: JsonValue = Field(
        validation_alias=AliasChoices("metadata_", "metadata"),
        serialization_alias="metadata",
    )
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUsH!O-sW-5WV{=LQg$Ns4eyo@E|3EA}R&-ShmU1EUZZ}DcFDS+nMZFj4d8LCA<5wnVGjU^VZl*ShBS9f
# +!TK=Y)|N_sjcZDe6uYP8w(>+Evx4Lbi}3N@}#}hqkHTj1sjSJ?(?lfArWu!XnLIw5WgS`KY&-$@7N-O(a~{39
# Dz83;T98pV`;NeCFD3=-rC4bjmyU2L4_N1k8wwK`>DJz)oqpJIBQ~A7_p|+a@1^gYPV&xmF)`nX{L<g})hjjgQ
# SEy<6uwEoll#)`tem{F3HRw7gYXV;^qenRmEP%Fvb;-Xa|kK+Im#loimM&<96S<VjcwJvOXA4jR^}Gf+-5hPne
# 5n?A<eEB#@dIU~JBh(l%-m8f^pQ^(|Z3mr|7iA>iJwOm9XCeVWnhY`Ti=poEw1o}Ife!F{CJ`V6-sa;D^{vh@?
# DGqJd;OdelIlAVttIXAEi^{f_%^rENmAa{SM6>*YK+(s<{3yJO$2p5k4Gw`FG1+$H({dyg#~Ab7FeC}ea!83I0
# ->PV=sOT@>Z&AzH^S7=o3N5jCvFp?ukBzGUF1J;Ve5VFxA4GF%7whUYCdE+S~$V!#W%;X3Gx
# endregion
