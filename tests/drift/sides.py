"""Two sides in memory: read, checked, and mended towards one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.fixes.cases import facts

from prismalchemy import alchemy, prisma
from prismalchemy.compare import Pairing, pair
from prismalchemy.compare.kept import with_kept_names
from prismalchemy.fixes import Fix, Side
from prismalchemy.fixes.models import ModelsEditor
from prismalchemy.fixes.prisma import PrismaEditor
from prismalchemy.rules import RULES, Context, Divergence, RuleCache, check, merged
from prismalchemy.schema import Schema
from prismalchemy.text import FileEdit, SourceFile, apply_edits
from prismalchemy.workspace.analysis import PairAnalyser
from prismalchemy.workspace.discovery import Candidate, ModelsSource, SchemaSource
from prismalchemy.workspace.repair import repair
from prismalchemy.workspace.settings import PairSettings, Settings
from prismalchemy.workspace.silence import Comments

SCHEMA, MODELS = "schema.prisma", "models.py"
MOST_FIXES = 80
# How None is stored in JSON is the program's affair; times have six digits where nothing is said, none on MySQL;
# PostgreSQL's unique constraints are unique indexes to Prisma; a default may be written as a value or as SQL, and
# whether two are the same is the rule's to say.
_ALIKE = (
    (re.compile(r"none_as_null=True(, )?|astext_type=Text\(\)"), ""),
    (re.compile(r"(, )?precision=6|(, )?fsp=0"), ""),
    (re.compile(r"unique constraint"), "unique"),
    (re.compile(r"server_default (?:expression|literal) .*", re.DOTALL), "server_default"),
)
_RULES = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Sides:
    """The texts of a pair of one Prisma file and the Python files of the models, and what comes of them.

    `before` is the agreeing pair that this one came of: what did not change since is neither read nor checked again.
    """

    schema: str
    models: Mapping[str, str]
    before: Sides | None = field(default=None, repr=False)

    def changed(self, *, schema: str | None = None, models: Mapping[str, str] | None = None) -> Sides:
        """The pair with another text on one side."""
        return Sides(
            self.schema if schema is None else schema, self.models if models is None else models, self.before or self
        )

    @cached_property
    def prisma(self) -> prisma.PrismaReading:
        if self.before is not None and self.before.schema == self.schema:
            return self.before.prisma
        return self._readers[0].read([SourceFile(SCHEMA, self.schema)])

    @cached_property
    def alchemy(self) -> alchemy.ModelsReading:
        if self.before is not None and self.before.models == self.models:
            return self.before.alchemy
        return self._readers[1].read([SourceFile(path, text) for path, text in self.models.items()])

    @cached_property
    def _readers(self) -> tuple[prisma.Reader, alchemy.Reader]:
        """The readers of all that came of one pair: most of it stays as it is."""
        if self.before is not None:
            return self.before._readers
        return prisma.Reader(), alchemy.Reader(alchemy.Options(roots=("",)))

    @cached_property
    def pairing(self) -> Pairing:
        return pair(self.prisma.schema, self.alchemy.schema, None if self.before is None else self.before.pairing)

    @cached_property
    def _cache(self) -> RuleCache:
        return RuleCache()

    @cached_property
    def findings(self) -> tuple[Divergence, ...]:
        if self.before is None:
            return merged(check(self.pairing, self._cache))
        assert self.before.findings is not None
        known = self.before._cache
        return merged(check(self.pairing, RuleCache(known.context, dict(known.found))))

    @cached_property
    def said_by_schema(self) -> list[str]:
        """What the Prisma schema says of the database; see `said`."""
        return said(self.prisma.schema)

    @cached_property
    def said_by_models(self) -> list[str]:
        """What the models say of it."""
        return said(self.alchemy.schema)

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
        offered = rule.fixes(finding, context) if towards is Side.MODELS else rule.schema_fixes(finding, context)
        return tuple(fix for fix in offered if fix.towards is towards)

    def applied(self, edits: tuple[FileEdit, ...]) -> Sides:
        """The pair with these edits."""
        schema, models = self.schema, dict(self.models)
        for edit in edits:
            if edit.path == SCHEMA:
                schema = apply_edits(schema, edit.edits)
            else:
                models[edit.path] = apply_edits("" if edit.created else models[edit.path], edit.edits)
        return self.changed(schema=schema, models=models)

    def mended(self, towards: Side) -> Sides:
        """The pair after the first fix of each finding, one at a time, until none is left that helps."""
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

    def has_fix(self, towards: Side) -> bool:
        """Whether there is an edit for one of the findings."""
        return any(fix.compute() for finding in self.findings for fix in self.fixes(finding, towards))

    def repaired(self, towards: Side) -> Sides:
        """The pair as the editor's *Fix whole project* and `prismalchemy fix --unsafe` leave it: many fixes a pass."""
        paths = tuple(self.models)
        models = ModelsSource("", ("",), paths, paths)
        # Everything is to be reported, also what only matters to migrations.
        candidate = Candidate(SchemaSource("", (SCHEMA,)), models, PairSettings(profile="mirror"), certain=True)
        texts = {file.path: file for file in (*self.prisma.files, *self.alchemy.files)}
        analysis = PairAnalyser("drift", candidate, Settings(), Comments()).analyse(self.prisma, self.alchemy, texts)
        repaired = repair(analysis, Settings(), texts, lambda _: True, towards=towards, unsafe=True)
        return self.applied(repaired.edits(texts))


def said(schema: Schema, without: Callable[[str], bool] = lambda _: False) -> list[str]:
    """What a schema says of the database, as facts in no order; what attributes and classes are called is left out.

    Names are those that PostgreSQL keeps, for which all drifts are.
    """
    return sorted(
        _alike(line)
        for line in facts(as_kept(schema))
        if ": class " not in line and ": attribute " not in line and not without(line)
    )


def as_kept(schema: Schema) -> Schema:
    """The schema with its names as PostgreSQL cuts them."""
    return with_kept_names(schema, "postgresql")[0]


def _alike(line: str) -> str:
    for pattern, replacement in _ALIKE:
        line = pattern.sub(replacement, line)
    return line
