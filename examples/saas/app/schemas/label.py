"""Schemas of the model `Label`."""

from ._support import Omissible, Schema, String7, String50


class LabelCreate(Schema):
    """What a new `Label` is made of."""

    id: Omissible[str] = None
    organization_id: str
    name: String50
    color: String7 = "#94a3b8"


class LabelUpdate(Schema):
    """What of a `Label` is to change."""

    organization_id: Omissible[str] = None
    name: Omissible[String50] = None
    color: Omissible[String7] = None


class LabelRead(Schema):
    """A `Label` as it is stored."""

    id: str
    organization_id: str
    name: str
    color: str


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUpWjK?}k#42A!TUOWy|rbqEA2!eRd*5ZVz2lxN+C2i8yD&AK1Xg|`|yfCw9g>*^-(SbTY<`YpByT|(tM
# Ut^0Y@yRcs~_ve@=mtf%X?S^b&AT%KtSUd*JIIMPyojP8VIz%+nH(~wp=xCOFxGoGo1m+bAFC&sYuIdJKwHo*=
# =Se?^(S6otL9M$HkTP13j)j0ar-B=>uf?uegOMVt=Yy6BY0$Pp(4W88R*$?gIF0LQ=W1%v!rYMb%XV<K-JQkG9
# |
# endregion
