"""Random edits of Prisma blocks, and a plain model of what each of them means."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.prisma.ast import Attribute, Block, BlockKind, EnumValue, Field
from prismalchemy.prisma.edit import BlockDraft, SchemaDraft, new_block
from prismalchemy.prisma.edit.words import canonical
from prismalchemy.text import SourceFile, apply_edits

SCALARS = ("String", "Int", "BigInt", "Float", "Decimal", "Boolean", "DateTime", "Json", "Bytes")
ARITIES = ("", "?", "[]")
FIELD_ATTRIBUTES = (
    "@unique",
    '@unique(map: "a_key")',
    "@default(now())",
    '@default("ä b")',
    "@updatedAt",
    '@map("a_column_with_a_long_name")',
    "@db.VarChar(20)",
    "@db.Text",
    "@ignore",
)
BLOCK_ATTRIBUTES = ('@@map("tables")', "@@index([{0}])", "@@unique([{0}, {0}])", "@@ignore", '@@schema("auth")')
NAMES = ("a", "zz", "aVeryLongNameThatIsLongerThanTheOthersByFar", "b_2")
KINDS = (BlockKind.MODEL, BlockKind.ENUM, BlockKind.VIEW)


@dataclass(frozen=True)
class Member:
    """What a member says."""

    name: str
    type: str | None
    attributes: tuple[str, ...]
    documentation: str | None = None


@dataclass(frozen=True)
class Facts:
    """What a block says; the order of members counts, that of attributes does not."""

    name: str
    members: tuple[Member, ...]
    attributes: tuple[str, ...]


def facts(block: Block, text: str) -> Facts:
    """What a block of this text says."""

    def words(attributes: Sequence[Attribute]) -> tuple[str, ...]:
        return tuple(sorted(canonical(text[slice(*one.span)]) for one in attributes))

    members = []
    for one in block.members:
        if isinstance(one, Field) and one.type is not None:
            members.append(Member(one.name.text, text[slice(*one.type.span)], words(one.attributes), one.documentation))
        elif isinstance(one, EnumValue):
            members.append(Member(one.name.text, None, words(one.attributes), one.documentation))
    assert block.name is not None
    return Facts(block.name.text, tuple(members), words(block.attributes))


def all_facts(reading: PrismaReading) -> dict[str, Facts]:
    """What the models, views and enums of a schema say, by name."""
    texts = {file.path: file.text for file in reading.files}
    found = {}
    for anchor, block in reading.blocks:
        if block.kind in KINDS and block.name is not None:
            start = reading.bases[anchor]
            found[block.name.text] = facts(block, texts[anchor.path][start : start + block.span.end])
    return found


def read(text: str) -> PrismaReading:
    return Reader().read([SourceFile("schema.prisma", text)])


def edited(text: str, draft: SchemaDraft) -> str:
    """The text with the draft's edits."""
    (file_edit,) = draft.finish() or (None,)
    return text if file_edit is None else apply_edits(text, file_edit.edits)


@dataclass(frozen=True)
class Operation:
    """One edit of a block, and what it makes of the block's facts."""

    name: str
    apply: Callable[[BlockDraft], bool]
    expect: Callable[[Facts], Facts]


def random_operation(seed: random.Random, now: Facts, kind: BlockKind, types: Sequence[str]) -> Operation | None:
    """Some edit that makes sense for a block that says this; None if the one chosen does not.

    Args:
        seed: where chance comes from.
        now: what the block says.
        kind: its kind.
        types: the types that a field may have without being a relation; only such fields are touched.
    """
    plain = [one for one in now.members if one.type is None or one.type.rstrip("?[]") in types]
    makers = _ENUM_MAKERS if kind is BlockKind.ENUM else _MAKERS
    found = (seed.choice(makers)(seed, now, plain, kind) for _ in range(4))
    return next((one for one in found if one is not None), None)


_Maker = Callable[[random.Random, Facts, Sequence[Member], BlockKind], "Operation | None"]


def _change(now: Facts, old: Member, new: Member | None) -> Facts:
    members = [new if one is old else one for one in now.members]
    return replace(now, members=tuple(one for one in members if one is not None))


