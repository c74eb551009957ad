"""Schemas of the model `NotificationPreference`."""

from pydantic import Field

from ..models import NotificationChannel, NotificationKind
from ._support import Listed, Omissible, Schema


class NotificationPreferenceCreate(Schema):
    """What a new `NotificationPreference` is made of."""

    user_id: str
    kind: NotificationKind
    channels: list[NotificationChannel] = Field(
        default_factory=lambda: [NotificationChannel.EMAIL, NotificationChannel.IN_APP]
    )
    muted: bool = False


class NotificationPreferenceUpdate(Schema):
    """What of a `NotificationPreference` is to change."""

    channels: Omissible[list[NotificationChannel]] = None
    muted: Omissible[bool] = None


class NotificationPreferenceRead(Schema):
    """A `NotificationPreference` as it is stored."""

    user_id: str
    kind: NotificationKind
    channels: Listed[NotificationChannel]
    muted: bool


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqhDK@Ng25WM>ej~)mQ@J5IxL_}g@JQza=Ez+o96c7I1*)3R<q6e?g!p`jM&QQ&KmMg7IAd0G5<tk%t;
# ;YOh6q(6xM7lggTGlFS&2g^eNwgmAHt?Hw-LLsYT9)$Uyggi~QViI8h>lS*Se+G`!ZAgc{4!H}tv*lRM4vUrye
# (1?L7`y~B(@v)7v$d>@0(FTxcuOVlBazTye~9FsE*}kK~K_S!i?sc;Y)HX)(Qb!r*~v`%XN3Q^n%c_@#+Rq;>G
# d4Gpgr12%L^-L(^|*@BZL!!&7hPjzY~>>Y!dC;2;fohLBemcZ1XrH?&H+wVP|L&+v)wDAqC+Jq+G(?HB?~91z^
# l04e_My%w$&;%8e%PY1^^+W
# endregion
