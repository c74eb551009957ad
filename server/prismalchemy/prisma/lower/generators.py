"""Generator blocks."""

from __future__ import annotations

from prismalchemy.prisma.ast import Constant, Number, Setting, String, Value
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.schema import UNKNOWN, Generator, GeneratorOption, Maybe


def lower_generator(node: Node) -> Generator:
    """The neutral generator; its options are those besides the provider, in order."""
    block = node.block
    provider = block.setting("provider")
    return Generator(
        name=node.name,
        provider=UNKNOWN if provider is None else _text(provider.value),
        options=tuple(_option(node, setting) for setting in block.settings if setting.name.text != "provider"),
        incomplete=bool(block.broken) or not block.closed,
        origin=node.origin(block.span),
        name_origin=node.origin(block.keyword.span if provider is None else provider.value.span),
    )


def _option(node: Node, setting: Setting) -> GeneratorOption:
    return GeneratorOption(name=setting.name.text, value=_text(setting.value), origin=node.origin(setting.span))


def _text(value: Value) -> Maybe[str]:
    if isinstance(value, String):
        return value.value
    return value.text if isinstance(value, Constant | Number) else UNKNOWN
