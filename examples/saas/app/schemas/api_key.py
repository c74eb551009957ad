"""Schemas of the model `ApiKey`."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from ..models import ApiScope
from ._support import Base64, Listed, Omissible, Schema, String8, String80


class ApiKeyCreate(Schema):
    """What a new `ApiKey` is made of."""

    id: Omissible[UUID] = None
    organization_id: str
    name: String80
    prefix: String8
    hash: Base64
    scopes: list[ApiScope] = Field(default_factory=list)
    last_used_at: datetime | None = None
    created_at: Omissible[datetime] = None


class ApiKeyUpdate(Schema):
    """What of a `ApiKey` is to change."""

    organization_id: Omissible[str] = None
    name: Omissible[String80] = None
    prefix: Omissible[String8] = None
    hash: Omissible[Base64] = None
    scopes: Omissible[list[ApiScope]] = None
    last_used_at: datetime | None = None
    created_at: Omissible[datetime] = None


class ApiKeyRead(Schema):
    """A `ApiKey` as it is stored."""

    id: UUID
    organization_id: str
    name: str
    prefix: str
    hash: Base64
    scopes: Listed[ApiScope]
    last_used_at: datetime | None
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr78J!``-5QhIs#|$N8D4}FCflP%$L+Fqp2uq0tt!=P}_TT3|baxg?aF%S5d_i~5eZA;2*^;ND38JcxF
# uUd?5uR@gnDnRq-@A5<wS3ye@Z)8XFB2n?5q;d(T_5hOdEA!kx7U{s$RH|(&)*11BH6+rh?;rVA1mFr9L|;+a>
# 3@dtG^ouY*0sN+%VuE1s+#8BajWFuO2Z<tRSrVLh;i|ffAq8z52vy4CnZ#mvq;-q1mJ`>0&?{P`XsJLI<BDii^
# ~(r!!3A4ir0@amho-v`2VIXyUj-r!G$in?*JqCuEvaJkUtEO%WAO1`$fRZd`i_hOyveFQ=iP{xLcGE(|jxVOf}
# ER!rAym~&<#yv-;lpBX=w@mFxZAY2()=vNpHz;}Su2cOp{_1^;(DJKCa=evc-t!F^yK@<dZYFq){4smh
# endregion
