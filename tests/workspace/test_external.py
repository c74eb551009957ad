"""What the migration tools' own configuration says of tables: what is plain is understood, all else is unknown."""

from __future__ import annotations

import pytest

from prismalchemy.workspace.external import included_by

ENV = """\
{before}

def include({arguments}):
{body}


context.configure(connection=connection, target_metadata=Base.metadata, {keyword}=include)
"""
OBJECT = "object, name, type_, reflected, compare_to"
INCLUDED: dict[str, tuple[str, str, str, str, dict[str, str]]] = {
    "everything": ("", OBJECT, "    return True", "include_object", {"a": "in"}),
    "not these": (
        "",
        OBJECT,
        '    if type_ == "table" and name in ("a", "b"):\n        return False\n    return True',
        "include_object",
        {"a": "out", "b": "out", "c": "in"},
    ),
    "not those of a constant": (
        'IGNORED = {"a"}',
        OBJECT,
        "    return not (type_ == 'table' and name in IGNORED)",
        "include_object",
        {"a": "out", "b": "in"},
    ),
    "by their beginning": (
        "",
        OBJECT,
        "    if name.startswith('_') or name.endswith(('_old', '_tmp')):\n        return False\n    return True",
        "include_object",
        {"_a": "out", "a_old": "out", "b": "in"},
    ),
    "only what is not reflected": (
        "",
        OBJECT,
        '    """Only ours."""\n    if reflected and compare_to is None:\n        return False\n    return True',
        "include_object",
        {"a": "in"},
    ),
    "names": ("", "name, type_, parent_names", '    return name != "a"', "include_name", {"a": "out", "b": "in"}),
    "by what cannot be seen": (
        "",
        OBJECT,
        '    if object.info.get("skip"):\n        return False\n    return True',
        "include_object",
        {"a": "unknown"},
    ),
    "decided before that": (
        "",
        OBJECT,
        '    if name == "a" or object.info.get("skip"):\n        return False\n    return True',
        "include_object",
        {"a": "out", "b": "unknown"},
    ),
    "by a loop": ("", OBJECT, "    for x in y:\n        pass\n    return True", "include_object", {"a": "unknown"}),
    "by a constant that changes": (
        "X = ('a',)\nX = ('b',)",
        OBJECT,
        "    return name not in X",
        "include_object",
        {"a": "unknown"},
    ),
    "nothing returned": ("", OBJECT, "    pass", "include_object", {"a": "unknown"}),
}


@pytest.mark.parametrize(("before", "arguments", "body", "keyword", "expected"), INCLUDED.values(), ids=INCLUDED)
def test_included(before: str, arguments: str, body: str, keyword: str, expected: dict[str, str]) -> None:
    found = included_by(ENV.format(before=before, arguments=arguments, body=body, keyword=keyword))
    assert found is not None
    assert {name: found.decide(name) for name in expected} == expected


OTHERS = {
    "no configure": ("def include_object(*a):\n    return False\n", None),
    "none given": ("context.configure(include_object=None)\n", None),
    "a syntax error": ("context.configure(include_object=\n", None),
    "a function from elsewhere": ("from x import f\ncontext.configure(include_object=f)\n", "unknown"),
    "a lambda": ("context.configure(include_name=lambda *a: True)\n", "unknown"),
    "a partial": ("context.configure(include_object=partial(f, 1))\n", "unknown"),
}


@pytest.mark.parametrize(("text", "expected"), OTHERS.values(), ids=OTHERS)
def test_included_otherwise(text: str, expected: str | None) -> None:
    found = included_by(text)
    assert (None if found is None else found.decide("a")) == expected
