"""What counts as a small mistake, and that a test which misses it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.explained import explanations, renewed
from tests.mutation.mutants import mutants
from tests.requirements.rows import ROOT


def wrong_ways(source: str) -> list[str]:
    return [mutant.text(source) for mutant in mutants("a.py", source)]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("x = a < b", "x = (a <= b)"),
        ("x = a < b", "x = (a >= b)"),
        ("x = a is None", "x = (a is not None)"),
        ("x = a and b", "x = (a or b)"),
        ("x = a and b", "x = b"),
        ("x = not a", "x = a"),
        ("x = 1 if a else 2", "x = 1 if (not a) else 2"),
        ("x = n + 1", "x = (n - 1)"),
        ("x = n + 1", "x = n + (2)"),
        ("x = f(True)", "x = f(False)"),
        ("x = (a, b)", "x = (b,)"),
        ("x = {'一': a}", "x = {}"),
        ("x = f(a, b=1)", "x = f(a)"),
        ("x = any(a)", "x = all(a)"),
        ("def f():\n    raise E", "def f():\n    pass"),
        ("def f():\n    g()", "def f():\n    pass"),
        ("def f():\n    return a", "def f():\n    return None"),
        ("def f():\n    yield a", "def f():\n    if False: yield"),
        ("x = Act(C, '名', '名', (), (), w, guard)", "x = Act(C, '名', '名', (), (), w, None)"),
    ],
)
def test_one_small_thing_is_wrong(right: str, wrong: str) -> None:
    assert wrong in wrong_ways(right)


@pytest.mark.parametrize(
    "words",
    [
        '"""A docstring of 1 < 2."""',
        "import a",
        "def f(a: tuple[int, str]) -> list[int]: ...",
        "assert a is not None",
        "x: dict[int, str]",
    ],
)
def test_what_is_only_words_stays(words: str) -> None:
    assert wrong_ways(words) == []


def test_a_mutant_keeps_its_name_when_something_else_changes() -> None:
    source = "def f():\n    return a < b\n"
    moved = "# 说明\n\n" + source
    assert [mutant.id for mutant in mutants("a.py", source)] == [mutant.id for mutant in mutants("a.py", moved)]


def test_mutants_that_read_alike_are_told_apart() -> None:
    names = [mutant.id for mutant in mutants("a.py", "def f():\n    g(a + 1, b + 1)\n")]
    assert len(names) == len(set(names))


def test_what_is_explained_is_still_a_mutant() -> None:
    explained = {name for explanation in explanations() for name in explanation.mutants}
    files = {name.split(" ", 1)[0] for name in explained}
    found = {m.id for file in files for m in mutants(file, (ROOT / file).read_text(encoding="utf-8"))}
    assert explained - found == set()


def test_the_document_has_its_marks() -> None:
    document = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    assert "anew" in renewed(document, "anew")
    assert Path(ROOT / "docs" / "mutation.md").is_file()
