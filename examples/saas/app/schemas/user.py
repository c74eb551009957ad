"""Schemas of the model `User`."""

from datetime import datetime

from pydantic import AliasChoices, Field, JsonValue

from ._support import Omissible, Schema, String32, String120, String320


class UserCreate(Schema):
    """What a new `User` is made of."""

    id: Omissible[str] = None
    email: String320
    email_verified: datetime | None = None
    name: String120 | None = None
    phone: String32 | None = None
    image: str | None = None
    is_admin: bool = False
    metadata_: JsonValue | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class UserUpdate(Schema):
    """What of a `User` is to change."""

    email: Omissible[String320] = None
    email_verified: datetime | None = None
    name: String120 | None = None
    phone: String32 | None = None
    image: str | None = None
    is_admin: Omissible[bool] = None
    metadata_: JsonValue | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class UserRead(Schema):
    """A `User` as it is stored."""

    id: str
    email: str
    email_verified: datetime | None
    name: str | None
    phone: str | None
    image: str | None
    is_admin: bool
    metadata_: JsonValue | None = Field(
        validation_alias=AliasChoices("metadata_", "metadata"),
        serialization_alias="metadata",
    )
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr^sJ#PXr4E--mj6gS}4i#IMN|jp1Q*;SjBsfs-mj3%bJBjV%Le*|;N$h<2CC|@vX7=Tij{g%x)X(PYw
# |D&*Tag5(=!RW)iES7lMPfK1J--f@{*x5wy-fagj)*%ek#wpeP@XoWwcf0Ba5c%NJN|CVG*dJ2zH_)asf2thkQ
# c)1DLtnPmh2(hm&ZvDnys7-w`N}%Z18*IAqGsB5T&1B=cku1H>h}AJG69%iU+dS5gz*0CPwhFKSxv=#KW+##AZ
# {G$IVs&sH|W)P6J_?MO-Zd{o-n|`QRyaY)B;;Xz=*k&h^Kj;N<Y@UIN4%rH2DVPhC=^I6VY3@4@*QFfRoV5Cd2
# UunZ#<jh}uPT;1X`>E6e|0HCq6F~1p|#kun0{}4_lA*Fbf!qGGJH;%~a*;3YWA#0I<EuF=rQvO0kluP-%ggRQS
# WZ@Iqyah`PKb+{pL;
# endregion
