"""Schemas of the model `Task`."""

from datetime import date, datetime, time

from pydantic import JsonValue

from ..models import TaskPriority, TaskStatus
from ._support import Int, Omissible, Schema, String255


class TaskCreate(Schema):
    """What a new `Task` is made of."""

    id: Omissible[str] = None
    organization_id: str
    project_id: str
    milestone_id: str | None = None
    parent_id: str | None = None
    assignee_id: str | None = None
    reporter_id: str
    number: Int
    title: String255
    description: str | None = None
    status: TaskStatus = TaskStatus.BACKLOG
    priority: TaskPriority = TaskPriority.NORMAL
    estimate: float | None = None
    due_date: date | None = None
    starts_at: time | None = None
    custom_fields: Omissible[JsonValue] = None
    completed_at: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class TaskUpdate(Schema):
    """What of a `Task` is to change."""

    organization_id: Omissible[str] = None
    project_id: Omissible[str] = None
    milestone_id: str | None = None
    parent_id: str | None = None
    assignee_id: str | None = None
    reporter_id: Omissible[str] = None
    number: Omissible[Int] = None
    title: Omissible[String255] = None
    description: str | None = None
    status: Omissible[TaskStatus] = None
    priority: Omissible[TaskPriority] = None
    estimate: float | None = None
    due_date: date | None = None
    starts_at: time | None = None
    custom_fields: Omissible[JsonValue] = None
    completed_at: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class TaskRead(Schema):
    """A `Task` as it is stored."""

    id: str
    organization_id: str
    project_id: str
    milestone_id: str | None
    parent_id: str | None
    assignee_id: str | None
    reporter_id: str
    number: int
    title: str
    description: str | None
    status: TaskStatus
    priority: TaskPriority
    estimate: float | None
    due_date: date | None
    starts_at: time | None
    custom_fields: JsonValue
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUt5%%TB{E5Ji85C5tK_kX`8l0fkECwM16pwua`R*je=NnVER}AaSZnNNm_da&lukGskx(xM$MRPK|GfU
# WER-v>~$6_Ed`6sDh>Ux~bo=@#F%Y+1PMT1WQ3BYdU343mQEeVS1e?_h7Y)t4*aKL)5bj`{z~$&~Zf;r&`e&yd
# FfpJii|Vgaca#`>Eh)5c3ji_VCqQQrt>REK)w|@Tr7=z~-p=gjOlKSE(bMW%L(&*PfSf!dB3+PYaOBeJ$ta=p+
# Wo)-+xmoD-V;979KAqYT=uj~IES)J3P-;eTa%a!q;3gB(#$&V%e`xq4V{ZW&a{XddO)>Uo$wZMKigHN61gfdXw
# {U%O)?%*66#4=0ioc%9x~XEZq@u{u^1JtU#}*eQ7|b(mZSX_R94^=r`q2Df!*U}D~&LikBTUv|>azh|T&#IN+q
# G{o3r1`LCB6bDi7rKfnrX&UK}+_dUXSWa(;>Gq1dq5pFV%exmi@*~*=C%{kT@&6G?#y^%a`H}b^{UrKZDasM}O
# 9mdw7Su?<9zLy;W$fJSe!t?=X{hIDK5xk?wq$;sKr!LMGlo0ER~oDtqNY&t1^z5JBVzdZh!6MR8{MbSi2
# endregion
