"""Schemas of the model `Project`."""

from datetime import datetime
from decimal import Decimal

from pydantic import AliasChoices, Field, JsonValue

from ..models import ProjectStatus, ProjectVisibility
from ._support import (
    Decimal14_2,
    Listed,
    Omissible,
    Schema,
    String7,
    String10,
    String120,
)


class ProjectCreate(Schema):
    """What a new `Project` is made of."""

    id: Omissible[str] = None
    organization_id: str
    lead_id: str | None = None
    key: String10
    name: String120
    description: str | None = None
    status: ProjectStatus = ProjectStatus.PLANNED
    visibility: ProjectVisibility = ProjectVisibility.PRIVATE
    color: String7 = "#64748b"
    budget: Decimal14_2 | None = None
    tags: list[str] = Field(default_factory=list)
    metadata_: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class ProjectUpdate(Schema):
    """What of a `Project` is to change."""

    organization_id: Omissible[str] = None
    lead_id: str | None = None
    key: Omissible[String10] = None
    name: Omissible[String120] = None
    description: str | None = None
    status: Omissible[ProjectStatus] = None
    visibility: Omissible[ProjectVisibility] = None
    color: Omissible[String7] = None
    budget: Decimal14_2 | None = None
    tags: Omissible[list[str]] = None
    metadata_: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class ProjectRead(Schema):
    """A `Project` as it is stored."""

    id: str
    organization_id: str
    lead_id: str | None
    key: str
    name: str
    description: str | None
    status: ProjectStatus
    visibility: ProjectVisibility
    color: str
    budget: Decimal | None
    tags: Listed[str]
    metadata_: JsonValue = Field(
        validation_alias=AliasChoices("metadata_", "metadata"),
        serialization_alias="metadata",
    )
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr^tO>e?54E-<c!Y)WdXiP{uAjV-6Vu)?*h|-Tirj8<7kofm=?8I?e3gfmLrjBd!UY=htJ!39*T6#k?+
# vVRd?k{;F6QA`!^l*Dj)TY!iJBCcFVzkb6oEG3zbeh5Rekt<J!WdLH=sR`~-SnlF-bz*OVU-ORK;KAbx;!@614
# 7mIbJtsTNyjEY1TY-<`SnKw-o^o8NIPObBP07V0RJnaE`+x{*lkxMJo;^_<Xyq%S^)~ivG^SZEd{g_;}&SM-7w
# >>+*vW_t9G}*;ROl!0DNHLzOV;Uu7i;>;2$B5B>xf;&9sPjdP^6V(}fDeU=TtA2|?VMO@`Cy_z71W7^XoTIlt0
# >*O|?q7sK~432>en5wKtwe{^%->-QcaI(yMRS*0L{0^}1-mudwqqX5_qMdG!s>Mg%uqUCV&F&QKs?q;!+U@%Ps
# NaTp{xl))pRSNi-)C!|MaMfu>8J`&v3KS$>tIaC)l&X=YnO}dQkzefy6_g-i)snhl))iFqr2>)#<s`{!`JP%Ka
# 73+Yr~M%58iM&sOtqlae<IZ!fUZ$$D5wN;0frC|s(_=BCZRw%)wxEFJb_#iF~vm<jA&M!%jzOwcCV=bD&ImV(s
# )4hs;DtmtRU<g4l2_L?SnES?okf9c8iOcTagP|!QU@CxMsVpq!K<+8gNMs9>i55@Pl9K1&sI
# endregion
