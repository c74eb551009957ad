"""Schemas of the model `Milestone`."""

from datetime import date, datetime

from ._support import Int, Omissible, Schema, String120


class MilestoneCreate(Schema):
    """What a new `Milestone` is made of."""

    id: Omissible[str] = None
    project_id: str
    title: String120
    position: Int = 0
    due_on: date | None = None
    closed_at: datetime | None = None


class MilestoneUpdate(Schema):
    """What of a `Milestone` is to change."""

    project_id: Omissible[str] = None
    title: Omissible[String120] = None
    position: Omissible[Int] = None
    due_on: date | None = None
    closed_at: datetime | None = None


class MilestoneRead(Schema):
    """A `Milestone` as it is stored."""

    id: str
    project_id: str
    title: str
    position: int
    due_on: date | None
    closed_at: datetime | None


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUq)0Jq`jP5QTeBVQFEZ-oRK{7!wm?X~;rc%<3kJ_xH^J1Gu6Vmdj3HzBj+*GuyJKE-geG+adQ5(BHSB+
# I&WDoQ}5_3rTs&@DIk_W4@TlRFp?oTsaeOnTG12Re+#@pF4<V1i3VgTkmU}2J&W1HcHT-Vt>Xm!;K&R_{>>HJt
# %n<lE?ZD9u&C2pX!G>(ixG5yw7iMy8a#tR1_<%2EcnRv-iNXMZEGNLz-4yPbLxPOm*@=nGA%t6iB#}<=RhGvH8
# CWJEQbKgJr>vL`79V0es(#E(0Dz`60YwB7m6qHJmRTqbGC&2EP
# endregion
