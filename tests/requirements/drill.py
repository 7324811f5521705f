"""The switch-off drill (关闭演练): without its rule, a row's tests must fail.

In a copy of the tree each rule drawn is switched off, the tests of its row run, and the rule comes back. Before that
the same tests pass in the same copy, so that what fails fails for want of the rule.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from shutil import copy2
from xml.etree import ElementTree

from tests.requirements.rows import ROOT, Requirement, Switch
from tests.requirements.shown import Shown, pytest_in
from tests.requirements.switching import CannotSwitch, switched_off

SECONDS = 120
"""Longer than this the tests of one row do not run."""


class Verdict(StrEnum):
    FAILED = "失败如愿"
    PASSED = "仍通过"
    UNDECIDED = "无法判定"


@dataclass(frozen=True)
class Outcome:
    """What the tests of a row did: how many ran, and how many of them failed or broke."""

    ran: int = 0
    failed: int = 0
    broken: int = 0


@dataclass(frozen=True)
class Drilled:
    """One rule switched off, and what came of it."""

    row: str
    switch: Switch
    outcome: Outcome
    why: str = ""  # it could not be decided

    @property
    def verdict(self) -> Verdict:
        if self.outcome.failed:
            return Verdict.FAILED
        return Verdict.PASSED if self.outcome.ran and not self.outcome.broken else Verdict.UNDECIDED


class NotSound(Exception):
    """The tests fail already with every rule in place: the message is what pytest said."""


def drawn(rows: Iterable[Requirement], shown: Shown, seed: int, count: int) -> list[Requirement]:
    """So many of the rows that tests show, the same for the same seed, in the order of the list."""
    candidates = [row for row in rows if row.id in shown]
    chosen = Random(seed).sample(range(len(candidates)), min(count, len(candidates)))
    return [candidates[index] for index in sorted(chosen)]


def drill(rows: Sequence[Requirement], shown: Shown) -> Iterator[Drilled]:
    """Switch off the rules of these rows, one switch after the other. Raises NotSound."""
    with copy_of_the_tree() as tree:
        tests = sorted({test for row in rows for test in shown[row.id]})
        if tests:
            with_every_rule(tree, tests)
        for row in rows:
            for switch in row.off:
                yield without_the_rule(tree, row.id, switch, list(shown[row.id]))


@contextmanager
def copy_of_the_tree() -> Iterator[Path]:
    """What git keeps or would keep, in a repository of its own under the temporary folder."""
    with tempfile.TemporaryDirectory(prefix="duban-drill-") as folder:
        tree = Path(folder)
        for name in kept_files():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            copy2(ROOT / name, tree / name)
        subprocess.run(["git", "init", "--quiet", str(tree)], check=True)
        yield tree


def kept_files() -> list[str]:
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def with_every_rule(tree: Path, tests: list[str]) -> None:
    run = pytest_in(tree, *tests)
    if run.returncode != 0:
        raise NotSound(run.stdout + run.stderr)


def without_the_rule(tree: Path, row: str, switch: Switch, tests: list[str]) -> Drilled:
    try:
        text = switched_off(tree, switch)
    except CannotSwitch as misfit:
        return Drilled(row, switch, Outcome(), str(misfit))
    try:
        (tree / switch.file).write_text(text, encoding="utf-8")
        return Drilled(row, switch, outcome_of(tree, tests))
    except subprocess.TimeoutExpired:
        return Drilled(row, switch, Outcome(), f"{SECONDS}秒内没有结果")
    finally:
        copy2(ROOT / switch.file, tree / switch.file)


def outcome_of(tree: Path, tests: list[str]) -> Outcome:
    """Run the tests until one fails."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        # bytecode of a file without its rule would outlive it: two such files can have one size and one second
        pytest_in(tree, "-x", f"--junit-xml={report.name}", *tests, seconds=SECONDS, leaves_bytecode=False)
        written = Path(report.name).read_bytes()
    if not written:
        return Outcome()
    suite = ElementTree.fromstring(written).find("testsuite")
    assert suite is not None
    return Outcome(*(int(suite.attrib[name]) for name in ("tests", "failures", "errors")))
