"""Classes of the project: members, bases, method resolution order; and enum classes with their members."""

from __future__ import annotations

import ast
from collections import Counter, deque
from dataclasses import dataclass, field, replace

from prismalchemy.alchemy.bindings import TRY, for_type_checking
from prismalchemy.alchemy.calls import invoke
from prismalchemy.alchemy.evaluate import Scope, evaluate
from prismalchemy.alchemy.values import (
    AttributeValue,
    CallValue,
    ClassValue,
    FunctionValue,
    MemberValue,
    SubscriptValue,
    Symbol,
    Value,
    call_name,
)
from prismalchemy.schema import UNKNOWN

ENUM_BASES = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum"}) | {
    "strenum.StrEnum",
    "backports.strenum.StrEnum",
    "strenum.LowercaseStrEnum",
    "strenum.UppercaseStrEnum",
}


@dataclass(slots=True, eq=False)
class Member:
    """Something that a class body says about a name: an assignment, a bare annotation, a function, a class."""

    name: str
    cls: ClassValue
    node: ast.stmt
    annotation: ast.expr | None = None
    value: ast.expr | None = None
    function: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    nested: ast.ClassDef | None = field(default=None)

    def evaluate(self, running: frozenset[str] = frozenset()) -> Value:
        """Its value as an attribute of the class; UNKNOWN for a bare annotation.

        `running` are the members whose values are being worked out: their names mean something outside of the class.
        """
        if self.value is not None:
            return evaluate(self.value, class_scope(self.cls, running | {self.name}))
        if self.function is not None:
            return FunctionValue(self.function, self.cls.scope)
        if self.nested is not None:
            return ClassValue(self.nested, self.cls.statement, self.cls.scope, self.cls)
        return UNKNOWN

    def decorators(self) -> list[Value]:
        """The values of a function's decorators."""
        if self.function is None:
            return []
        return [evaluate(node, class_scope(self.cls)) for node in self.function.decorator_list]


def class_scope(cls: ClassValue, running: frozenset[str] = frozenset()) -> Scope:
    """The scope of a class's body."""
    scope = cls.scope
    return Scope(scope.project, scope.statement, scope, cls=cls, running=running)


def members(cls: ClassValue) -> dict[str, Member]:
    """The members that a class body defines itself, in their order; of several of one name the last."""
    node = cls.node
    key = ("members", node)
    found: dict[str, Member] | None = cls.statement.memos.get(key)
    if found is None:
        found = {}
        _collect(cls, node.body, found)
        cls.statement.memos[key] = found
    return found


def _collect(cls: ClassValue, body: list[ast.stmt], found: dict[str, Member]) -> None:
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            found[name] = Member(name, cls, node, annotation=node.annotation, value=node.value)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for name, value in _assigned(target, node.value):
                    found.pop(name, None)
                    found[name] = Member(name, cls, node, value=value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            _extend(node.target.id, node, found)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            # The setter of a property repeats its name; the getter says what it is.
            if not any(
                isinstance(item, ast.Attribute) and item.attr != "directive" for item in node.decorator_list
            ) or (node.name not in found):
                found[node.name] = Member(node.name, cls, node, function=node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Name):
            # A name on a line of its own is an attribute that is being typed.
            found.setdefault(node.value.id, Member(node.value.id, cls, node))
        elif isinstance(node, ast.ClassDef):
            found[node.name] = Member(node.name, cls, node, nested=node)
        elif isinstance(node, ast.If):
            if not for_type_checking(node.test):
                _collect(cls, node.body, found)
            if "TYPE_CHECKING" not in ast.dump(node.test) or for_type_checking(node.test):
                _collect(cls, node.orelse, found)
        elif isinstance(node, TRY):
            _collect(cls, [*node.body, *node.orelse, *node.finalbody], found)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            _collect(cls, node.body, found)


def _assigned(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    """The names that an assignment binds in a class body, `a, b = Column(), Column()` among them, and their values."""
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    sides = (ast.Tuple, ast.List)
    if not isinstance(target, sides) or not isinstance(value, sides) or len(target.elts) != len(value.elts):
        return []
    if any(isinstance(node, ast.Starred) for node in (*target.elts, *value.elts)):
        return []
    pairs = zip(target.elts, value.elts, strict=True)
    return [found for inner, given in pairs for found in _assigned(inner, given)]


def _extend(name: str, node: ast.AugAssign, found: dict[str, Member]) -> None:
    """`__table_args__ += (...)`: the value before and what is added to it, under the first declaration."""
    before = found.get(name)
    if before is not None and before.value is not None:
        value = ast.copy_location(ast.BinOp(before.value, node.op, node.value), node)
        found[name] = replace(before, value=value)


def hides(cls: ClassValue) -> bool:
    """Whether a class body has statements that may make attributes of which `members` knows nothing.

    Those are loops, `locals()["name"] = ...`, and what is unpacked from something that is not written out.
    """
    return any(_hides(node) for node in cls.node.body)


def _hides(node: ast.stmt) -> bool:
    if isinstance(node, (ast.For, ast.While, ast.Match)):
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Subscript) or not _assigned(target, node.value) for target in node.targets)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        owner = called.value if isinstance(called, ast.Attribute) else called
        owner = owner.func if isinstance(owner, ast.Call) else owner
        return getattr(owner, "id", "") in ("exec", "locals", "vars", "__annotations__")
    branches = (getattr(node, field, ()) for field in ("body", "orelse", "finalbody"))
    return isinstance(node, (ast.If, *TRY, ast.With)) and any(_hides(inner) for body in branches for inner in body)


