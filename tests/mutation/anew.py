"""Mutants of what happens while modules are imported: tables, constants, defaults.

Each is imported in a fork of a process that knows the libraries but not yet our code.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.mutation.chosen import AUTHORITY, OF_OTHER_KINDS, OPTIONS, TESTS, without
from tests.mutation.mutants import Mutant
from tests.mutation.results import Result, Verdict
from tests.mutation.warmed import limit
from tests.requirements.rows import ROOT

PROCESSOR_SECONDS = 400


class Mutated(SourceFileLoader):
    """Loads one module with a mutant in it."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(ROOT / mutant.file))
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.mutant.text(Path(self.path).read_text(encoding="utf-8")), self.path, "exec")


class Finder(PathFinder):
    """Finds the module with the mutant in it, before anybody else finds the module."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(  # type: ignore[override]
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return ModuleSpec(fullname, Mutated(fullname, self.mutant), origin=str(ROOT / self.mutant.file))


class FirstOwnTests:
    """A plugin: the tests named like the file come first; the first that fails is told."""

    def __init__(self, stem: str) -> None:
        self.name, self.failed = f"test_{stem}.py", ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.name not in item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def judge_anew(mutants: Sequence[Mutant], tests: Sequence[str], told: Callable[[Mutant, Result], None]) -> None:
    know_the_libraries()
    for mutant in mutants:
        begun = time.monotonic()
        further = OF_OTHER_KINDS if mutant.file in AUTHORITY and tuple(tests) == TESTS else ()
        verdict, by = judged(mutant, (*further, *tests))
        told(mutant, Result(mutant.id, verdict, by, round(time.monotonic() - begun, 2)))


def know_the_libraries() -> None:
    """What most tests import, so that no fork has to."""
    import eventsourcing.application
    import hypothesis
    import rich.table
    import sqlalchemy
    import temporalio.client
    import typer.testing
    import yaml

    assert all((eventsourcing, hypothesis, rich, sqlalchemy, temporalio, typer, yaml))
    assert "domain" not in sys.modules


def judged(mutant: Mutant, tests: Sequence[str]) -> tuple[Verdict, str]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            limit(PROCESSOR_SECONDS)
            sys.dont_write_bytecode = True
            sys.meta_path.insert(0, Finder(mutant))
            own = FirstOwnTests(Path(mutant.file).stem)
            code = pytest.main([*OPTIONS, *tests, *without(mutant.file)], plugins=[own])
            os.write(writing, (own.failed or ("" if code == pytest.ExitCode.OK else f"{code!r}")).encode())
        except BaseException as failure:
            os.write(writing, type(failure).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if not os.WIFEXITED(status):
        return Verdict.TIMED_OUT, ""
    return (Verdict.KILLED, said) if said else (Verdict.SURVIVED, "")
