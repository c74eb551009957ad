"""Mends many divergences at once, in memory: apply, read again, until nothing is left or nothing moves.

The editor's *Sync model* and *Fix all*, and the command line's `fix` all come here, so their edits are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prismalchemy.fixes import Applicability, Side
from prismalchemy.fixes.minimal import minimal_edits
from prismalchemy.rules import Level
from prismalchemy.text import Edit, FileEdit, SourceFile, Span, apply_edits
from prismalchemy.workspace.analysis import Analysis, ModelsSide, PairAnalyser, SchemaSide
from prismalchemy.workspace.baseline import Entry
from prismalchemy.workspace.codefix import context_of, rule_fixes
from prismalchemy.workspace.diagnostics import Finding
from prismalchemy.workspace.settings import Settings
from prismalchemy.workspace.silence import Comments
from prismalchemy.workspace.versions import Versions

MOST_PASSES = 200
"""Edits at the same place (two columns added to one class) take a pass each."""

_RELATIONSHIPS = "relationship-missing"
_KEYS = frozenset({"column-missing", "foreign-key", "table-missing", "tenant-foreign-key", "tenant-column-missing"})
"""Rules whose fixes may add foreign keys."""

LEVELS = (Level.ERROR, Level.WARNING, Level.INFORMATION, Level.HINT)


@dataclass(frozen=True)
class Repaired:
    """What a repair came to: the new texts of the files it changed, and how many findings it mended and left."""

    texts: Mapping[str, str]
    mended: int
    left: int

    def edits(self, before: Mapping[str, SourceFile]) -> tuple[FileEdit, ...]:
        """The smallest edits that make the new texts of the old ones."""
        return tuple(
            FileEdit(path, minimal_edits(before[path].text, text))
            if path in before
            else FileEdit(path, (Edit(Span(0, 0), text),), created=True)
            for path, text in sorted(self.texts.items())
        )


def repair(
    analysis: Analysis,
    settings: Settings,
    texts: Mapping[str, SourceFile],
    accept: Callable[[Finding], bool],
    *,
    towards: Side = Side.MODELS,
    unsafe: bool = False,
) -> Repaired:
    """Mends one pair.

    Args:
        analysis: the pair as it is.
        settings: the project's.
        texts: the texts as they are, by path: those that the analysis was made of, or newer ones.
        accept: which findings to mend.
        towards: the side whose files are changed.
        unsafe: also take fixes that remove or overwrite what the user wrote.
    """
    bench = _Bench.of(analysis, settings, texts)
    accept = _but_known(accept, analysis)
    before = sum(map(accept, bench.analysis.findings))
    tried: set[tuple[object, ...]] = set()
    hopeless: set[tuple[object, ...]] = set()
    for _ in range(MOST_PASSES):
        fixes = _one_pass(bench.analysis, accept, tried, hopeless, towards=towards, unsafe=unsafe)
        if not fixes and hopeless:
            # What had no fix may have one now that all the rest is mended; asking in every pass takes too long.
            hopeless.clear()
            fixes = _one_pass(bench.analysis, accept, tried, hopeless, towards=towards, unsafe=unsafe)
        if not bench.apply(fixes):
            break
    left = sum(map(accept, bench.analysis.findings))
    return Repaired(bench.changed(texts), max(0, before - left), left)


def _but_known(accept: Callable[[Finding], bool], analysis: Analysis) -> Callable[[Finding], bool]:
    """Accepts the same findings without those of the baseline, which an analysis made here does not leave out."""
    if not analysis.known:
        return accept
    known = {Entry.of(finding.divergence) for finding in analysis.known}
    return lambda finding: accept(finding) and Entry.of(finding.divergence) not in known


def repair_all(
    analyses: Iterable[Analysis],
    settings: Settings,
    texts: Mapping[str, SourceFile],
    accept: Callable[[Finding], bool],
    *,
    towards: Side = Side.MODELS,
    unsafe: bool = False,
) -> Repaired:
    """Mends several pairs, one after the other, each on what the one before it left. See `repair`."""
    present = dict(texts)
    mended = left = 0
    for analysis in analyses:
        repaired = repair(analysis, settings, present, accept, towards=towards, unsafe=unsafe)
        present.update({path: SourceFile(path, text) for path, text in repaired.texts.items()})
        mended, left = mended + repaired.mended, left + repaired.left
    changed = {path: file.text for path, file in present.items() if path not in texts or texts[path].text != file.text}
    return Repaired(changed, mended, left)


def at_least(level: Level) -> Callable[[Finding], bool]:
    """Accepts findings of this level and the louder ones."""
    loud = frozenset(LEVELS[: LEVELS.index(level) + 1])
    return lambda finding: finding.level in loud


_Edits = tuple[FileEdit, ...]
"""The edits of one fix."""


def _one_pass(
    analysis: Analysis,
    accept: Callable[[Finding], bool],
    tried: set[tuple[object, ...]],
    hopeless: set[tuple[object, ...]],
    *,
    towards: Side,
    unsafe: bool,
) -> list[_Edits]:
    """The edits of one pass: of each finding the first fix that can be had and touches no other's place.

    Fixes of one rule and table that touch each other's places (a hundred relationships at the end of one class) come
    one in a pass, and are not worked out in vain. `hopeless` are findings without a fix: they are left out, and added
    to.
    """
    context = context_of(analysis)
    chosen: list[_Edits] = []
    touched: dict[str, list[FileEdit]] = {}
    crowded: set[tuple[object, ...]] = set()
    keyed = False
    for finding in sorted(analysis.findings, key=lambda item: item.rule == _RELATIONSHIPS):
        if finding.rule == _RELATIONSHIPS and keyed:
            break  # how a relationship is written depends on the foreign keys that there will be
        name = _name(finding)
        if name in tried or name in hopeless or name[:2] in crowded or not accept(finding):
            continue
        hopeless.add(name)
        for fix in rule_fixes(finding, context):
            if fix.towards is not towards or (fix.applicability is Applicability.UNSAFE and not unsafe):
                continue
            edits = fix.compute()
            if not edits:
                continue
            hopeless.discard(name)
            if any(_collide(edit, other) for edit in edits for other in touched.get(edit.path, ())):
                crowded.add(name[:2])
            else:
                tried.add(name)
                chosen.append(edits)
                keyed = keyed or finding.rule in _KEYS
                for edit in edits:
                    touched.setdefault(edit.path, []).append(edit)
            break
    return chosen


def _name(finding: Finding) -> tuple[object, ...]:
    """What stays of a finding from pass to pass. One that is still there after its fix is not tried again."""
    divergence = finding.divergence
    return divergence.rule, divergence.table, divergence.column, divergence.message


def _collide(one: FileEdit, other: FileEdit) -> bool:
    """Whether two edits of one file touch the same place; the very same edit twice (an import) does not count."""
    if one.created or other.created:
        return True
    return any(a != b and a.span.touches(b.span) for a in one.edits for b in other.edits)


@dataclass
class _Bench:
    """Both sides in memory, read again after each pass where they changed."""

    analysis: Analysis
    side: ModelsSide
    schema: SchemaSide
    analyser: PairAnalyser
    files: dict[str, SourceFile]
    order: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, analysis: Analysis, settings: Settings, texts: Mapping[str, SourceFile]) -> _Bench:
        candidate = analysis.candidate
        files = {path: texts[path] for path in (*candidate.schema.files, *candidate.models.files) if path in texts}
        order = [path for path in candidate.models.files if path in texts]
        # The reader knows all files already. What is read here does not stay: the next reading is of the true texts.
        reader = analysis.models.reader
        side = ModelsSide.of(candidate.models.roots, settings, Versions()) if reader is None else ModelsSide(reader)
        schema = SchemaSide()
        analyser = PairAnalyser(
            analysis.name,
            candidate,
            settings,
            Comments(),
            analysis.root,
            analysis.ownership,
            _pairing=analysis.pairing,
        )
        is_newer = any(files[file.path] is not file for file in (*analysis.prisma.files, *analysis.models.files))
        if is_newer:
            prisma = schema.read(tuple(files[file.path] for file in analysis.prisma.files))
            analysis = analyser.analyse(prisma, side.read(tuple(files[path] for path in order)), files)
        return cls(analysis, side, schema, analyser, files, order)

    def apply(self, fixes: Sequence[_Edits]) -> bool:
        """Carries the edits of these fixes out and analyses anew; whether anything was carried out.

        If a side can then be read less well than before, those fixes are left out that are to blame.
        """
        if not fixes:
            return False
        if self._try(fixes):
            return True
        start = self.files, self.order, self.analysis
        good = self._harmless([], list(fixes), start)
        self.files, self.order, self.analysis = start
        return bool(good) and self._try(good)

    def _harmless(
        self, good: list[_Edits], doubtful: list[_Edits], start: tuple[dict[str, SourceFile], list[str], Analysis]
    ) -> list[_Edits]:
        """`good` and those of the doubtful fixes that can be carried out with it, each half tried as a whole first.

        Every trial reads and checks what was edited, so that one by one a project of hundreds of tables takes minutes.
        """
        middle = len(doubtful) // 2
        for half in (doubtful[:middle], doubtful[middle:]):
            if not half:
                continue
            self.files, self.order, self.analysis = start
            if self._try([*good, *half]):
                good = [*good, *half]
            elif len(half) > 1:
                good = self._harmless(good, half, start)
        return good

    def _try(self, fixes: Iterable[_Edits]) -> bool:
        files, order = dict(self.files), list(self.order)
        prisma, models = self.analysis.prisma, self.analysis.models
        known = {file.path for file in prisma.files}
        edited = _by_path(fixes)
        for path, edits in edited.items():
            files[path] = SourceFile(path, apply_edits(files[path].text if path in files else "", edits))
            if path not in order and path not in known:
                order.append(path)
        if not known.isdisjoint(edited):
            # An incomplete side stays one: the reader is not told again what could not be read.
            reading = self.schema.read(
                tuple(files[file.path] for file in prisma.files), complete=not prisma.schema.open
            )
            if len(reading.problems) > len(prisma.problems):
                return False
            prisma = reading
        if not known.issuperset(edited):
            models = self.side.read(tuple(files[path] for path in order))
            if len(models.problems) > len(self.analysis.models.problems):
                return False
        self.files, self.order = files, order
        self.analysis = self.analyser.analyse(prisma, models, files)
        return True

    def changed(self, before: Mapping[str, SourceFile]) -> dict[str, str]:
        """The texts that differ from those before, by path."""
        return {
            path: self.files[path].text
            for path in self.files
            if path not in before or before[path].text != self.files[path].text
        }


def _by_path(fixes: Iterable[_Edits]) -> dict[str, list[Edit]]:
    """The edits of several fixes by file, each once."""
    found: dict[str, dict[Edit, None]] = {}
    for file_edit in (file_edit for fix in fixes for file_edit in fix):
        found.setdefault(file_edit.path, {}).update(dict.fromkeys(file_edit.edits))
    return {path: list(edits) for path, edits in found.items()}