def _add(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    name = seed.choice(NAMES)
    if any(one.name == name for one in now.members):
        return None
    is_enum = kind is BlockKind.ENUM
    type_name = None if is_enum else seed.choice(SCALARS) + seed.choice(ARITIES)
    attributes = seed.choice(([], [f'@map("{name}")'])) if is_enum else seed.sample(FIELD_ATTRIBUTES[3:6], 2)
    documentation = seed.choice((None, "What it is."))
    after = seed.choice([None, *(one.name for one in now.members)])

    def apply(draft: BlockDraft) -> bool:
        return draft.add_member(name, type_name, attributes, after=after, documentation=documentation)

    def expect(facts: Facts) -> Facts:
        new = Member(name, type_name, tuple(sorted(attributes)), documentation)
        names = [one.name for one in facts.members]
        at = names.index(after) + 1 if after in names else len(names)
        return replace(facts, members=(*facts.members[:at], new, *facts.members[at:]))

    return Operation("add member", apply, expect)


def _remove(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    if len(plain) < 2:
        return None
    old = seed.choice(plain)
    return Operation(
        "remove member", lambda draft: draft.remove_member(old.name), lambda facts: _change(now, old, None)
    )


def _rename(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    name = seed.choice(NAMES)
    if not plain or any(one.name == name for one in now.members):
        return None
    old = seed.choice(plain)
    new = replace(old, name=name)
    return Operation(
        "rename member", lambda draft: draft.rename_member(old.name, name), lambda facts: _change(now, old, new)
    )


def _order(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    members = seed.sample(now.members, len(now.members))
    names = [one.name for one in members]
    # Only values of enums are ever put into another order.
    if kind is not BlockKind.ENUM or names == [one.name for one in now.members]:
        return None
    return Operation(
        "order members", lambda draft: draft.order_members(names), lambda facts: replace(facts, members=tuple(members))
    )


def _set_type(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    if not plain:
        return None
    old, type_name = seed.choice(plain), seed.choice(SCALARS) + seed.choice(ARITIES)
    new = replace(old, type=type_name)
    return Operation(
        "set type", lambda draft: draft.set_type(old.name, type_name), lambda facts: _change(now, old, new)
    )


def _kind_of(attribute: str) -> str:
    name = attribute.removeprefix("@").split("(")[0]
    return "db" if "." in name else name


def _set_attribute(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    if not plain:
        return None
    old = seed.choice(plain)
    attribute = '@map("a label")' if kind is BlockKind.ENUM else seed.choice(FIELD_ATTRIBUTES)
    others = [one for one in old.attributes if _kind_of(one) != _kind_of(attribute)]
    if kind is BlockKind.ENUM and others:
        return None
    new = replace(old, attributes=tuple(sorted([*others, attribute])))
    return Operation(
        "set attribute", lambda draft: draft.set_attribute(old.name, attribute), lambda facts: _change(now, old, new)
    )


def _remove_attribute(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    candidates = [one for one in plain if one.attributes]
    if not candidates:
        return None
    old = seed.choice(candidates)
    gone = _kind_of(seed.choice(old.attributes))
    if gone == "id" or [_kind_of(one) for one in old.attributes].count(gone) > 1:
        return None
    new = replace(old, attributes=tuple(one for one in old.attributes if _kind_of(one) != gone))
    return Operation(
        "remove attribute", lambda draft: draft.remove_attribute(old.name, gone), lambda facts: _change(now, old, new)
    )


def _set_argument(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    candidates = [one for one in plain if "@unique" in one.attributes]
    if not candidates:
        return None
    old = seed.choice(candidates)
    attributes = tuple(sorted('@unique(map: "other_key")' if one == "@unique" else one for one in old.attributes))
    return Operation(
        "set argument",
        lambda draft: draft.set_argument(old.name, "unique", "map", '"other_key"'),
        lambda facts: _change(now, old, replace(old, attributes=attributes)),
    )


def _remove_argument(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    candidates = [one for one in plain if any(text.startswith("@unique(map: ") for text in one.attributes)]
    if not candidates:
        return None
    old = seed.choice(candidates)
    attributes = tuple(sorted("@unique" if one.startswith("@unique(map: ") else one for one in old.attributes))
    if any(one.startswith("@unique(") and one.count(":") > 1 for one in old.attributes):
        return None
    return Operation(
        "remove argument",
        lambda draft: draft.remove_argument(old.name, "unique", "map"),
        lambda facts: _change(now, old, replace(old, attributes=attributes)),
    )


def _add_block_attribute(seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind) -> Operation | None:
    if not plain:
        return None
    choices = BLOCK_ATTRIBUTES[:1] if kind is BlockKind.ENUM else BLOCK_ATTRIBUTES
    attribute = seed.choice(choices).format(plain[0].name)
    if any(one.split("(")[0] == attribute.split("(")[0] for one in now.attributes):
        return None
    return Operation(
        "add block attribute",
        lambda draft: draft.add_block_attribute(attribute),
        lambda facts: replace(facts, attributes=tuple(sorted([*facts.attributes, attribute]))),
    )


def _remove_block_attribute(
    seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind
) -> Operation | None:
    if not now.attributes:
        return None
    gone = seed.choice(now.attributes)
    if now.attributes.count(gone) > 1:
        return None
    return Operation(
        "remove block attribute",
        lambda draft: draft.remove_block_attribute(_as_written(draft, gone)),
        lambda facts: replace(facts, attributes=tuple(one for one in facts.attributes if one != gone)),
    )


def _replace_block_attribute(
    seed: random.Random, now: Facts, plain: Sequence[Member], kind: BlockKind
) -> Operation | None:
    maps = [one for one in now.attributes if one.startswith("@@map(")]
    if len(maps) != 1:
        return None
    others = tuple(one for one in now.attributes if one != maps[0])
    return Operation(
        "replace block attribute",
        lambda draft: draft.replace_block_attribute(_as_written(draft, maps[0]), '@@map("renamed")'),
        lambda facts: replace(facts, attributes=tuple(sorted([*others, '@@map("renamed")']))),
    )


def _as_written(draft: BlockDraft, attribute: str) -> str:
    """A block attribute as the source writes it."""
    name = attribute.removeprefix("@@").split("(")[0]
    return next(one for one in draft.attribute_texts(name) if canonical(one) == attribute)


_ENUM_MAKERS: tuple[_Maker, ...] = (
    *(_add, _remove, _rename, _order, _set_attribute, _remove_attribute),
    *(_add_block_attribute, _remove_block_attribute, _replace_block_attribute, _replace_block_attribute),
)
# What seldom can be done is tried more often.
_MAKERS: tuple[_Maker, ...] = (*_ENUM_MAKERS, _set_type, *[_set_attribute, _set_argument, _remove_argument] * 2)


def random_block(seed: random.Random, taken: Sequence[str]) -> tuple[str, str]:
    """A new block: its name and text."""
    name = f"New{len(taken)}"
    members = [("id", "Int", ["@id"]), ("name", "String?", ['@map("näme")', "@unique"]), ("at", "DateTime", [])]
    attributes = seed.sample(['@@map("new")', "@@index([at])", "@@ignore"], seed.randrange(4))
    return name, new_block(
        BlockKind.MODEL, name, members, attributes, documentation=seed.choice((None, "New.\nIs it?"))
    )
