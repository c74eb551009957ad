"""Tables that have no class of their own."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from .base import Base

team_to_user_table = Table(
    "_TeamToUser",
    Base.metadata,
    Column(
        "A",
        Text,
        ForeignKey(
            "teams.id",
            name="_TeamToUser_A_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    ),
    Column(
        "B",
        Text,
        ForeignKey(
            "users.id",
            name="_TeamToUser_B_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    ),
    PrimaryKeyConstraint("A", "B", name="_TeamToUser_AB_pkey"),
    Index("_TeamToUser_B_index", "B"),
)

task_watchers_table = Table(
    "_TaskWatchers",
    Base.metadata,
    Column(
        "A",
        Text,
        ForeignKey(
            "tasks.id",
            name="_TaskWatchers_A_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    ),
    Column(
        "B",
        Text,
        ForeignKey(
            "users.id",
            name="_TaskWatchers_B_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    ),
    PrimaryKeyConstraint("A", "B", name="_TaskWatchers_AB_pkey"),
    Index("_TaskWatchers_B_index", "B"),
)

label_to_task_table = Table(
    "_LabelToTask",
    Base.metadata,
    Column(
        "A",
        Text,
        ForeignKey(
            "labels.id",
            name="_LabelToTask_A_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    ),
    Column(
        "B",
        Text,
        ForeignKey(
            "tasks.id",
            name="_LabelToTask_B_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    ),
    PrimaryKeyConstraint("A", "B", name="_LabelToTask_AB_pkey"),
    Index("_LabelToTask_B_index", "B"),
)


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUsgn!485j42JJK#a_joJ(74NJ1iMdS;7{1ecKI93mu{f5j{eh(Vu?&{lOH3+a;*zOjOR?tm?eVOA30A&
# bGbsLr1dFJdHephY&fW6~*F4Rod27wC0K_G+DHm0BfkIeL^Ce)5<*fyht17wP#}|p=8>mi{`Lw+aH_mIC;JYD^
# f61soz(L?|GF<{VkPp-ob#6dZl@2mUzb4!nL$`GamtEU^~%-b2FF-i1(oY9+aHMijC2OCoK$x^zqm5QJs6okIk
# e2AlEZP5dPooCI5i~iz0$YEU7)7v@L<Dm-1*xAHPlD@|Q+s?i@fi5t%=(W{Te(s9_x;
# endregion
