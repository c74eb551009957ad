"""Schemas of the model `TaskDependency`."""

from ..models import DependencyKind
from ._support import Omissible, Schema


class TaskDependencyCreate(Schema):
    """What a new `TaskDependency` is made of."""

    source_id: str
    target_id: str
    kind: DependencyKind = DependencyKind.BLOCKS


class TaskDependencyUpdate(Schema):
    """What of a `TaskDependency` is to change."""

    kind: Omissible[DependencyKind] = None


class TaskDependencyRead(Schema):
    """A `TaskDependency` as it is stored."""

    source_id: str
    target_id: str
    kind: DependencyKind


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUq)0Jr2S!425@2!qfw>LD`B_i61dAMTteLihyVsxINDfB!n~@t7XYwoM%5Xv*Ze?iwDtOjl-I5goR=C^
# ZPWas`t}^m4C9D-kO3(x0fCrl^es?3r?68s%2#6J}0{Au~VRDr_ac+iqI^>X6qs4jJ-bYnq;p-XA*MoPjX3U0P
# o_5ACgD|)oRn$&91<Eknx!2W%r-N#rNt?*)v68j}p3cN*P$FJX{5cEh&>BEc4R%WGD&%qk}t{f3$1%0)Y*?`T
# endregion
