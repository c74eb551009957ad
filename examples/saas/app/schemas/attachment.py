"""Schemas of the model `Attachment`."""

from datetime import datetime
from uuid import UUID

from ._support import Base64, BigInt, Omissible, Schema, String127, String255


class AttachmentCreate(Schema):
    """What a new `Attachment` is made of."""

    id: Omissible[UUID] = None
    task_id: str
    uploaded_by_id: str
    file_name: String255
    content_type: String127 = "application/octet-stream"
    size_bytes: BigInt
    checksum: Base64 | None = None
    created_at: Omissible[datetime] = None


class AttachmentUpdate(Schema):
    """What of a `Attachment` is to change."""

    task_id: Omissible[str] = None
    uploaded_by_id: Omissible[str] = None
    file_name: Omissible[String255] = None
    content_type: Omissible[String127] = None
    size_bytes: Omissible[BigInt] = None
    checksum: Base64 | None = None
    created_at: Omissible[datetime] = None


class AttachmentRead(Schema):
    """A `Attachment` as it is stored."""

    id: UUID
    task_id: str
    uploaded_by_id: str
    file_name: str
    content_type: str
    size_bytes: BigInt
    checksum: Base64 | None
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr78&uRie48~u@V-Je76a{b62M`L<gNHKCPP>b)E9`i%Pw$t^pG;h(wBSu=<81QtOTJLf9Lt${S%{Y28
# (Y)1_S;%S-)}E5_Y9kSZ}yrN$nj{^Ho(mbNJu8_CC@MO^bwNC<|(<oafdyHUy1pC)CR@UVxS7a)B@Lvd^yyVY$
# GSIp|nXBBxQc=O}}G*fL>$!?K|92eQwX{{HuXS2Zc+<JUlvh19kKHn4h6AGI{(T`^K{Vrkw@K32t+y4T|cUABV
# R<X^V&|+*doh>rd?>a*T~vCSA@esjZw696IE==5D{ula`qQPAJvZ=J4$VXeK6aj=i4qyJmPlvY;wKnXd}foUfx
# nTt$~~B{pEz*FF&UyED}Q_EJMeXJQNhb?>oKR9d*)W&f3FI?~|M>EF~h;E*T71<w6xvj
# endregion
