"""Schemas of the model `Comment`."""

from datetime import datetime

from pydantic import JsonValue

from ._support import Omissible, Schema


class CommentCreate(Schema):
    """What a new `Comment` is made of."""

    id: Omissible[str] = None
    task_id: str
    author_id: str
    reply_to_id: str | None = None
    body: str
    reactions: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class CommentUpdate(Schema):
    """What of a `Comment` is to change."""

    task_id: Omissible[str] = None
    author_id: Omissible[str] = None
    reply_to_id: str | None = None
    body: Omissible[str] = None
    reactions: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class CommentRead(Schema):
    """A `Comment` as it is stored."""

    id: str
    task_id: str
    author_id: str
    reply_to_id: str | None
    body: str
    reactions: JsonValue
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr_W%?`pK498!`*D&6^n3$+%9K<auTO1eO-nKv~DAUA?$I-HuU;h2ToXM9mb$KC*+wG^F2*0Cw@>*Fpb
# jiG(M|;G5vo*JO_W>x=-Vt)(=@^4=sD4(#m`CfWSMU@Z`#DW$NPtY^$PF2%iNHaU;83Jwb!xs+=Ldt3T5<F+)6
# L^191o+&<!{cT_VNO@MUaz>%p{8VvZ-WWS<37xOMbz%!grus@A2VgQqlv>b-l6|lld{BHblX!?esOprC<CH*S%
# 5th3Z<+gkplq1*WruEkKuoOiKAde#^Scbyw5ig00`qh9}cfQKk
# endregion
