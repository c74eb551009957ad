"""Schemas of the model `Session`."""

from ._support import Omissible, Schema, UtcDatetime


class SessionCreate(Schema):
    """What a new `Session` is made of."""

    id: Omissible[str] = None
    session_token: str
    user_id: str
    expires: UtcDatetime
    user_agent: str | None = None
    created_at: Omissible[UtcDatetime] = None
    updated_at: Omissible[UtcDatetime] = None


class SessionUpdate(Schema):
    """What of a `Session` is to change."""

    session_token: Omissible[str] = None
    user_id: Omissible[str] = None
    expires: Omissible[UtcDatetime] = None
    user_agent: str | None = None
    created_at: Omissible[UtcDatetime] = None
    updated_at: Omissible[UtcDatetime] = None


class SessionRead(Schema):
    """A `Session` as it is stored."""

    id: str
    session_token: str
    user_id: str
    expires: UtcDatetime
    user_agent: str | None
    created_at: UtcDatetime
    updated_at: UtcDatetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr_WJr2S!425@2!N|Y~*bwYUpo%$aB3e}-q-NmwJUc&jnijDju_jLJe0s4T)y%P6sTV_ZaU;n>d!lOap
# 6)$@*f@ksw(G{X$0)`;>*7@h{tcTDDTDIb85BlCT#}-_0Dz?d8uF+9o--!-kmOduxbjiB*1^GVW4mncX~DgoJ<
# Q9ls5D0!5cM1!<*ZZaE+B=ddy0beH~kzv;neWKc}`>~N=%SS+nLAB38)E*Wo8-9a!AJY#e@F^;Mo~l;oB>05Ic
# Sr;Ef(r+LjVaLiv%PDiGB%^=!TO27;h5cm
# endregion