def bases(cls: ClassValue) -> list[Value]:
    """The values of the bases, without the arguments of generic ones."""
    found: list[Value] = []
    for node in cls.node.bases:
        value = evaluate(node, cls.scope)
        found.append(value.base if isinstance(value, SubscriptValue) else value)
    return found


def mro(cls: ClassValue) -> list[Value]:
    """The classes that attributes are looked for in, this one first; what is not of the project stands as it is."""
    memory = cls.scope.project.memory
    found: list[Value] = memory.remember(
        cls.statement.memos, ("mro", cls.node), lambda: _linearised(cls), [cls, UNKNOWN]
    )
    return found


def _linearised(cls: ClassValue) -> list[Value]:
    direct = bases(cls)
    sequences = [list(mro(base)) if isinstance(base, ClassValue) else _foreign(base) for base in direct]
    above = sequences[0] if len(direct) == 1 else _merged([*sequences, direct])
    return [cls, *above] if len(above) <= _MOST_BASES else [cls, *above[:_MOST_BASES], UNKNOWN]


def _merged(sequences: list[list[Value]]) -> list[Value]:
    """C3: the first head that stands behind no other comes next; where every one does, the first of all."""
    rest = [deque(sequence) for sequence in sequences]
    behind = Counter(_identity(item) for sequence in sequences for item in sequence[1:])
    taken: set[object] = set()
    order: list[Value] = []
    while rest := [sequence for sequence in rest if sequence]:
        head = next((sequence[0] for sequence in rest if not behind[_identity(sequence[0])]), rest[0][0])
        order.append(head)
        taken.add(_identity(head))
        for sequence in rest:
            while sequence and _identity(sequence[0]) in taken:
                sequence.popleft()
                if sequence:
                    behind[_identity(sequence[0])] -= 1
    return order


_MOST_BASES = 200
"""How many classes are looked for behind one; of what is further up it is only known that there is something."""


def _foreign(base: Value) -> list[Value]:
    """The order of a base that is no class statement: `declarative_base(cls=Core)` has that class behind it."""
    call = base.base if isinstance(base, AttributeValue) else base
    if isinstance(call, CallValue):
        for name in ("cls", "model_class"):
            if isinstance(given := call.keyword(name), ClassValue):
                return [base, *mro(given)]
    return [base]


def _identity(value: Value) -> object:
    """Equal for values that stand for the same base."""
    return value if isinstance(value, (ClassValue, Symbol)) else id(value)


def inherited(cls: ClassValue, name: str) -> Member | None:
    """The member that an attribute of the class comes from; None where no class of the project has it.

    A bare annotation makes no attribute.
    """
    for base in mro(cls):
        if isinstance(base, ClassValue):
            member = members(base).get(name)
            if member is not None and (member.annotation is None or member.value is not None):
                return member
    return None


