"""Mutants of functions, in place: the tests are collected once, and each mutant is put into a fork of that process.

Nothing is imported again, so a mutant costs no more than the tests that kill it. What a function did while modules were
imported stays as it was: a mutant that such a line lets live is not decided here.
"""

from __future__ import annotations

import ast
import functools
import gc
import json
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from tests.mutation.chosen import AUTHORITY
from tests.mutation.mutants import Mutant
from tests.mutation.results import Result, Verdict
from tests.requirements.rows import ROOT

Functions = dict[tuple[str, str, int], list[FunctionType]]

PRINTED = ("tests/authority/test_command_line.py::test_the_document_is_that_of_the_table",)
"""Most wrong rows of a table show where it is printed."""

FEW_SECONDS = 4.0
"""What the first tests of a mutant may cost; most mutants are killed by then."""

SECONDS = 300
"""Longer than this no mutant runs, however busy the machine."""


class Lines:
    """Which lines of the watched files are run."""

    def __init__(self, files: Iterable[str]) -> None:
        self.names = {str(ROOT / file): file for file in files}
        self.run: set[tuple[str, int]] = set()

    def enter(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        return self.line if frame.f_code.co_filename in self.names else None

    def line(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        if event == "line":
            self.run.add((self.names[frame.f_code.co_filename], frame.f_lineno))
        return self.line

    def __enter__(self) -> Lines:
        sys.settrace(self.enter)
        return self

    def __exit__(self, *failure: object) -> None:
        sys.settrace(None)

    def touch(self, mutant: Mutant) -> bool:
        return any((mutant.file, line) in self.run for line in range(mutant.line, mutant.last_line + 1))


class Warmed:
    """A plugin of pytest that, instead of running the tests once, runs them for each mutant."""

    def __init__(
        self,
        queue: Sequence[Mutant],
        files: Sequence[str],
        told: Callable[[Mutant, Result], None],
        map_file: Path,
        *,
        thorough: bool,
    ) -> None:
        self.queue, self.told, self.map_file, self.thorough = queue, told, map_file, thorough
        self.importing = Lines(files)
        self.killers: dict[str, Counter[str]] = defaultdict(Counter)
        self.failed = ""

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.settrace(None)
        assert not session.testsfailed, "the tests could not be collected"
        self.items = session.items
        drawn = read_map(self.map_file, self.key())
        if drawn is None:
            failure, _ = self.in_a_fork(self.draw_the_map)
            drawn = read_map(self.map_file, self.key())
            assert drawn is not None, failure
        covered, self.cost = drawn
        self.alike = lines_of_each(covered, len(self.items))
        functions = functions_of(self.importing.names)
        gc.freeze()
        for mutant in self.queue:
            begun = time.monotonic()
            verdict, by = self.judge(mutant, functions, covering(mutant, covered))
            self.killers[mutant.file][by] += verdict is Verdict.KILLED
            self.told(mutant, Result(mutant.id, verdict, by, round(time.monotonic() - begun, 2)))
        return True

    def judge(self, mutant: Mutant, functions: Functions, tests: set[int]) -> tuple[Verdict, str]:
        found = functions.get((str(ROOT / mutant.file), mutant.function, mutant.function_line), [])
        code = code_of(mutant) if mutant.function else None
        if code and not (found and all(len(code.co_freevars) == len(f.__code__.co_freevars) for f in found)):
            return Verdict.UNDECIDED, "its function was not found"
        if mutant.function and not tests and not self.left_to_others(mutant):
            return Verdict.SURVIVED, "no test"
        order = self.in_order(mutant, tests if mutant.function else self.own_tests(mutant))
        tried = order if self.thorough else self.affordable(order)

        def run() -> str:
            if code is None and not rebound(mutant):
                return ""
            if code is not None:
                for function in found:
                    function.__code__ = code
            forget_what_was_remembered()
            return self.first_failure([self.items[number] for number in tried])

        said, ended_itself = self.in_a_fork(run, int(10 + 3 * sum(self.cost[number] for number in tried)))
        if not ended_itself:
            return Verdict.TIMED_OUT, ""
        if said:
            return Verdict.KILLED, said
        decided = mutant.function and len(tried) == len(order) and not self.left_to_others(mutant)
        return (Verdict.SURVIVED if decided else Verdict.UNDECIDED), ""

    def left_to_others(self, mutant: Mutant) -> bool:
        """What ran already while modules were imported, and what a test is there for that takes too long here."""
        return self.importing.touch(mutant) or mutant.file in AUTHORITY

    def in_order(self, mutant: Mutant, tests: Iterable[int]) -> list[int]:
        """What killed most in this file before; the tests named like it; then one of each that run the same lines."""
        name, killers = f"test_{Path(mutant.file).stem}.py", self.killers[mutant.file]
        quick = sorted(tests, key=lambda number: self.cost[number])
        seen = Counter[str]()
        keys = {}
        for number in quick:
            node = self.items[number].nodeid
            own = name in node if mutant.function else node in PRINTED
            keys[number] = (-killers[node], not own, seen[self.alike[number]])
            seen[self.alike[number]] += 1
        return sorted(quick, key=keys.__getitem__)

    def affordable(self, order: Sequence[int]) -> list[int]:
        """The first of them, as many as are run in a few seconds."""
        spent = accumulate(self.cost[number] for number in order)
        return [number for number, so_far in zip(order, spent, strict=True) if so_far <= FEW_SECONDS]

    def own_tests(self, mutant: Mutant) -> set[int]:
        """For what is run while modules are imported no test can be named: those beside it are tried."""
        name = Path(mutant.file).stem
        return {number for number, item in enumerate(self.items) if name in item.nodeid}

    def first_failure(self, items: Sequence[pytest.Item]) -> str:
        self.failed = ""
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return self.failed
        return ""

    def draw_the_map(self) -> str:
        """Which test runs which lines, and what it costs. All of them must pass."""
        covered: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        cost = []
        for number, (item, following) in enumerate(zip(self.items, [*self.items[1:], None], strict=True)):
            begun = time.process_time()
            with Lines(self.importing.names.values()) as lines:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            assert not self.failed, f"{self.failed} fails without any mutant"
            cost.append(round(time.process_time() - begun, 3))
            for file, line in lines.run:
                covered[file][line].append(number)
        drawing = self.map_file.with_suffix(".drawing")
        drawing.write_text(json.dumps({"key": self.key(), "cost": cost, "covered": covered}))
        drawing.rename(self.map_file)
        return ""

    def key(self) -> str:
        """Of what the map is: of these tests and these files."""
        files = [Path(name).read_bytes() for name in sorted(self.importing.names)]
        tests = "\n".join(item.nodeid for item in self.items).encode()
        return sha256(b"\0".join([tests, *files])).hexdigest()

    def in_a_fork(self, run: Callable[[], str], seconds: int = 0) -> tuple[str, bool]:
        """What ``run`` says in a process of its own, and whether it came to its end. ``seconds`` of its processor."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(reading)
                limit(seconds)
                os.write(writing, run().encode())
            except BaseException as failure:
                os.write(writing, f"{type(failure).__name__}: {failure}"[:500].encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        return said, os.WIFEXITED(status)


def limit(seconds: int) -> None:
    """Quiet, and no longer than that."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    if seconds:
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def read_map(file: Path, key: str) -> tuple[dict[tuple[str, int], list[int]], list[float]] | None:
    """Nothing, if it is the map of something else."""
    drawn = json.loads(file.read_text()) if file.exists() else {}
    if drawn.get("key") != key:
        return None
    covered = {(name, int(line)): tests for name, lines in drawn["covered"].items() for line, tests in lines.items()}
    return covered, drawn["cost"]


def lines_of_each(covered: dict[tuple[str, int], list[int]], tests: int) -> list[str]:
    """What tells tests apart that run different lines."""
    digests = [sha256() for _ in range(tests)]
    for place, running in sorted(covered.items()):
        for test in running:
            digests[test].update(repr(place).encode())
    return [digest.hexdigest() for digest in digests]


def covering(mutant: Mutant, covered: dict[tuple[str, int], list[int]]) -> set[int]:
    lines = range(mutant.line, mutant.last_line + 1)
    return {test for line in lines for test in covered.get((mutant.file, line), ())}


def functions_of(files: Iterable[str]) -> Functions:
    found = defaultdict(list)
    wanted = set(files)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename in wanted:
            code = thing.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(thing)
    return found


def code_of(mutant: Mutant) -> CodeType:
    """The function as the mutant has it."""
    file = ROOT / mutant.file
    module = compile(mutant.text(file.read_text(encoding="utf-8")), str(file), "exec")
    return next(code for code in codes_in(module) if code.co_qualname == mutant.function)


def codes_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes_in(constant)


def rebound(mutant: Mutant) -> bool:
    """Whether a table or constant of the module became another: it does, in every module that has it by that name."""
    module = sys.modules[mutant.file.removesuffix(".py").replace("/", ".")]
    tree = ast.parse(mutant.text((ROOT / mutant.file).read_text(encoding="utf-8")))
    tree.body = [statement for statement in tree.body if isinstance(statement, ast.Assign | ast.AnnAssign)]
    after = dict(module.__dict__)
    exec(compile(tree, str(ROOT / mutant.file), "exec"), after)
    changed = {name: old for name, old in module.__dict__.items() if name in after and after[name] is not old}
    if all(after[name] == old for name, old in changed.items()):
        return False
    for other in list(sys.modules.values()):
        for name, old in changed.items():
            if getattr(other, name, None) is old:
                setattr(other, name, after[name])
    return True


def forget_what_was_remembered() -> None:
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper):
            thing.cache_clear()
