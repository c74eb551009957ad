"""Asks Prisma Client Python which names and options it takes, and writes down what it says.

    python -m benchmarks.evaluation.client_py_names

Each name is put into a small schema, `prisma generate` is run on it with Prisma Client Python as it is on PyPI, and
what comes out is imported. `tests/fixtures/client_py/refused.json` holds the answers; the tests hold the rule
`client-py-refused` against them.
"""

from __future__ import annotations

import json
import keyword
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.evaluation.environments import PRISMA_CLIENT_PY, ROOT, client_py, generate_client_py

RECORD = ROOT / "tests" / "fixtures" / "client_py" / "refused.json"
DATASOURCE = 'datasource db {\n  provider = "postgresql"\n  url      = "postgresql://localhost/db"\n}\n'
OPTIONS = "recursive_type_depth = -1"
PLAIN = "model Plain {\n  id Int @id\n}\n"
USE = """
import importlib, sys
try:
    for one in ("client", "models", "types"):
        importlib.import_module(f"{sys.argv[1]}.{one}")
except Exception as error:  # whatever the generated client raises is the answer
    sys.exit(f"import: {type(error).__name__}: {error}")
from importlib import import_module
client = import_module(f"{sys.argv[1]}.client").Prisma
hidden = [one for one in client.__slots__ if any(hasattr(base, one) for base in client.__mro__[1:])]
if hidden:
    sys.exit(f"use: `{hidden[0]}` of the client is a model and no method any more")
"""
_BLAMED = re.compile(r'(?:Field|Model) name "(\w+)" (?:shadows|results)[^;]*')


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS = sorted({*keyword.kwlist, *keyword.softkwlist} - {"_"})
PYDANTIC = [
    "Config",
    "construct",
    "copy",
    "dict",
    "fields",
    "from_orm",
    "json",
    "model_computed_fields",
    "model_config",
    "model_construct",
    "model_copy",
    "model_dump",
    "model_dump_json",
    "model_extra",
    "model_fields",
    "model_fields_set",
    "model_json_schema",
    "model_parametrized_name",
    "model_post_init",
    "model_rebuild",
    "model_validate",
    "model_validate_json",
    "model_validate_strings",
    "mro",
    "parse_file",
    "parse_obj",
    "parse_raw",
    "register",
    "schema",
    "schema_json",
    "update_forward_refs",
    "validate",
]
ALIASES = "startswith startsWith has_every hasEvery endswith has_some is_empty order_by not_in is_not connect_or_create"
WORDS = (
    "prisma client id type name value values str int float bool list set tuple object enums models types actions bases "
    "decimal datetime errors partials include where data take skip cursor order count create update delete model_id "
    "model_name metadata contains equals exclude self cls root"
)
FIELDS = sorted({*KEYWORDS, *PYDANTIC, *ALIASES.split(), *WORDS.split()})
MODELS = sorted(
    {
        *(word.capitalize() for word in KEYWORDS),
        *KEYWORDS,
        *[
            "Tx",
            "Batch",
            "Connect",
            "Disconnect",
            "Client",
            "Prisma",
            "Get",
            "Any",
            "List",
            "Dict",
            "Set",
            "Type",
            "Optional",
            "Union",
            "Model",
            "BaseModel",
            "Enum",
            "Base",
            "Query",
            "User",
            "Order",
            "Json",
            "Execute_raw",
            "Query_raw",
            "Query_first",
            "Batch_",
            "Is_connected",
            "Is_registered",
            "Get_metrics",
        ],
    }
)
ENUMS = _words("Type Any List StrEnum Role Enum Config Json None str class")
VALUES = sorted({*KEYWORDS, *_words("mro name value values ACTIVE lower title count index self None_")})
ASKED_OPTIONS = (
    'binaryTargets = ["native"]',
    'colour = "red"',
    "enable_experimental_decimal = true",
    'engineType = "binary"',
    'engineType = "library"',
    'engine_type = "binary"',
    'engine_type = "dataproxy"',
    'engine_type = "library"',
    'http = "aiohttp"',
    'interface = "async"',
    'interface = "asyncio"',
    'interface = "sync"',
    'partial_type_generator = "nowhere.py"',
    'previewFeatures = ["views"]',
    "recursive_type_depth = -1",
    "recursive_type_depth = -2",
    "recursive_type_depth = 0",
    "recursive_type_depth = 1",
    "recursive_type_depth = 2",
    "recursive_type_depth = 5",
)
SNIPPETS = {
    "Decimal without enable_experimental_decimal": (OPTIONS, "model A {\n  id Int @id\n  price Decimal\n}\n"),
    "Decimal with enable_experimental_decimal": (
        f"{OPTIONS}\n  enable_experimental_decimal = true",
        "model A {\n  id Int @id\n  price Decimal\n}\n",
    ),
    "ignored Decimal": (OPTIONS, "model A {\n  id Int @id\n  price Decimal @ignore\n}\n"),
    "ignored field copy": (OPTIONS, "model A {\n  id Int @id\n  copy Int @ignore\n}\n"),
    "ignored model": (OPTIONS, f"{PLAIN}model Class {{\n  id Int @id\n  @@ignore\n}}\n"),
    "mapped field copy": (OPTIONS, 'model A {\n  id Int @id\n  text Int @map("copy")\n}\n'),
    "relation copy": (
        OPTIONS,
        "model A {\n  id Int @id\n  copy B[]\n}\nmodel B {\n  id Int @id\n  aId Int\n  a A @relation(fields: [aId], "
        "references: [id])\n}\n",
    ),
    "instance_name": (OPTIONS, '/// @Python(instance_name: "transaction")\nmodel Tx {\n  id Int @id\n}\n'),
    "instance_name of a keyword": (OPTIONS, '/// @Python(instance_name: "kind")\nmodel Class {\n  id Int @id\n}\n'),
    "datetime DateTime? before a DateTime": (
        OPTIONS,
        "model A {\n  id Int @id\n  datetime DateTime?\n  other DateTime\n}\n",
    ),
    "datetime DateTime after": (OPTIONS, "model A {\n  id Int @id\n  other DateTime\n  datetime DateTime?\n}\n"),
    "datetime DateTime before a DateTime": (
        OPTIONS,
        "model A {\n  id Int @id\n  datetime DateTime\n  other DateTime\n}\n",
    ),
    "enums before an enum": (
        OPTIONS,
        "model A {\n  id Int @id\n  enums Int?\n  role Role\n}\nenum Role {\n  X\n}\n",
    ),
    "fields before Json": (OPTIONS, "model A {\n  id Int @id\n  fields Int?\n  data Json\n}\n"),
    "models before a relation": (
        OPTIONS,
        "model A {\n  id Int @id\n  models Int?\n  bs B[]\n}\nmodel B {\n  id Int @id\n  aId Int\n  a A @relation("
        "fields: [aId], references: [id])\n}\n",
    ),
    "two models of one name in lower case": (OPTIONS, "model User {\n  id Int @id\n}\nmodel USER {\n  id Int @id\n}\n"),
    "Unsupported": (OPTIONS, 'model A {\n  id Int @id\n  place Unsupported("point")?\n}\n'),
}


