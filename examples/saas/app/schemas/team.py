"""Schemas of the model `Team`."""

from datetime import datetime

from ._support import Omissible, Schema, String7, String80


class TeamCreate(Schema):
    """What a new `Team` is made of."""

    id: Omissible[str] = None
    organization_id: str
    parent_id: str | None = None
    name: String80
    color: String7 = "#64748b"
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class TeamUpdate(Schema):
    """What of a `Team` is to change."""

    organization_id: Omissible[str] = None
    parent_id: str | None = None
    name: Omissible[String80] = None
    color: Omissible[String7] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class TeamRead(Schema):
    """A `Team` as it is stored."""

    id: str
    organization_id: str
    parent_id: str | None
    name: str
    color: str
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr78yAHxI3`PG17Dk4Oc13&u5&|)&B%(+Z2KxWPc5KIKD35`yX>Swf==y;%la?YK(m=EiuKzR;;d-hmZ
# ~F@%q@f}nAhSj-56x1$As)7&WLZRU>Z8ZbLEPBmIVLDQ0LNo<jp0e{*AvBBXvbm{r&<q!2-8uX@hf(){WCgN<E
# 2_~zoH-cGT5r;tE#S=c2<;%6p>9(-P|Vf8>xkKpkH1?!ePTO0uP-!cRPnfso*e;>`O9f17Vcy!mP%sIv4$w*e*
# C<@LCHeus!4$(0UBeuYGPPamjD?F?2-77<6eatZ6j9o_=@&ja4Vy
# endregion
