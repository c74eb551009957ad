"""Two sides in memory: read, checked, and mended towards one of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from tests.fixes.cases import facts

from prismalchemy import alchemy, prisma
from prismalchemy.compare import Pairing, pair
from prismalchemy.fixes import Fix, Side
from prismalchemy.fixes.models import ModelsEditor
from prismalchemy.fixes.prisma import PrismaEditor
from prismalchemy.rules import RULES, Context, Divergence, check, merged
from prismalchemy.schema import Schema
from prismalchemy.text import FileEdit, SourceFile, apply_edits

SCHEMA, MODELS = "schema.prisma", "models.py"
MOST_FIXES = 80
_JSON = re.compile(r"none_as_null=True(, )?|astext_type=Text\(\)")
_RULES = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Sides:
    """The texts of a pair of one Prisma file and one Python file, and what comes of them.

    `before` is the same pair with other texts: what did not change is not read again.
    """

    schema: str
    models: str
    before: Sides | None = field(default=None, repr=False)

    def changed(self, *, schema: str | None = None, models: str | None = None) -> Sides:
        """The pair with another text on one side."""
        root = self if self.before is None else self.before
        return Sides(self.schema if schema is None else schema, self.models if models is None else models, root)

    @cached_property
    def prisma(self) -> prisma.PrismaReading:
        if self.before is not None and self.before.schema == self.schema:
            return self.before.prisma
        return prisma.Reader().read([SourceFile(SCHEMA, self.schema)])

    @cached_property
    def alchemy(self) -> alchemy.ModelsReading:
        if self.before is not None and self.before.models == self.models:
            return self.before.alchemy
        options = alchemy.Options(roots=("",))
        return alchemy.Reader(options).read([SourceFile(MODELS, self.models)])

    @cached_property
    def pairing(self) -> Pairing:
        return pair(self.prisma.schema, self.alchemy.schema)

    @cached_property
    def findings(self) -> tuple[Divergence, ...]:
        return merged(check(self.pairing))

    @property
    def problems(self) -> int:
        """How many stretches of both sides cannot be read."""
        return len(self.prisma.problems) + len(self.alchemy.problems)

    def fixes(self, finding: Divergence, towards: Side) -> tuple[Fix, ...]:
        """What the rule offers."""
        editors = (
            ModelsEditor(self.prisma.schema, self.alchemy, self.pairing),
            PrismaEditor(self.prisma, self.alchemy.schema, self.pairing),
        )
        context = Context(self.pairing, *editors)
        rule = _RULES[finding.rule]
        offered = (*rule.fixes(finding, context), *rule.schema_fixes(finding, context))
        return tuple(fix for fix in offered if fix.towards is towards)

    def applied(self, edits: tuple[FileEdit, ...]) -> Sides:
        """The pair with these edits."""
        texts = {SCHEMA: self.schema, MODELS: self.models}
        for edit in edits:
            name = posixpath.basename(edit.path)
            texts[name] = apply_edits(texts[name], edit.edits)
        return Sides(texts[SCHEMA], texts[MODELS], self)

    def mended(self, towards: Side) -> Sides:
        """The pair after the first fix of each finding, until none is left that helps."""
        present = self
        tried: set[tuple[object, ...]] = set()
        for _ in range(MOST_FIXES):
            following = present._next(towards, tried)
            if following is None:
                return present
            present = following
        raise AssertionError("the fixes do not come to an end")

    def _next(self, towards: Side, tried: set[tuple[object, ...]]) -> Sides | None:
        for finding in self.findings:
            name = (finding.rule, finding.table, finding.column, finding.message)
            if name in tried:
                continue
            for fix in self.fixes(finding, towards):
                edits = fix.compute()
                if edits:
                    tried.add(name)
                    return self.applied(edits)
        return None


def said(schema: Schema, without: Callable[[str], bool] = lambda _: False) -> list[str]:
    """What a schema says of the database, as facts in no order; what attributes and classes are called is left out."""
    # How None is stored in JSON is the program's affair.
    lines = (_JSON.sub("", line) for line in facts(schema))
    kept = (line for line in lines if ": class " not in line and ": attribute " not in line)
    return sorted(line for line in kept if not without(line))
