"""Settings: what is read, and where an error points."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from prismalchemy.compare import TenancySettings
from prismalchemy.rules import Level
from prismalchemy.workspace.config import ConfigError, find_settings, parse_settings
from prismalchemy.workspace.settings import KEYS, PAIR_KEYS, TENANCY_KEYS, PairSettings, Settings

OWN = "/p/prismalchemy.toml"
PYPROJECT = "/p/pyproject.toml"

ERRORS = {
    "not TOML": (OWN, "exclude = [\n", "2:1: not valid TOML: "),
    "not TOML in the middle": (OWN, 'exclude = ["a"]\nowner = \n', "2:9: not valid TOML: Invalid value; correct it"),
    "unknown key": (OWN, 'owner = "prisma"\nmodel = "x"\n', "2:1: unknown key `model`; the keys are "),
    "unknown key in a pair": (OWN, '[[pairs]]\nname = "a"\n[[pairs]]\n  shema = "x"\n', "4:3: unknown key `shema`"),
    "string expected": (
        PYPROJECT,
        "[tool.prismalchemy]\nschema = 1\n",
        "2:1: key `schema` must be a string, not an i",
    ),
    "empty string": (OWN, 'schema = ""\n', "1:1: key `schema` must not be empty"),
    "list expected": (OWN, "models = true\n", "1:1: key `models` must be a list of strings, not a boolean"),
    "list of strings": (
        OWN,
        'models = ["a", 2]\n',
        "1:1: key `models` must be a list of strings, not a list with a",
    ),
    "owner": (OWN, 'owner = "django"\n', '1:1: key `owner` must be "prisma" or "alembic", not "django"'),
    "fail-on": (OWN, 'fail-on = "off"\n', '1:1: key `fail-on` must be "error", "warning", "information" or "hint", '),
    "boolean": (OWN, 'prisma-syntax = "no"\n', "1:1: key `prisma-syntax` must be true or false, not a string"),
    "version": (OWN, "sqlalchemy = 2.0\n", '1:1: key `sqlalchemy` must be "2.0" or "2.1", not a float'),
    "rules": (OWN, 'rules = "all"\n', "1:1: key `rules` must be a table of rule names and levels, not a string"),
    "no such rule": (OWN, '[rules]\nnonsense = "off"\n', "2:1: key `rules` names no rule: `nonsense`; "),
    "no such level": (OWN, '[rules]\ncolumn-missing = "loud"\n', "2:1: key `rules` has rule `column-missing`, whose l"),
    "types": (OWN, "types = { a = 1 }\n", "1:1: key `types` must be a table of type names and their SQL, all strings"),
    "tenancy": (OWN, "tenancy = true\n", "1:1: key `tenancy` must be a table, not a boolean; write [….tenancy]"),
    "tenancy without root": (
        OWN,
        '[tenancy]\ncolumn = "orgId"\n',
        "1:2: key `tenancy` does not say `root`; name the model whose rows are the tenants: root = ",
    ),
    "unknown key of tenancy": (
        PYPROJECT,
        '[tool.prismalchemy.tenancy]\nroot = "Org"\nshare = []\n',
        "3:1: key `tenancy` has an unknown key `share`; the keys are `root`, `column`, `shared`, `inherits`, ",
    ),
    "inherits": (
        OWN,
        '[tenancy]\nroot = "Org"\ninherits = ["Line"]\n',
        "3:1: key `tenancy` has a key `inherits` that must be a table of models, each with the relation or parent",
    ),
    "shared, but": (
        OWN,
        '[tenancy]\nroot = "Org"\nshared = ["!Plan"]\n',
        '3:1: key `tenancy` has a key `shared` that has "!Plan" in it, and `!` is not supported here; ',
    ),
    "tenancy of a pair": (
        OWN,
        '[tenancy]\nroot = "Org"\n[[pairs]]\n[[pairs]]\n[pairs.tenancy]\ncolumn = 1\n',
        "6:1: key `tenancy` has a key `column` that must be a list of strings, not an integer",
    ),
    "pairs": (OWN, "pairs = 1\n", "1:1: key `pairs` must be an array of tables"),
    "beside pairs": (OWN, 'schema = "a"\n[[pairs]]\n', "1:1: key `schema` cannot stand beside `pairs`"),
    "no table": (PYPROJECT, "[tool]\nprismalchemy = 1\n", "2:1: `prismalchemy` must be a table"),
}


@pytest.mark.parametrize(("path", "text", "expected"), ERRORS.values(), ids=ERRORS)
def test_errors_name_file_line_and_key(path: str, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_settings(path, text)
    assert str(raised.value).startswith(f"{path}:{expected}")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text", ["", "[tool.ruff]\n", "[tool]\nx = 1\n", "# prismalchemy\n", "[project]\nname = 'prismalchemy'\n"]
)
def test_a_pyproject_without_settings(text: str) -> None:
    assert parse_settings(PYPROJECT, text) is None


def test_one_pair_at_the_top() -> None:
    text = '[tool.prismalchemy]\nschema = "db"\nmodels = "app"\nowner = "alembic"\nexclude = ["old/**"]\n'
    settings = parse_settings(PYPROJECT, text)
    pair = PairSettings(schema="db", models=("app",), owner="alembic")
    assert settings == Settings(pairs=(pair,), exclude=("old/**",), path=PYPROJECT)


def test_several_pairs_and_levels() -> None:
    text = """