class Asker:
    """Generates clients in a folder of its own, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.output = ""

    def answer(self, body: str, options: str = OPTIONS) -> str:
        """`taken`; `prisma: …` where Prisma itself refuses the schema; `generate: …`, `import: …` or `use: …` where the
        client does, with the error.
        """
        self._count += 1
        name = f"client_{self._count}"
        schema = self._folder / "schema.prisma"
        generator = f'generator client {{\n  provider = "prisma-client-py"\n  output = "./{name}"\n  {options}\n}}\n'
        schema.write_text(DATASOURCE + generator + body, encoding="utf-8")
        done = generate_client_py(schema)
        self.output = output = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
        if done.returncode:
            return _why(output)
        command = [str(client_py()), "-W", "ignore", "-c", USE, name]
        tried = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, encoding="utf-8", check=False)
        shutil.rmtree(self._folder / name)
        return "taken" if tried.returncode == 0 else _plain(tried.stderr.strip().splitlines()[-1])

    def names(self, names: Sequence[str], body: str) -> dict[str, str]:
        """The answers to a schema for each name; `{name}` stands for it, `{n}` for a number.

        The names are asked for together, and apart only as far as the answer does not say which one is meant.
        """
        text = "".join(body.replace("{name}", name).replace("{n}", str(n)) for n, name in enumerate(names))
        said = self.answer(PLAIN + text)
        if said == "taken" or len(names) == 1:
            print(f"  {len(names)} {names[0]}…: {said}", flush=True)
            return dict.fromkeys(names, said)
        blamed = {found[1]: f"generate: {found[0]}" for found in _BLAMED.finditer(self.output) if found[1]}
        if said.startswith("use: "):
            blamed = {name: said for name in names if f"`{name.lower()}`" in said}
        known = {name: blamed[name] for name in names if name in blamed}
        rest = [name for name in names if name not in known]
        if known:
            return known | (self.names(rest, body) if rest else {})
        half = len(rest) // 2
        return self.names(rest[:half], body) | self.names(rest[half:], body)


def _why(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in lines:
        found = re.match(r"(?:Value error, )?(.*?)(?: \[type=.*)?$", line)
        if found and ("Value error" in line or "[type=" in line):
            return f"generate: {_plain(found[1])}"
    wanted = next((line for line in lines if line.startswith(("error:", "Error:"))), lines[-1])
    inner = [line for line in lines if re.match(r"\w*Error: |SyntaxError", line)]
    if "Prisma schema validation" in output or "P1012" in output:
        return f"prisma: {_plain(wanted)}"
    return f"generate: {_plain((inner or [wanted])[-1])}"


def _plain(text: str) -> str:
    return re.sub(r"client_\d+", "client", text)[:160]


def record(folder: Path) -> dict[str, object]:
    """All answers."""
    ask = Asker(folder)
    return {
        "client": PRISMA_CLIENT_PY,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "field": ask.names(FIELDS, "model A{n} {\n  id0 Int @id\n  {name} Int\n}\n"),
        "model": ask.names(MODELS, "model {name} {\n  id Int @id\n}\n"),
        "enum": ask.names(ENUMS, "enum {name} {\n  X\n}\nenum Zz{n} {\n  Y\n}\n"),
        "value": ask.names(VALUES, "enum State{n} {\n  {name}\n}\n"),
        "option": {option: ask.answer(PLAIN, option) for option in ASKED_OPTIONS},
        "schema": {title: [*parts, ask.answer(parts[1], parts[0])] for title, parts in SNIPPETS.items()},
    }


def main() -> int:
    """Ask and write."""
    with tempfile.TemporaryDirectory() as folder:
        found = record(Path(folder))
    RECORD.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
