"""The state of a project that both faces share: its settings, its files, its readers."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from prismalchemy.alchemy import ModelsReading
from prismalchemy.compare import TenancySettings
from prismalchemy.generate import TYPE_PACKAGES
from prismalchemy.prisma import PrismaReading
from prismalchemy.rules import Level
from prismalchemy.schema import TableKey
from prismalchemy.text import SourceFile
from prismalchemy.workspace.analysis import Analysis, ModelsSide, PairAnalyser, SchemaSide
from prismalchemy.workspace.baseline import BaselineError, Entry, parse_baseline
from prismalchemy.workspace.choice import choose, relative
from prismalchemy.workspace.config import FILE_NAMES, ConfigError, find_settings, has_settings
from prismalchemy.workspace.discovery import Candidate, Layout, ModelsSource, Trees, discover, schemas_of
from prismalchemy.workspace.documents import Documents
from prismalchemy.workspace.files import Unreadable, absolute
from prismalchemy.workspace.matching import Match, match
from prismalchemy.workspace.notice import Notice
from prismalchemy.workspace.ownership import Ownership, configuration, ownership_of
from prismalchemy.workspace.profiles import is_chosen
from prismalchemy.workspace.reported import with_idle, with_settings, without_known
from prismalchemy.workspace.schemas import SchemaSource, has_datasource
from prismalchemy.workspace.settings import PairSettings, Settings
from prismalchemy.workspace.silence import Comments
from prismalchemy.workspace.snapshot import Snapshot
from prismalchemy.workspace.tree import NAMED_FILES, is_skipped, is_wanted
from prismalchemy.workspace.versions import Versions, depended_packages, is_pinning, pinned_versions

if TYPE_CHECKING:
    from prismalchemy.cache.readings import Readings
    from prismalchemy.workspace.history_notices import Histories
    from prismalchemy.workspace.imported import Importer


class Output(NamedTuple):
    """Where a schema's models go, and its Pydantic schemas if there shall be any: absolute paths."""

    source: SchemaSource
    path: str
    pydantic: str | None


