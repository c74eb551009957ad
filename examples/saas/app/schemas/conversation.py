"""Schemas of the model `Conversation`."""

from datetime import datetime

from ..models import ConversationState
from ._support import Omissible, Schema, String255


class ConversationCreate(Schema):
    """What a new `Conversation` is made of."""

    id: Omissible[str] = None
    organization_id: str
    contact_id: str
    assignee_id: str | None = None
    subject: String255 | None = None
    state: ConversationState = ConversationState.OPEN
    snoozed_until: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class ConversationUpdate(Schema):
    """What of a `Conversation` is to change."""

    organization_id: Omissible[str] = None
    contact_id: Omissible[str] = None
    assignee_id: str | None = None
    subject: String255 | None = None
    state: Omissible[ConversationState] = None
    snoozed_until: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class ConversationRead(Schema):
    """A `Conversation` as it is stored."""

    id: str
    organization_id: str
    contact_id: str
    assignee_id: str | None
    subject: str | None
    state: ConversationState
    snoozed_until: datetime | None
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr^ryApyh5d0l0K7h_~Y{k)WtWh$6qoE))e!Y7Md0tQp3roW0akqDSOK;X#{Zi!(5e5qCa@4u`WQ^$B4
# (DQyd;T3Bb5y`C%<$^bBjehGnD<y~f>LlpGdyggduwIDe(avR8ex(pNJ4;OA*T(^WD|`Y8SZ9VkyORZ!RrwLfR
# TeiDyUzyMg`MKA?)JZ4&iy@bh*Jnl|Hf@h>}$DyaB`3ifX^znO$-io@k><s{USjlKA<dl=;v@0dde!Xx>0`?40
# !0JUe8HGUTA<uU#!$;pt%nEOQl7vW)sMN&X^6O?2(Qv2zf0!?;<eoInzwKVW85@G?!@HMZ=3(Iau*)AfaZ_#&|
# ^qfV>R{J9@5;Sa5Q
# endregion
