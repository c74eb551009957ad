"""Schemas of the model `Account`."""

from pydantic import Field

from ._support import Int, Omissible, Schema, UtcDatetime


class AccountCreate(Schema):
    """What a new `Account` is made of."""

    user_id: str
    type: str
    provider: str
    provider_account_id: str
    refresh_token: str | None = Field(default=None, alias="refresh_token")
    access_token: str | None = Field(default=None, alias="access_token")
    expires_at: Int | None = Field(default=None, alias="expires_at")
    scope: str | None = None
    created_at: Omissible[UtcDatetime] = None
    updated_at: Omissible[UtcDatetime] = None


class AccountUpdate(Schema):
    """What of a `Account` is to change."""

    user_id: Omissible[str] = None
    type: Omissible[str] = None
    refresh_token: str | None = Field(default=None, alias="refresh_token")
    access_token: str | None = Field(default=None, alias="access_token")
    expires_at: Int | None = Field(default=None, alias="expires_at")
    scope: str | None = None
    created_at: Omissible[UtcDatetime] = None
    updated_at: Omissible[UtcDatetime] = None


class AccountRead(Schema):
    """As Auth.js wants it, hence the names."""

    user_id: str
    type: str
    provider: str
    provider_account_id: str
    refresh_token: str | None = Field(alias="refresh_token")
    access_token: str | None = Field(alias="access_token")
    expires_at: int | None = Field(alias="expires_at")
    scope: str | None
    created_at: UtcDatetime
    updated_at: UtcDatetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUt50!EVAZ4E>cJIUxQ4Z9?LNgoJjOc8C%~!@9I;0&IWJiyNAhK*cmoyX=H;Y{$*BpP#RpeYsK>1<_o}`
# e0nDiJC7ZjMMV64Hud!b#Ezy5U0iJL*pG;S#-Bdi;a`dp<DZ9818!FahY_Uag)B30+stMAFBfY;Dwamuw8)zDo
# 1Ov0n&@&zoxB^T2Y%@KxLeE5ZuxhBBz85eka4`(BWtr{_@FXTD%box6%SFF$fDCi1cLbcQd6?ArXBx8rgaDm;I
# s|PZMK85-aQQEHU2yWK7qi_nLtAmU^dDH12%`^@am)L+wS=5NV8qEQQ(84Xop}fl&J5I`r?K{{#Gs0Ix}?4Bk1
# 8!I-nXElyw(h;VR3Nk$Sgk6#b=@5cEj_&$cH&JleW!wkHXNUxzv&(5)#?$7
# endregion
