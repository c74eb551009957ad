"""What a project may set, as plain data; `config.py` reads it from TOML.

`KEYS` and `PAIR_KEYS` are the one place that says which keys exist: reading, its error messages and the documentation's
table are made from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prismalchemy.compare import TenancySettings
from prismalchemy.generate import Declaration, Lazy, Mixin, Naming, Reference
from prismalchemy.rules import Level, Owner, Profile
from prismalchemy.workspace import values as read
from prismalchemy.workspace.values import InvalidValueError


@dataclass(frozen=True, slots=True)
class PairSettings:
    """One schema and the models that map the same database.

    `schema` is a path or None (found); `models` are paths or globs, empty (found); both relative to the configuration's
    folder. `rules` are levels that hold for this pair only, `tenancy` goes before the project's.
    """

    name: str | None = None
    schema: str | None = None
    models: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    owner: Owner | None = None
    tables: tuple[str, ...] = ()
    output: str | None = None
    pydantic: str | None = None
    profile: Profile | None = None
    rules: Mapping[str, Level] = field(default_factory=dict)
    tenancy: TenancySettings | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What holds for some tables only: those that `tables` chooses, with models in files that `paths` choose.

    Empty globs choose everything. `paths` are relative to the configuration's folder.
    """

    tables: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    profile: Profile | None = None
    owner: Owner | None = None
    rules: Mapping[str, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project. The defaults are those of a project without configuration.

    `path` is the configuration file, None where there is none.
    """

    pairs: tuple[PairSettings, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: Mapping[str, Level] = field(default_factory=dict)
    naming: Naming = "snake"
    style: Declaration = "declarative"
    base: Reference | None = None
    mixins: tuple[Mixin, ...] = ()
    lazy: Lazy | None = None
    type_packages: tuple[str, ...] | None = None
    fail_on: Level = Level.ERROR
    prisma_syntax: bool = True
    sqlalchemy: tuple[int, int] | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    equivalences: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    baseline: str | None = None
    tenancy: TenancySettings | None = None
    python: str | None = None
    cache: bool = True
    path: str | None = None

    def tenancy_of(self, pair: PairSettings) -> TenancySettings | None:
        """What holds for a pair: its own tenancy, else the project's; None where nothing is said."""
        return pair.tenancy or self.tenancy


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the configuration.

    `type` is how the documentation writes the type, `default` how it writes the default; `convert` turns TOML's value
    into the setting's, or raises `InvalidValueError`.
    """

    name: str
    type: str
    default: str
    description: str
    convert: Callable[[Any], Any]

    @property
    def attribute(self) -> str:
        """The attribute of `Settings` or `PairSettings`."""
        return self.name.replace("-", "_")


def _overrides(value: Any) -> tuple[Override, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise InvalidValueError("must be an array of tables; write [[…overrides]]")
    known = {key.name: key for key in OVERRIDE_KEYS}
    found: list[Override] = []
    for number, item in enumerate(value, 1):
        values: dict[str, Any] = {}
        for name, entry in item.items():
            if name not in known:
                names = ", ".join(f"`{key}`" for key in known)
                raise InvalidValueError(f"has an unknown key `{name}` in entry {number}; the keys are {names}")
            try:
                values[name] = known[name].convert(entry)
            except InvalidValueError as error:
                raise InvalidValueError(f"has a key `{name}` in entry {number} that {error}") from None
        if not ({"tables", "paths"} & values.keys()):
            raise InvalidValueError(f"says neither `tables` nor `paths` in entry {number}; say what it is for")
        found.append(Override(**values))
    return tuple(found)


def _tenancy(value: Any) -> TenancySettings:
    if not isinstance(value, dict):
        raise InvalidValueError(f"must be a table, not {read.kind(value)}; write [….tenancy]")
    known = {key.name: key for key in TENANCY_KEYS}
    values: dict[str, Any] = {}
    for name, entry in value.items():
        if name not in known:
            raise InvalidValueError(
                f"has an unknown key `{name}`; the keys are {', '.join(f'`{key}`' for key in known)}", name
            )
        try:
            values[_TENANCY_ATTRIBUTES.get(name, known[name].attribute)] = known[name].convert(entry)
        except InvalidValueError as error:
            raise InvalidValueError(f"has a key `{name}` that {error}", name) from None
    if "root" not in values:
        raise InvalidValueError('does not say `root`; name the model whose rows are the tenants: root = "Organization"')
    return TenancySettings(**values)


def _chosen(value: Any) -> tuple[str, ...]:
    """Globs that only choose: what is left out is left out by not naming it."""
    patterns = read.strings(value)
    for pattern in patterns:
        if pattern.startswith("!"):
            raise InvalidValueError(f'has "{pattern}" in it, and `!` is not supported here; name what is meant')
    return patterns


def _inherits(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) and item for item in value.values()):
        raise InvalidValueError(
            "must be a table of models, each with the relation or parent that it inherits through, all strings: "
            '{ InvoiceLine = "invoice" }'
        )
    return value


_PROFILE = Key(
    "profile",
    "profile",
    "by owner",
    'What the models are: `"mirror"` (all of the schema, to the letter), `"prisma-owned"`, `"alembic-owned"`, or '
    '`"subset"` (tables and columns may be left out where nothing goes wrong).',
    read.choice("mirror", "prisma-owned", "alembic-owned", "subset"),
)
_OWNER = Key(
    "owner",
    '`"prisma"` or `"alembic"`',
    "guessed",
    "Who migrates the database. Without it: Prisma if there are Prisma migrations, else Alembic if there is an "
    "`alembic.ini`, else Prisma.",
    read.choice("prisma", "alembic"),
)
_TABLES = Key("tables", "globs", "all", "Tables to compare, by database name; `!name` leaves one out.", read.strings)
_RULES = Key(
    "rules",
    "table of levels",
    "by consequence",
    'Level of a rule: `"error"`, `"warning"`, `"information"`, `"hint"` or `"off"`.',
    read.rules,
)
TENANCY_KEYS: tuple[Key, ...] = (
    Key("root", "model or table", "must be said", "The model whose rows are the tenants.", read.string),
    Key(
        "column",
        "name or list",
        "the root's name with `Id`",
        "Names that the tenant column has, of the field or of the column; the snake form of a camel one counts too.",
        read.strings,
    ),
    Key("shared", "globs", "none", "Models or tables that belong to no tenant.", _chosen),
    Key(
        "inherits",
        "table",
        "none",
        "Models without the column that inherit their tenant, each with the relation field, or the parent, that they "
        "inherit through.",
        _inherits,
    ),
    Key(
        "global-uniques",
        "globs",
        "none",
        "Uniques that hold for all tenants together on purpose: `Model.field`, or `Model` for all of its uniques.",
        _chosen,
    ),
    Key("python", "path", "none", "Where `prismalchemy tenancy` writes the guard of SQLAlchemy sessions.", read.string),
    Key("typescript", "path", "none", "Where it writes the guard of Prisma Client.", read.string),
    Key(
        "row-level-security",
        "boolean",
        "false",
        "The database has the policies of `prismalchemy tenancy --migration`, and both guards tell it the tenant.",
        read.boolean,
    ),
)
"""Keys of `[tool.prismalchemy.tenancy]`."""

_TENANCY_ATTRIBUTES = {"column": "columns"}

_TENANCY = Key(
    "tenancy",
    "table",
    "none",
    "Which tables belong to a tenant, and by what: [docs/tenancy.md](docs/tenancy.md). In a pair it changes single "
    "keys for that pair.",
    _tenancy,
)
_SHARED_KEYS = (
    Key(
        "schema",
        "path",
        "found",
        "The Prisma schema: a file, or a folder of files that make one schema.",
        read.string,
    ),
    Key("models", "paths or globs", "found", "Python files and folders that map the tables.", read.strings),
    Key("roots", "paths", "found", "Folders that absolute imports of the models start from.", read.strings),
    _OWNER,
    _PROFILE,
    Key(
        "output",
        "path",
        "standard output",
        "Where `generate` writes: a .py file, or a folder for a package.",
        read.string,
    ),
    Key(
        "pydantic",
        "path",
        "none",
        "Where `generate` writes Pydantic schemas beside the models: a .py file, or a folder for a package.",
        read.string,
    ),
    _TABLES,
    _RULES,
    _TENANCY,
)

KEYS: tuple[Key, ...] = (
    *_SHARED_KEYS,
    Key(
        "exclude",
        "globs",
        "none",
        "Files and folders not to look at, besides `node_modules` and the like.",
        read.strings,
    ),
    Key(
        "naming",
        '`"snake"` or `"verbatim"`',
        '`"snake"`',
        "Attribute names of generated models.",
        read.choice("snake", "verbatim"),
    ),
    Key(
        "style",
        '`"declarative"`, `"dataclass"` or `"sqlmodel"`',
        '`"declarative"`',
        "The kind of classes that `generate` writes.",
        read.choice("declarative", "dataclass", "sqlmodel"),
    ),
    Key(
        "base",
        '`"module:Class"`',
        "generated",
        "Your own declarative base, which generated models derive from.",
        read.class_reference,
    ),
    Key(
        "mixins",
        'list of `"module:Class"`, or table of such lists',
        "none",
        "Classes that generated models derive from: all of them, or those of the tables that a glob names.",
        read.mixins,
    ),
    Key(
        "lazy",
        '`"select"`, `"selectin"` or `"raise"`',
        '`"select"`',
        "How the relationships of generated models are loaded.",
        read.choice("select", "selectin", "raise"),
    ),
    Key(
        "type-packages",
        '`"pgvector"`, `"geoalchemy2"`',
        "those that the project depends on",
        'Packages whose types `generate` uses for what Prisma has no name for (`Unsupported("vector(3)")`); `[]` for '
        "none. By itself it looks into lock files, requirements and pyproject.toml.",
        read.type_packages,
    ),
    Key("fail-on", "level", '`"error"`', "The mildest level at which `check` exits with 1.", read.fail_on),
    Key(
        "prisma-syntax",
        "boolean",
        "`true`",
        "Whether the editor shows syntax errors of the schema; Prisma's own extension shows them too.",
        read.boolean,
    ),
    Key(
        "sqlalchemy",
        '`"2.0"` or `"2.1"`',
        "as pinned",
        "The SQLAlchemy whose rules the models follow. Without it: what a lock file, requirements, constraints or "
        "pyproject.toml pin, else 2.1.",
        read.version,
    ),
    Key("types", "table", "none", "Your own column types by qualified name, with the SQL they stand for.", read.types),
    Key(
        "equivalences",
        "list",
        "none",
        'What counts as the same, where only migrations tell it apart: `"text"` (TEXT, VARCHAR, lengths), '
        '`"precision"` (of numbers and times), `"json"` (JSON, JSONB), `"names"` (of indexes and '
        'foreign keys), `"on-update"`, `"order"` (of labels and key columns).',
        read.equivalences,
    ),
    Key(
        "external",
        "globs",
        "none",
        "Tables that the models may have besides those of the schema; `alembic_version`, and what `tables.external` of "
        "prisma.config names, always may be there.",
        read.strings,
    ),
    Key(
        "baseline",
        "path",
        "none",
        "File of known findings, which are not reported; `check --update-baseline` shortens it.",
        read.string,
    ),
    Key(
        "overrides",
        "array of tables",
        "none",
        "What holds for some tables only: `tables` and `paths` (globs) choose, `profile`, `owner` and `rules` are as "
        "above.",
        _overrides,
    ),
    Key("python", "path", "found", "The interpreter, or its environment's folder, that `--runtime` uses.", read.string),
    Key(
        "cache",
        "boolean",
        "`true`",
        "Whether what was read is kept on disk, so that the next start is faster. The environment variable "
        "`PRISMALCHEMY_CACHE` names the folder, or turns it `off`.",
        read.boolean,
    ),
)
"""Keys of `[tool.prismalchemy]`. Those of a pair may stand here when there is only one."""

PAIR_KEYS: tuple[Key, ...] = (
    Key("name", "string", "numbered", "What to call the pair in messages.", read.string),
    *_SHARED_KEYS,
)
"""Keys of `[[tool.prismalchemy.pairs]]`."""

OVERRIDE_KEYS: tuple[Key, ...] = (
    _TABLES,
    Key("paths", "globs", "all", "Files of the models.", read.strings),
    _PROFILE,
    _OWNER,
    _RULES,
)
"""Keys of `[[tool.prismalchemy.overrides]]`."""
