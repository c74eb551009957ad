"""The record of what was generated, in the file itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.generate.generated import PRISMA_CASES, module_of, read

from prismalchemy.generate import render_package
from prismalchemy.merge import generated_file, has_record, merge, without_record
from prismalchemy.merge.record import split

cases = pytest.mark.parametrize("path", PRISMA_CASES, ids=lambda path: path.stem)


@cases
def test_a_record_says_what_was_generated(path: Path) -> None:
    text = module_of(path)
    written = generated_file(text)
    rest, record = split(written)
    assert record is not None
    assert record.text == text
    assert rest == without_record(written)
    assert written.startswith(text)
    assert has_record(written)
    assert not has_record(text)
    assert max(map(len, written.removeprefix(text).splitlines())) <= 88


@cases
def test_files_that_nobody_changed_are_overwritten(path: Path) -> None:
    schema = read(path)
    package = {name: generated_file(text) for name, text in render_package(schema).items()}
    assert merge(package, render_package(schema)).texts == package
    assert merge({"models.py": generated_file(module_of(path))}, {"models.py": module_of(PRISMA_CASES[0])}).texts == {
        "models.py": generated_file(module_of(PRISMA_CASES[0]))
    }


def test_formatters_have_nothing_to_change(tmp_path: Path) -> None:
    for path in PRISMA_CASES:
        (tmp_path / f"{path.stem}_models.py").write_text(generated_file(module_of(path)), encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_record_that_was_deflated_elsewhere_stays() -> None:
    """Other libraries deflate the same text into other bytes; that alone must not change a file."""
    import base64
    import zlib

    from prismalchemy.merge import record

    text = module_of(PRISMA_CASES[0])
    packing = zlib.compressobj(1, zdict=record.DICTIONARY)
    data = base64.b85encode(packing.compress(text.encode()) + packing.flush()).decode()
    _, found = split(generated_file(text))
    assert found is not None
    other = generated_file(text).replace(found.data, f"# {data}\n")
    assert other != generated_file(text)
    assert merge({"models.py": other}, {"models.py": text}).texts == {"models.py": other}