fail-on = "warning"
naming = "verbatim"
prisma-syntax = false
sqlalchemy = "2.0"
types = { "app.types.Money" = "NUMERIC(12, 2)" }

[rules]
column-missing = "warning"

[[pairs]]
name = "shop"
schema = "shop/prisma"
models = ["shop/models", "shop/more.py"]
tables = ["!legacy_*"]
rules = { column-missing = "off" }

[[pairs]]
name = "crm"
roots = ["crm"]
"""
    assert parse_settings(OWN, text) == Settings(
        pairs=(
            PairSettings(
                name="shop",
                schema="shop/prisma",
                models=("shop/models", "shop/more.py"),
                tables=("!legacy_*",),
                rules={"column-missing": Level.OFF},
            ),
            PairSettings(name="crm", roots=("crm",)),
        ),
        rules={"column-missing": Level.WARNING},
        fail_on=Level.WARNING,
        naming="verbatim",
        prisma_syntax=False,
        sqlalchemy=(2, 0),
        types={"app.types.Money": "NUMERIC(12, 2)"},
        path=OWN,
    )


def test_tenancy_of_a_pair_changes_single_keys() -> None:
    text = """
[tenancy]
root = "Organization"
column = ["organizationId", "orgId"]
shared = "Plan"
inherits = { Line = "invoice" }
global-uniques = ["Invitation.token"]

[[pairs]]
name = "shop"

[[pairs]]
name = "crm"
tenancy = { root = "Account", column = "account_id" }
"""
    general = TenancySettings(
        root="Organization",
        columns=("organizationId", "orgId"),
        shared=("Plan",),
        inherits={"Line": "invoice"},
        global_uniques=("Invitation.token",),
    )
    settings = parse_settings(OWN, text)
    assert settings is not None
    assert settings.tenancy == general
    assert settings.tenancy_of(settings.pairs[0]) == general
    assert settings.tenancy_of(settings.pairs[1]) == replace(general, root="Account", columns=("account_id",))


def test_the_own_file_wins(tmp_path: Path) -> None:
    assert find_settings(tmp_path.as_posix()) is None
    (tmp_path / "pyproject.toml").write_text('[tool.prismalchemy]\nowner = "alembic"\n')
    settings = find_settings(tmp_path.as_posix())
    assert settings is not None
    assert settings.pairs[0].owner == "alembic"
    (tmp_path / "prismalchemy.toml").write_text("")
    assert find_settings(tmp_path.as_posix()) == Settings(path=(tmp_path / "prismalchemy.toml").as_posix())


def test_an_unreadable_configuration_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "prismalchemy.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"prismalchemy.toml:1:1: byte 0xff is not UTF-8"):
        find_settings(tmp_path.as_posix())


def test_every_key_has_its_setting() -> None:
    of_pairs = {key.attribute for key in PAIR_KEYS}
    assert of_pairs == {field.name for field in fields(PairSettings)}
    general = {key.attribute for key in KEYS} - of_pairs | {"rules", "tenancy", "pairs", "path"}
    assert general == {field.name for field in fields(Settings)}
    assert all(key.description.endswith(".") and key.type and key.default for key in (*KEYS, *PAIR_KEYS, *TENANCY_KEYS))
