"""Analyses one pair of a schema and models, again and again, at the cost of what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, TypeVar

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
from prismalchemy.workspace.profiles import Loudness, is_chosen, is_partial
from prismalchemy.workspace.settings import Settings
from prismalchemy.workspace.silence import Comments, silence
from prismalchemy.workspace.suppress import Used
from prismalchemy.workspace.versions import Versions

if TYPE_CHECKING:
    from prismalchemy.cache.readings import Readings


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
    """The Prisma reader of one schema, with its last reading.

    `stored` says that this reading came from the disk: it has no syntax trees.
    """

    reader: PrismaReader = field(default_factory=PrismaReader)
    files: tuple[SourceFile, ...] | None = None
    reading: PrismaReading | None = None
    whole: PrismaReading | None = None
    stored: bool = False

    def read(
        self, files: tuple[SourceFile, ...], *, complete: bool = True, readings: Readings | None = None
    ) -> PrismaReading:
        """The reading of these files; the last one itself where none of them changed.

        `complete` is False where a file of the schema cannot be read; then a table that is not there may be in it.
        `readings` are those on disk, if this one may come from there.
        """
        if self.reading is None or not _same(files, self.files):
            found = None if readings is None or self.reading is not None else readings.load(self.key(files), files)
            self.stored = found is not None
            self.whole = self.reader.read(files) if found is None else PrismaReading(*found, files, ())
            self.files = files
            self.reading = self.whole if complete else _opened(self.whole)
        return self.reading

    def key(self, files: tuple[SourceFile, ...]) -> str:
        """Under what a reading of these files is kept on disk."""
        from prismalchemy.cache.readings import key_of

        return key_of("prisma", (), files)


@dataclass
class ModelsSide:
    """The models reader of one set of models, with its last reading.

    `stored` says that this reading came from the disk: it has no modules and no reader.
    """

    reader: ModelsReader
    options: Options = field(default_factory=Options)
    files: tuple[SourceFile, ...] | None = None
    reading: ModelsReading | None = None
    whole: ModelsReading | None = None
    stored: bool = False

    @classmethod
    def of(cls, roots: tuple[str, ...], settings: Settings, versions: Versions) -> ModelsSide:
        """A side with a new reader; `versions` is what the project pins, which a setting overrides."""
        options = Options(
            roots=roots,
            sqlalchemy_version=settings.sqlalchemy or versions.sqlalchemy,
            known_types=settings.types,
            sqlmodel_version=versions.sqlmodel,
        )
        return cls(ModelsReader(options), options)

    def read(
        self, files: tuple[SourceFile, ...], *, complete: bool = True, readings: Readings | None = None
    ) -> ModelsReading:
        """The reading of these files; the last one itself where none of them changed.

        `complete` is False where a file of the models cannot be read; then a table that is not there may be in it.
        `readings` are those on disk, if this one may come from there.
        """
        if self.reading is None or not _same(files, self.files):
            found = None if readings is None or self.reading is not None else readings.load(self.key(files), files)
            self.stored = found is not None
            self.whole = self.reader.read(files) if found is None else ModelsReading(*found, files, {})
            self.files = files
            self.reading = self.whole if complete else _opened(self.whole)
        return self.reading

    def key(self, files: tuple[SourceFile, ...]) -> str:
        """Under what a reading of these files is kept on disk."""
        from prismalchemy.cache.readings import key_of

        options = [(one.name, getattr(self.options, one.name)) for one in fields(self.options)]
        return key_of(
            "models", [(name, sorted(said.items()) if name == "known_types" else said) for name, said in options], files
        )


Reading = TypeVar("Reading", PrismaReading, ModelsReading)


def _opened(reading: Reading) -> Reading:
    """The reading of a side of which a file is missing."""
    return replace(reading, schema=replace(reading.schema, open=True))


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
        tenancy = self.settings.tenancy_of(self.candidate.settings)
        self._pairing = pair(prisma.schema, models.schema, self._pairing, tenancy)
        found = self._as_owned(check(self._pairing, self._cache), models)
        heads = self._heads(prisma, models, files)

        def places(divergence: Divergence) -> tuple[Location | None, ...]:
            own = locate(divergence.prisma, prisma.bases), locate(divergence.models, models.bases)
            return (*own, *(head.get(divergence.table) for head in heads))

        heard, silenced, used = silence(found, places, files, self.comments)
        levels = self._levels(models)
        loud = [item for item in heard if self._is_chosen(item) and levels(item) is not Level.OFF]
        together, also_silenced, also_used = silence(merged(loud), places, files, self.comments)
        findings = (Finding(self.name, item, levels(item), *places(item)[:2]) for item in together)
        self._last = Analysis(
            self.name,
            self.candidate,
            prisma,
            models,
            self._pairing,
            tuple(item for item in found if self._is_chosen(item)),
            tuple(finding for finding in findings if finding.level is not Level.OFF),
            sum(self._is_chosen(item) and levels(item) is not Level.OFF for item in silenced) + len(also_silenced),
            used | also_used,
            root=self.root,
            ownership=self.ownership,
        )
        return self._last

    def _heads(
        self, prisma: PrismaReading, models: ModelsReading, files: Mapping[str, SourceFile]
    ) -> list[dict[TableKey | None, Location | None]]:
        """Where the models' or classes' names stand, by table as Prisma calls it: a comment there speaks for all of it.

        Nothing where no file has a comment, as in most projects.
        """
        if self._pairing is None or not any(self.comments.of(file).rules for file in files.values()):
            return []
        heads = [_heads(reading) for reading in (prisma, models)]
        heads[1].update({item.key: locate(item.models.name_origin, models.bases) for item in self._pairing.near_tables})
        return heads

    def _as_owned(self, found: tuple[Divergence, ...], models: ModelsReading) -> tuple[Divergence, ...]:
        """The divergences, with what they lead to where Alembic owns a table."""
        if self._pairing is None or not self._may_be_alembics():
            return found
        dialect, loudness = self._pairing.dialect, self._loudness()
        return tuple(loudness.as_owned(item, self._path(item, models), dialect) for item in found)

    def _may_be_alembics(self) -> bool:
        """Whether anything says that Alembic owns a table; it is quickly asked, and in most projects nothing does."""
        said = [(one.owner, one.profile) for one in self.settings.overrides]
        said.append((self.candidate.owner, self.candidate.settings.profile))
        return bool(self.ownership.external) or any("alembic" in one or "alembic-owned" in one for one in said)

    def _loudness(self) -> Loudness:
        settings, pairing = self.candidate.settings, self._pairing
        partial = pairing is not None and not settings.tables and is_partial(pairing)
        return Loudness(settings, self.settings, self.candidate.owner, self.ownership.owner_of, partial)

    def _path(self, divergence: Divergence, models: ModelsReading) -> str | None:
        """The file of the models that overrides may choose the divergence by."""
        place = locate(divergence.models, models.bases) if self.settings.overrides else None
        return None if place is None else relative(place.path, self.root)

    def _levels(self, models: ModelsReading) -> Callable[[Divergence], Level]:
        """How loudly each divergence is reported in this pair; worked out once for each."""
        loudness = self._loudness()
        known: dict[int, tuple[Divergence, Level]] = {}

        def level(divergence: Divergence) -> Level:
            found = known.get(id(divergence))
            if found is None:
                found = known[id(divergence)] = divergence, loudness.level(divergence, self._path(divergence, models))
            return found[1]

        return level

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
