"""What a datasource says that every table depends on."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from prismalchemy.prisma.ast import Array, Block, Constant, Function
from prismalchemy.prisma.lower.values import string
from prismalchemy.schema import UNKNOWN, Extension, Maybe

# The longest name of a constraint or index, in bytes, that each database takes; Prisma cuts names to it.
_LIMITS = MappingProxyType(
    {"postgresql": 63, "cockroachdb": 63, "mysql": 64, "mssql": 128, "sqlite": 10_000},
)
_DIALECTS = MappingProxyType(
    {
        "postgresql": "postgresql",
        "postgres": "postgresql",
        "cockroachdb": "cockroachdb",
        "mysql": "mysql",
        "sqlite": "sqlite",
        "sqlserver": "mssql",
    }
)
_DEFAULT_SCHEMAS = MappingProxyType({"postgresql": "public", "cockroachdb": "public", "mssql": "dbo"})


@dataclass(frozen=True, slots=True)
class Context:
    """A datasource's settings.

    `dialect` is what the schema says, in SQLAlchemy's words; `flavour` is the dialect whose types and rules are used,
    PostgreSQL where the schema does not say. `provider` is the datasource's own word. `extensions` are those that
    Prisma creates.
    """

    provider: str | None = None
    dialect: Maybe[str] = UNKNOWN
    flavour: str = "postgresql"
    foreign_keys: bool = True
    extensions: tuple[Extension, ...] = ()

    @property
    def default_schema(self) -> str | None:
        """The database schema that holds what says no `@@schema`."""
        return None if self.dialect is UNKNOWN else _DEFAULT_SCHEMAS.get(self.dialect)

    @property
    def limit(self) -> int:
        """The longest name of a constraint, in bytes of UTF-8."""
        return _LIMITS[self.flavour]

    @property
    def names_primary_keys(self) -> bool:
        """Whether primary keys have names: not on SQLite and MySQL."""
        return self.flavour not in {"sqlite", "mysql"}

    @property
    def restricts(self) -> bool:
        """Whether the database knows RESTRICT: SQL Server does not."""
        return self.flavour != "mssql"

    def schema(self, name: str | None) -> str | None:
        """A database schema as part of a table's key: None for the default one."""
        if name == (self.default_schema or "public"):
            return None
        return name


def context(datasource: Block | None) -> Context:
    """The context that a datasource makes; without one nothing is known."""
    if datasource is None:
        return Context()
    provider = _setting(datasource, "provider")
    dialect = _DIALECTS.get(provider or "")
    mode = _setting(datasource, "relationMode") or _setting(datasource, "referentialIntegrity")
    return Context(
        provider,
        UNKNOWN if dialect is None else dialect,
        dialect or "postgresql",
        foreign_keys=mode != "prisma",
        extensions=_extensions(datasource) if dialect == "postgresql" else (),
    )


def _extensions(datasource: Block) -> tuple[Extension, ...]:
    """`extensions = [vector, uuidOssp(map: "uuid-ossp", schema: "public")]`, in the order of their names, as Prisma."""
    setting = datasource.setting("extensions")
    items = setting.value.items if setting is not None and isinstance(setting.value, Array) else ()
    found: dict[str, Extension] = {}
    for item in items:
        if isinstance(item, Constant):
            found.setdefault(item.text, Extension(name=item.text))
        elif isinstance(item, Function):
            said = {argument.name.text: string(argument.value) for argument in item.arguments if argument.name}
            name = said.get("map") or item.name.text
            found.setdefault(name, Extension(name=name, schema=said.get("schema"), version=said.get("version")))
    return tuple(found[name] for name in sorted(found))


def _setting(datasource: Block, name: str) -> str | None:
    setting = datasource.setting(name)
    if setting is None:
        return None
    value = setting.value
    # Prisma 2 took several providers in a list; the first is the one that is connected to.
    if isinstance(value, Array) and value.items:
        value = value.items[0]
    return string(value)
