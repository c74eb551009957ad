"""Analyses one pair of a schema and models, again and again, at the cost of what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from prismalchemy.alchemy import ModelsReading, Options
from prismalchemy.alchemy import Reader as ModelsReader
from prismalchemy.compare import Pairing, pair
from prismalchemy.prisma import PrismaReading
from prismalchemy.prisma import Reader as PrismaReader
from prismalchemy.rules import Divergence, Level, Owner, RuleCache, check, merged
from prismalchemy.schema import TableKey
from prismalchemy.text import Location, SourceFile
from prismalchemy.workspace.choice import relative
from prismalchemy.workspace.diagnostics import Finding, locate
from prismalchemy.workspace.discovery import Candidate
from prismalchemy.workspace.ownership import Ownership
from prismalchemy.workspace.profiles import Loudness, is_chosen
from prismalchemy.workspace.settings import Settings
from prismalchemy.workspace.silence import Comments, silence
from prismalchemy.workspace.suppress import Used
from prismalchemy.workspace.versions import Versions


@dataclass(frozen=True)
class Analysis:
    """What is known of one pair at one moment. `findings` are those that are neither suppressed nor off.

    `divergences` is all that the rules found, in the order of the report; `suppressed` counts what comments silence,
    and `used` says which comments did. `known` are findings that the baseline holds.
    """

    name: str
    candidate: Candidate
    prisma: PrismaReading
    models: ModelsReading
    pairing: Pairing
    divergences: tuple[Divergence, ...]
    findings: tuple[Finding, ...]
    suppressed: int = 0
    used: Used = frozenset()
    known: tuple[Finding, ...] = ()
    root: str = ""
    ownership: Ownership = field(default_factory=Ownership)

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
    def of(cls, roots: tuple[str, ...], settings: Settings, versions: Versions) -> ModelsSide:
        """A side with a new reader; `versions` is what the project pins, which a setting overrides."""
        options = Options(
            roots=roots,
            sqlalchemy_version=settings.sqlalchemy or versions.sqlalchemy,
            known_types=settings.types,
            sqlmodel_version=versions.sqlmodel,
        )
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


@dataclass
class PairAnalyser:
    """Pairs and checks one schema with one set of models; keeps what the next run can use again."""

    name: str
    candidate: Candidate
    settings: Settings
    comments: Comments
    root: str = ""
    ownership: Ownership = field(default_factory=Ownership)
    _said: Ownership | None = None
    _pairing: Pairing | None = None
    _cache: RuleCache = field(default_factory=RuleCache)
    _last: Analysis | None = None

    def analyse(self, prisma: PrismaReading, models: ModelsReading, files: Mapping[str, SourceFile]) -> Analysis:
        """The analysis of two readings; `files` are the texts that they were made of, by path."""
        last = self._last
        if (
            last is not None
            and last.prisma is prisma
            and last.models is models
            and last.candidate == self.candidate
            and self._said is self.ownership
        ):
            return last
        self._said = self.ownership
        self._pairing = pair(prisma.schema, models.schema, self._pairing)
        found = check(self._pairing, self._cache)
        heads = [_heads(reading) for reading in (prisma, models)]
        heads[1].update({item.key: locate(item.models.name_origin, models.bases) for item in self._pairing.near_tables})

        def places(divergence: Divergence) -> tuple[Location | None, ...]:
            own = locate(divergence.prisma, prisma.bases), locate(divergence.models, models.bases)
            return (*own, *(head.get(divergence.table) for head in heads))

        heard, silenced, used = silence(found, places, files, self.comments)
        loud = [divergence for divergence in heard if self._is_wanted(divergence, models)]
        together, also_silenced, also_used = silence(merged(loud), places, files, self.comments)
        findings = (Finding(self.name, item, self.level(item, models), *places(item)[:2]) for item in together)
        self._last = Analysis(
            self.name,
            self.candidate,
            prisma,
            models,
            self._pairing,
            tuple(item for item in found if self._is_chosen(item)),
            tuple(finding for finding in findings if finding.level is not Level.OFF),
            sum(self._is_wanted(item, models) for item in silenced) + len(also_silenced),
            used | also_used,
            root=self.root,
            ownership=self.ownership,
        )
        return self._last

    def level(self, divergence: Divergence, models: ModelsReading) -> Level:
        """How loudly a divergence is reported in this pair."""
        loudness = Loudness(self.candidate.settings, self.settings, self.candidate.owner, self.ownership.owner_of)
        path = None
        if self.settings.overrides:
            place = locate(divergence.models, models.bases)
            path = None if place is None else relative(place.path, self.root)
        return loudness.level(divergence, path)

    def _is_wanted(self, divergence: Divergence, models: ModelsReading) -> bool:
        return self._is_chosen(divergence) and self.level(divergence, models) is not Level.OFF

    def _is_chosen(self, divergence: Divergence) -> bool:
        """Whether the divergence is of a table that is compared; tables outside Prisma may be there or not."""
        table, globs = divergence.table, self.candidate.settings.tables
        if table is None:
            return True
        if divergence.rule == "table-extra" and (
            self.ownership.is_external(table) or (self.settings.external and is_chosen(table, self.settings.external))
        ):
            return False
        return not globs or is_chosen(table, globs)


def _same(files: tuple[SourceFile, ...], others: tuple[SourceFile, ...] | None) -> bool:
    return others is not None and len(files) == len(others) and all(map(lambda a, b: a is b, files, others))


def _heads(reading: PrismaReading | ModelsReading) -> dict[TableKey | None, Location | None]:
    """Where the models' or classes' names stand, by table: a comment there speaks for all of it."""
    return {table.key: locate(table.name_origin, reading.bases) for table in reading.schema.tables}
