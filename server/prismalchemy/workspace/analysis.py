"""Analyses one pair of a schema and models, again and again, at the cost of what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from prismalchemy.alchemy import ModelsReading, Options
from prismalchemy.alchemy import Reader as ModelsReader
from prismalchemy.compare import Pairing, pair
from prismalchemy.prisma import PrismaReading
from prismalchemy.prisma import Reader as PrismaReader
from prismalchemy.rules import Divergence, Level, RuleCache, check, merged
from prismalchemy.rules.levels import default_level
from prismalchemy.schema import TableKey
from prismalchemy.text import Location, SourceFile
from prismalchemy.workspace.diagnostics import Finding, locate
from prismalchemy.workspace.discovery import Candidate
from prismalchemy.workspace.globs import matches_table
from prismalchemy.workspace.settings import Owner, Settings
from prismalchemy.workspace.suppress import Suppressions, find_suppressions, lines_of


@dataclass(frozen=True)
class Analysis:
    """What is known of one pair at one moment. `findings` are those that are neither suppressed nor off.

    `divergences` is everything the rules found, in the order of the report; `suppressed` counts what comments silence.
    """

    name: str
    candidate: Candidate
    prisma: PrismaReading
    models: ModelsReading
    pairing: Pairing
    divergences: tuple[Divergence, ...]
    findings: tuple[Finding, ...]
    suppressed: int = 0

    @property
    def owner(self) -> Owner:
        """Who migrates the database."""
        return self.candidate.owner


@dataclass
class SchemaSide:
    """The Prisma reader of one schema, with its last reading."""

    reader: PrismaReader = field(default_factory=PrismaReader)
    files: tuple[SourceFile, ...] | None = None
    reading: PrismaReading | None = None

    def read(self, files: tuple[SourceFile, ...], *, complete: bool = True) -> PrismaReading:
        """The reading of these files; the last one itself where none of them changed.

        `complete` is False where a file of the schema cannot be read; then a table that is not there may be in it.
        """
        if self.reading is None or not _same(files, self.files):
            self.reading = self.reader.read(files)
            self.files = files
            if not complete:
                self.reading = replace(self.reading, schema=replace(self.reading.schema, open=True))
        return self.reading


@dataclass
class ModelsSide:
    """The models reader of one set of models, with its last reading."""

    reader: ModelsReader
    files: tuple[SourceFile, ...] | None = None
    reading: ModelsReading | None = None

    @classmethod
    def of(cls, roots: tuple[str, ...], settings: Settings) -> ModelsSide:
        """A side with a new reader."""
        options = Options(roots=roots, sqlalchemy_version=settings.sqlalchemy, known_types=settings.types)
        return cls(ModelsReader(options))

    def read(self, files: tuple[SourceFile, ...], *, complete: bool = True) -> ModelsReading:
        """The reading of these files; the last one itself where none of them changed.

        `complete` is False where a file of the models cannot be read; then a table that is not there may be in it.
        """
        if self.reading is None or not _same(files, self.files):
            self.reading = self.reader.read(files)
            self.files = files
            if not complete:
                self.reading = replace(self.reading, schema=replace(self.reading.schema, open=True))
        return self.reading


class Comments:
    """Suppression comments by file, each file looked through once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[SourceFile, Suppressions]] = {}

    def of(self, file: SourceFile) -> Suppressions:
        """The file's suppressions."""
        known = self._known.get(file.path)
        if known is None or known[0] is not file:
            known = file, find_suppressions(file)
            self._known[file.path] = known
        return known[1]


@dataclass
class PairAnalyser:
    """Pairs and checks one schema with one set of models; keeps what the next run can use again."""

    name: str
    candidate: Candidate
    settings: Settings
    comments: Comments
    _pairing: Pairing | None = None
    _cache: RuleCache = field(default_factory=RuleCache)
    _last: Analysis | None = None

    def analyse(self, prisma: PrismaReading, models: ModelsReading, files: Mapping[str, SourceFile]) -> Analysis:
        """The analysis of two readings; `files` are the texts that they were made of, by path."""
        last = self._last
        if last is not None and last.prisma is prisma and last.models is models and last.candidate == self.candidate:
            return last
        self._pairing = pair(prisma.schema, models.schema, self._pairing)
        globs = self.candidate.settings.tables
        divergences = tuple(
            divergence
            for divergence in check(self._pairing, self._cache)
            if divergence.table is None or not globs or _is_chosen(divergence.table, globs)
        )
        findings, suppressed = self._findings(divergences, prisma, models, files)
        self._last = Analysis(
            self.name, self.candidate, prisma, models, self._pairing, divergences, findings, suppressed
        )
        return self._last

    def level(self, divergence: Divergence) -> Level:
        """How loudly a divergence is reported in this pair: as the pair sets it, the project, or its consequence."""
        for levels in (self.candidate.settings.rules, self.settings.rules):
            if divergence.rule in levels:
                return levels[divergence.rule]
        return default_level(divergence, self.candidate.owner)

    def _findings(
        self,
        divergences: tuple[Divergence, ...],
        prisma: PrismaReading,
        models: ModelsReading,
        files: Mapping[str, SourceFile],
    ) -> tuple[tuple[Finding, ...], int]:
        suppressed = 0
        commented = any(self.comments.of(file).rules for file in files.values())
        heads = [_heads(reading) for reading in (prisma, models)] if commented else []
        heard: list[Divergence] = []
        for divergence in divergences:
            if self.level(divergence) is Level.OFF:
                continue
            places = (locate(divergence.prisma, prisma.bases), locate(divergence.models, models.bases))
            spoken_for = (*places, *(head.get(divergence.table) for head in heads))
            if commented and self._is_suppressed(divergence.rule, spoken_for, files):
                suppressed += 1
            else:
                heard.append(divergence)
        findings = (
            Finding(
                self.name,
                divergence,
                self.level(divergence),
                locate(divergence.prisma, prisma.bases),
                locate(divergence.models, models.bases),
            )
            for divergence in merged(heard)
        )
        return tuple(finding for finding in findings if finding.level is not Level.OFF), suppressed

    def _is_suppressed(self, rule: str, places: Iterable[Location | None], files: Mapping[str, SourceFile]) -> bool:
        """Whether a comment at one of the places ignores the rule."""
        for place in places:
            if place is None or place.path not in files:
                continue
            file = files[place.path]
            if self.comments.of(file).covers(rule, *lines_of(file, place.span)):
                return True
        return False


def _same(files: tuple[SourceFile, ...], others: tuple[SourceFile, ...] | None) -> bool:
    return others is not None and len(files) == len(others) and all(map(lambda a, b: a is b, files, others))


def _is_chosen(table: TableKey, globs: tuple[str, ...]) -> bool:
    return matches_table(table.name, globs) or (table.schema is not None and matches_table(str(table), globs))


def _heads(reading: PrismaReading | ModelsReading) -> dict[TableKey | None, Location | None]:
    """Where the models' or classes' names stand, by table: a comment there speaks for all of it."""
    return {table.key: locate(table.name_origin, reading.bases) for table in reading.schema.tables}