def class_attribute(cls: ClassValue, name: str) -> Value:
    """The value of an attribute of a class, as far as it is a constant, a function or a class; else symbolic."""
    if name in ("__name__", "__qualname__"):
        return cls.name
    known = enum_members(cls)
    if known is not None:
        if name == "__members__":
            return {member.name: member for member in known}
        for enum_member in known:
            if enum_member.name == name:
                return enum_member
    member = inherited(cls, name)
    if member is None:
        patch = cls.scope.project.patched(cls.statement.path, cls.name, name)
        return patch if call_name(patch) == "Table" else AttributeValue(cls, name)
    if member.function is not None:
        decorators = [item.name for item in member.decorators() if isinstance(item, Symbol)]
        if "staticmethod" in decorators:
            return FunctionValue(member.function, member.cls.scope)
        if "classmethod" in decorators:
            return FunctionValue(member.function, member.cls.scope, (cls,))
        return AttributeValue(cls, name)
    value = member.evaluate()
    plain = value is None or isinstance(value, (str, int, float, bool, bytes, tuple, list, dict, ClassValue, Symbol))
    return value if plain or isinstance(value, MemberValue) else AttributeValue(cls, name)


# --- enum classes --------------------------------------------------------------------------------------------------


def is_enum(cls: Value) -> bool:
    """Whether a value is an enum class of the project."""
    return isinstance(cls, ClassValue) and any(
        isinstance(base, Symbol) and base.path in ENUM_BASES for base in mro(cls)[1:]
    )


def enum_members(cls: ClassValue) -> list[MemberValue] | None:
    """The members of an enum class in their order, aliases left out; None for a class that is no enum."""
    memory = cls.scope.project.memory
    found: list[MemberValue] | None = memory.remember(
        cls.statement.memos, ("enum", cls.node), lambda: _enum_members(cls), None
    )
    return found


def _is_reserved(name: str) -> bool:
    """Whether a name in an enum is no member: `__private`, `__dunder__`, `_sunder_`. `_this` is one."""
    return name.startswith("__") or (name.startswith("_") and name.endswith("_"))


def _enum_members(cls: ClassValue) -> list[MemberValue] | None:
    if not is_enum(cls):
        return None
    own = members(cls)
    custom = any(inherited(cls, name) is not None for name in ("__new__", "__init__"))
    ignored = own["_ignore_"].evaluate() if "_ignore_" in own else ()
    ignored = ignored.split() if isinstance(ignored, str) else ignored
    found: list[MemberValue] = []
    for name, member in own.items():
        if member.value is None or _is_reserved(name) or (isinstance(ignored, (list, tuple)) and name in ignored):
            continue
        value = member.evaluate()
        if isinstance(value, CallValue) and isinstance(value.function, Symbol):
            if value.function.path == "enum.nonmember":
                continue
            if value.function.path == "enum.member" and value.arguments:
                value = value.arguments[0].value
            elif value.function.path == "enum.auto":
                value = _automatic(cls, name, found)
        elif isinstance(value, FunctionValue):
            continue
        if custom or isinstance(value, (CallValue, AttributeValue)):
            value = UNKNOWN
        if not any(_equal(earlier.value, value) for earlier in found):
            found.append(MemberValue(cls, name, value))
    return found


def _equal(left: Value, right: Value) -> bool:
    return isinstance(left, (str, int, float)) and isinstance(right, (str, int, float)) and left == right


def _automatic(cls: ClassValue, name: str, earlier: list[MemberValue]) -> Value:
    """The value of `auto()`."""
    lookup = inherited(cls, "_generate_next_value_")
    values = [member.value for member in earlier]
    if lookup is not None and lookup.function is not None:
        arguments: list[Value] = [name, 1, len(values), list(values)]
        return invoke(FunctionValue(lookup.function, lookup.cls.scope), arguments, lookup.cls.scope)
    paths = {base.path for base in mro(cls) if isinstance(base, Symbol)}
    if any(path.endswith("UppercaseStrEnum") for path in paths):
        return name.upper()
    if any(path.endswith("StrEnum") for path in paths):
        return name.lower()
    if not values:
        number: Value = 1
    elif all(isinstance(value, int) for value in values):
        number = max(values) + 1
    else:
        return UNKNOWN
    return UNKNOWN if "builtins.str" in paths else number


def is_flask_object(value: Value, name: str) -> bool:
    """Whether a value is a `db` object of flask-sqlalchemy, or of a class of the project derived from its class.

    `name`: the attribute that is asked for; one that the project's class defines is its own affair.
    """
    if not isinstance(value, CallValue):
        return False
    if isinstance(value.function, ClassValue):
        classes = mro(value.function)
        own = any(name in members(cls) for cls in classes if isinstance(cls, ClassValue))
        return not own and any(isinstance(cls, Symbol) and cls.name == "SQLAlchemy" for cls in classes)
    return isinstance(value.function, Symbol) and value.function.name == "SQLAlchemy"