class Workspace:
    """A project: open buffers over the disk, and readers that keep what did not change.

    Args:
        folder: the folder to look at. Settings are looked for in it and in the folders above, up to the top of the
            repository; where they stand is the project's root.
        settings: settings to use instead of those of a configuration file.
        root: with `settings`, the folder that their paths are relative to; `folder` where it is not said.
        importer: imports the models and says what SQLAlchemy makes of them; None, as ever, where they are only read.
        readings: those on disk, from which the first readings may come. They have no syntax trees: nothing can be
            mended by them before `complete` was called.

    A configuration that cannot be used is no exception here: `config_error` holds it, and the settings are the last
    good ones, or the defaults. All methods may be called from any thread; they exclude each other.
    """

    def __init__(
        self,
        folder: str | Path,
        settings: Settings | None = None,
        *,
        root: str | None = None,
        importer: Importer | None = None,
        readings: Readings | None = None,
    ) -> None:
        self.folder = absolute(folder)
        self.config_error: ConfigError | None = None
        self._given = settings
        self._importer = importer
        self._readings = readings
        self._completed = False
        self._lock = threading.RLock()
        self._documents = Documents()
        self._generation = 0
        self._snapshot: Snapshot | None = None
        self.root, self.settings = root or self.folder, settings or Settings()
        self._load_settings()
        self._comments = Comments()
        self._schema_sides: dict[str, SchemaSide] = {}
        self._models_sides: dict[tuple[object, ...], ModelsSide] = {}
        self._versions: dict[str, Versions] = {}
        self._analysers: dict[tuple[object, ...], PairAnalyser] = {}
        self._trees = Trees(self.root, self.settings.exclude)
        self._layout: Layout | None = None
        self._fitting: dict[tuple[object, ...], Match] = {}
        self._history: Histories | None = None
        self._configuration: dict[tuple[object, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._ownerships: dict[tuple[str | None, ...], Ownership] = {}

    def with_settings(self, settings: Settings) -> Workspace:
        """The same project under other settings; nothing of what was read here is used."""
        return Workspace(self.folder, settings, root=self.root, importer=self._importer, readings=self._readings)

    def open(self, path: str, text: str) -> None:
        """An editor opened a file with this text; it counts instead of the disk's."""
        with self._lock:
            before = self._signature(path)
            self._documents.set_open(path, text)
            if self._signature(path) != before or (self._belongs(path) and path not in self._trees.main.files):
                self._layout = None
            self._touch()

    def change(self, path: str, text: str) -> None:
        """An editor's buffer has this text now."""
        self.open(path, text)

    def close(self, path: str) -> None:
        """An editor closed a file; the disk's text counts again."""
        with self._lock:
            before = self._signature(path)
            self._documents.close(path)
            if not Path(path).exists():
                self._forget_tree()
            elif self._signature(path) != before:
                self._layout = None
            self._touch()

    def disk_changed(self, paths: Iterable[str]) -> None:
        """These files or folders were created, changed or deleted on disk."""
        with self._lock:
            for path in paths:
                name = posixpath.basename(path)
                before = self._signature(path)
                self._documents.forget([path])
                if path.endswith((".py", ".sql", ".toml", ".ini")):
                    self._history = None
                if name in FILE_NAMES and self._given is None:
                    self._load_settings()
                    self._reset()
                elif name in NAMED_FILES or is_pinning(path) or self._has_come_or_gone(path):
                    self._forget_tree()
                elif self._signature(path) != before:
                    self._layout = None
            self._touch()

    def snapshot(self) -> Snapshot:
        """The state as it is now, analysed. The same object until something changes.

        Raises:
            ImportFailedError: the models are to be imported, and cannot be.
        """
        with self._lock:
            if self._snapshot is None:
                self._snapshot = self._analyse()
            return self._snapshot

    @property
    def is_complete(self) -> bool:
        """Whether all readings were made here, and none came from the disk."""
        return not any(side.stored for side in self._sides())

    def complete(self) -> None:
        """Reads again what came from the disk; from now on nothing does."""
        with self._lock:
            self._completed = True
            for side in self._sides():
                if side.stored:
                    side.reading, side.stored = None, False
                    self._snapshot = None

    def store(self) -> None:
        """Keeps the readings on disk for the next start, as far as they are not there yet."""
        with self._lock:
            if self._readings is None or not self.settings.cache:
                return
            for side in self._sides():
                reading = side.whole
                if reading is not None and side.files is not None and not side.stored:
                    self._readings.save(side.key(side.files), reading.schema, reading.problems, reading.bases)

    @property
    def generation(self) -> int:
        """Grows with each change; a snapshot of an older generation is out of date."""
        return self._generation

    def layout(self) -> Layout:
        """What discovery found: schemas, sets of models, and which may belong together."""
        with self._lock:
            if self._layout is None:
                for path in self._documents.open_paths:
                    if self._belongs(path) and path not in self._trees.main.files:
                        self._trees.add(path)
                self._layout = discover(self._trees, self.settings, self._documents)
            return self._layout

    def read_schema(self, source: SchemaSource) -> tuple[PrismaReading, tuple[Notice, ...]]:
        """One schema by itself, and what of it cannot be read."""
        with self._lock:
            notices: dict[Notice, None] = {}
            return self._read_schema(source, {}, notices), tuple(notices)

    def read_models(self, source: ModelsSource) -> tuple[ModelsReading, tuple[Notice, ...]]:
        """One set of models by itself, and what of it cannot be read.

        Raises:
            ImportFailedError: the models are to be imported, and cannot be.
        """
        with self._lock:
            notices: dict[Notice, None] = {}
            reading = self._read_models(source, {}, notices)
            return self._imported(source, reading, "postgresql"), tuple(notices)

    def schemas(self) -> tuple[tuple[SchemaSource, ...], tuple[Unreadable, ...]]:
        """The schemas alone, without a look at Python files; and what was named and is not there."""
        with self._lock:
            return schemas_of(self._trees, self.settings, self._documents)

    def files(self) -> tuple[str, ...]:
        """The files of the project that matter, by absolute path."""
        with self._lock:
            return self._trees.main.files

    def outputs(self) -> tuple[Output, ...]:
        """The schemas for which the settings say where generated models go."""
        found: dict[Output, None] = {}
        for entry in self.settings.pairs:
            if entry.output is not None:
                path, pydantic = self._absolute(entry.output), self._absolute(entry.pydantic)
                sources, _ = schemas_of(self._trees, replace(self.settings, pairs=(entry,)), self._documents)
                found.update(dict.fromkeys(Output(source, str(path), pydantic) for source in sources))
        return tuple(found)

    def tenancies(self) -> tuple[tuple[SchemaSource, TenancySettings], ...]:
        """The schemas of which the settings say how their tables belong to tenants."""
        found: dict[SchemaSource, TenancySettings] = {}
        for entry in self.settings.pairs:
            tenancy = self.settings.tenancy_of(entry)
            sources, _ = schemas_of(self._trees, replace(self.settings, pairs=(entry,)), self._documents)
            found.update({source: tenancy for source in sources if tenancy is not None})
        if self.settings.tenancy is not None and not found:
            sources, _ = self.schemas()
            found.update(dict.fromkeys(sources, self.settings.tenancy))
        return tuple(found.items())

    def type_packages(self, output: str | None) -> frozenset[str]:
        """The packages of column types that the project depends on.

        Args:
            output: where generated models go: an absolute path, None for standard output.
        """
        folder = self.root if output is None else posixpath.dirname(output)
        return depended_packages(TYPE_PACKAGES, folder, self.root, self._documents.text)

    def _sides(self) -> Iterable[SchemaSide | ModelsSide]:
        return (*self._schema_sides.values(), *self._models_sides.values())

    @property
    def _first_readings(self) -> Readings | None:
        """The readings on disk, as long as readings may come from there."""
        return None if self._completed or not self.settings.cache else self._readings

    def _absolute(self, path: str | None) -> str | None:
        return None if path is None else posixpath.normpath(posixpath.join(self.root, path))

    def _load_settings(self) -> None:
        self.config_error = None
        if self._given is not None:
            return
        try:
            for folder in _upwards(self.folder):
                found = find_settings(folder)
                if found is not None:
                    self.root, self.settings = folder, found
                    return
            self.root, self.settings = self.folder, Settings()
        except ConfigError as error:
            self.config_error = error

    def _reset(self) -> None:
        """Forgets all that depends on settings."""
        self._comments = Comments()
        self._schema_sides, self._models_sides, self._analysers = {}, {}, {}
        self._forget_tree()

    def _forget_tree(self) -> None:
        self._trees = Trees(self.root, self.settings.exclude)
        self._layout = None
        self._fitting, self._configuration, self._ownerships, self._versions = {}, {}, {}, {}

    def _touch(self) -> None:
        self._generation += 1
        self._snapshot = None

    def _signature(self, path: str) -> object:
        """What in a file's text decides about the layout."""
        if path.endswith(".py"):
            return self._documents.maps_tables(path), self._documents.imports(path)
        return has_datasource(self._documents.text(path) or "") if path.endswith(".prisma") else None

    def _belongs(self, path: str) -> bool:
        """Whether a walk of the project would find the file if it were there."""
        inside = path.startswith(self.root.rstrip("/") + "/")
        return inside and is_wanted(path) and not is_skipped(self.root, path, self.settings.exclude)

    def _has_come_or_gone(self, path: str) -> bool:
        """Whether the walk would find other files now: the file, or what is below the folder."""
        if is_wanted(path):
            return self._belongs(path) and (path in self._trees.main.files) != Path(path).exists()
        return Path(path).is_dir() or bool(self._trees.main.below(path))

    def _analyse(self) -> Snapshot:
        layout = self.layout()
        texts: dict[str, SourceFile] = {}
        notices: dict[Notice, None] = {Notice.of(problem): None for problem in layout.problems}
        if self.config_error is not None:
            error = self.config_error
            notices[Notice(Level.ERROR, error.reason, error.path, error.line, error.column)] = None
        notices.update(dict.fromkeys(self._other_settings()))
        histories = self._histories(layout)
        notices.update(dict.fromkeys(histories.notices if histories else ()))
        choice = choose(layout.candidates, lambda candidate: self._match(candidate, texts, notices), self.root)
        pairs: list[Analysis] = []
        for candidate in choice.pairs:
            prisma = self._read_schema(candidate.schema, texts, notices)
            models = self._read_models(candidate.models, texts, notices)
            dialect = prisma.schema.dialect if isinstance(prisma.schema.dialect, str) else "postgresql"
            models = self._imported(candidate.models, models, dialect)
            own = {path: texts[path] for path in (*candidate.schema.files, *candidate.models.files) if path in texts}
            pairs.append(self._analyser(candidate).analyse(prisma, models, own))
            if histories and candidate.schema.path in histories.migrated:
                notices.update(dict.fromkeys(self._ahead(pairs[-1], histories, texts)))
        notices.update(dict.fromkeys(choice.notices))
        finished, stale = self._finish(pairs, texts, notices)
        return Snapshot(self.root, self.settings, self._generation, finished, tuple(notices), texts, stale)

    def _finish(
        self, pairs: list[Analysis], texts: dict[str, SourceFile], notices: dict[Notice, None]
    ) -> tuple[tuple[Analysis, ...], tuple[Entry, ...]]:
        """The analyses with comments that silence nothing, and without what the baseline knows; and what it knows in
        vain.
        """
        finished = self._with_places(with_idle(pairs, texts, self._comments, self.settings), texts)
        if self.settings.baseline is None:
            return tuple(finished), ()
        path = posixpath.normpath(posixpath.join(self.root, self.settings.baseline))
        text = self._documents.text(path) if Path(path).is_file() else None
        if text is None:
            reason = "there is no such baseline; make it with `check --add-to-baseline`"
            notices[Notice(Level.ERROR, reason, path)] = None
            return tuple(finished), ()
        try:
            return without_known(finished, parse_baseline(text), posixpath.dirname(path), self.root)
        except BaselineError as error:
            notices[Notice(Level.ERROR, str(error), path)] = None
            return tuple(finished), ()

    def _with_places(self, pairs: list[Analysis], texts: dict[str, SourceFile]) -> list[Analysis]:
        """The analyses, with their places in the configuration file where findings are about its entries."""
        path = self.settings.path
        if path is None or not any(finding.divergence.setting for pair in pairs for finding in pair.findings):
            return pairs
        file = self._documents.source(path)
        if isinstance(file, Unreadable):
            return pairs
        texts[path] = file
        return with_settings(pairs, self.settings, file)

    def _histories(self, layout: Layout) -> Histories | None:
        """What is said of the migration histories, looked at again when a file of them may have changed."""
        tree = self._trees.main
        if self._history is None and tree.named("alembic.ini") and tree.named("migration_lock.toml"):
            # Few projects have both, and the rest need not wait for the import.
            from prismalchemy.workspace.history_notices import history_notices

            self._history = history_notices(tree, layout.schemas, self._documents.text)
        return self._history

    def _ahead(self, pair: Analysis, histories: Histories, texts: dict[str, SourceFile]) -> Iterable[Notice]:
        """What a pair has that its history has not, on the side that leads."""
        from prismalchemy.workspace.history_notices import ahead_notices

        def is_left(table: TableKey) -> bool:
            said = any(one.owner is not None and is_chosen(table, one.tables) for one in self.settings.overrides)
            return said or pair.ownership.is_external(table)

        reading = pair.models if pair.owner == "alembic" else pair.prisma
        return ahead_notices(reading, histories.migrated[pair.candidate.schema.path], texts, is_left)

    def _other_settings(self) -> Iterable[Notice]:
        """Notices about configurations further down, which do not count here."""
        for path in self._trees.main.named(*FILE_NAMES):
            folder = posixpath.dirname(path)
            if folder != self.root and has_settings(path, self._documents.text(path) or ""):
                message = f"not supported yet: settings below the project's root; run in {relative(folder, self.root)}"
                yield Notice(Level.INFORMATION, message, path)

    def _match(self, candidate: Candidate, texts: dict[str, SourceFile], notices: dict[Notice, None]) -> Match:
        """How well a candidate fits; one that once fitted goes on doing so while its files are edited."""
        key = (candidate.schema.files, candidate.models.mapping)
        known = self._fitting.get(key)
        if known is not None:
            return known
        prisma = self._read_schema(candidate.schema, texts, notices)
        models = self._read_models(candidate.models, texts, notices)
        found = match(prisma.schema, models.schema)
        if found.is_enough:
            self._fitting[key] = found
        return found

    def _files(
        self, paths: Iterable[str], texts: dict[str, SourceFile], notices: dict[Notice, None]
    ) -> tuple[SourceFile, ...]:
        """The texts of these files; what cannot be read becomes a notice."""
        found: list[SourceFile] = []
        for path in paths:
            source = self._documents.source(path)
            if isinstance(source, Unreadable):
                notices[Notice.of(source)] = None
            else:
                texts[path] = source
                found.append(source)
        return tuple(found)

    def _read_schema(
        self, source: SchemaSource, texts: dict[str, SourceFile], notices: dict[Notice, None]
    ) -> PrismaReading:
        side = self._schema_sides.setdefault(source.path, SchemaSide())
        files = self._files(source.files, texts, notices)
        return side.read(files, complete=len(files) == len(source.files), readings=self._first_readings)

    def _read_models(
        self, source: ModelsSource, texts: dict[str, SourceFile], notices: dict[Notice, None]
    ) -> ModelsReading:
        versions = self._versions.get(source.root)
        if versions is None:
            versions = self._versions[source.root] = pinned_versions(source.root, self.root, self._documents.text)
        key = (source.root, source.roots, versions)
        if key not in self._models_sides:
            self._models_sides[key] = ModelsSide.of(source.roots, self.settings, versions)
        files = self._files(source.files, texts, notices)
        complete = len(files) == len(source.files)
        return self._models_sides[key].read(files, complete=complete, readings=self._first_readings)

    def _ownership(self, candidate: Candidate) -> Ownership:
        """What the migration tools' configuration says, read again when one of its files changes."""
        key = (candidate.schema.path, candidate.models.root, candidate.models.alembic)
        if key not in self._configuration:
            self._configuration[key] = configuration(self._trees.main, candidate)
        configs, environments = self._configuration[key]
        texts = tuple(self._documents.text(path) for path in (*configs, *environments))
        known = self._ownerships.get(texts)
        if known is None:
            known = self._ownerships[texts] = ownership_of(configs, environments, self._documents.text)
        return known

    def _imported(self, source: ModelsSource, static: ModelsReading, dialect: str) -> ModelsReading:
        """The reading of the imported models where the user asked for that, else the static one."""
        return static if self._importer is None else self._importer.read(source, static, self.root, dialect)

    def _analyser(self, candidate: Candidate) -> PairAnalyser:
        """The analyser of a pair; the same one after the pair's files have become more or fewer."""
        key = (candidate.schema.path, candidate.models.root, candidate.models.roots, id(candidate.settings))
        analyser = self._analysers.get(key)
        if analyser is None:
            name = candidate.settings.name or " and ".join(
                relative(path, self.root) for path in (candidate.schema.path, candidate.models.root)
            )
            analyser = PairAnalyser(name, candidate, self.settings, self._comments, self.root)
            self._analysers[key] = analyser
        analyser.candidate = candidate
        ownership = self._ownership(candidate)
        if ownership != analyser.ownership:
            analyser.ownership = ownership
        return analyser


def with_sides(settings: Settings, schema: str | None, models: tuple[str, ...]) -> Settings:
    """The settings with one pair, whose sides are said outright; None and () are found as ever."""
    said = settings.pairs[0] if len(settings.pairs) == 1 else PairSettings()
    pair = replace(said, schema=schema or said.schema, models=models or said.models)
    return replace(settings, pairs=(pair,))


def _upwards(folder: str) -> Iterable[str]:
    """The folder and those above it, up to the top of the repository; outside of one only the folder itself."""
    above: list[str] = []
    for path in (Path(folder), *Path(folder).parents):
        above.append(path.as_posix())
        if (path / ".git").exists():
            return above
    return above[:1]
