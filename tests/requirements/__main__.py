"""`python -m tests.requirements [list | drill]`: which test shows which row, and whether it would miss the rule."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from adapters.cli.output import console
from tests.requirements.drill import Drilled, NotSound, Verdict, drawn, drill
from tests.requirements.rows import ROOT, Requirement, read_list, requirements
from tests.requirements.shown import shown_by_tests
from tests.requirements.table import State, contradictions, count, markdown, printed, renewed

DOCUMENT = ROOT / "docs" / "requirements.md"


def main(arguments: Sequence[str]) -> int:
    understands = parser()
    options = understands.parse_args(arguments)
    if options.command == "list":
        return list_rows(options.strict)
    shown = shown_by_tests()
    if not set(options.row) <= set(shown):
        understands.error(f"没有测试证明 {'、'.join(sorted(set(options.row) - set(shown)))}")
    named = [requirements()[row] for row in options.row]
    return drill_rows(named or drawn(requirements().values(), shown, options.seed, options.rows))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.requirements", description=__doc__)
    commands = made.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="every row with its tests; writes docs/requirements.md anew")
    listing.add_argument("--strict", action="store_true", help="exit code 1 if a row is neither shown nor for later")
    drilling = commands.add_parser("drill", help="switch rules off: the tests of their rows must fail")
    drilling.add_argument("--seed", type=int, default=1, help="which rows are drawn (default: %(default)s)")
    drilling.add_argument("--rows", type=int, default=40, help="how many are drawn (default: %(default)s)")
    drilling.add_argument("--row", action="append", default=[], metavar="ID", help="this row instead")
    return made


def list_rows(strict: bool, document: Path = DOCUMENT) -> int:
    places, shown = read_list(), shown_by_tests()
    rows = [row for place in places for row in place.requirements]
    text = document.read_text(encoding="utf-8")
    document.write_text(renewed(text, markdown(places, shown)), encoding="utf-8")
    wrong = list(contradictions(rows, shown))
    print(*printed(places, shown), *wrong, sep="\n")
    return int(bool(wrong) or (strict and count(rows, shown)[State.OPEN] > 0))


def drill_rows(rows: list[Requirement]) -> int:
    try:
        drilled = list(drill(rows, shown_by_tests()))
    except NotSound as failure:
        console.print(f"规则尚未关闭，测试已不通过：\n{failure}", markup=False)
        return 2
    console.print(table_of(drilled))
    console.print(*told_of(rows, drilled), sep="\n")
    return int(not all_missed(rows, drilled))


def table_of(drilled: Iterable[Drilled]) -> Table:
    table = Table("条目", "关闭的规则", "测试", "结论", box=box.SIMPLE_HEAD)
    for one in drilled:
        ran = str(one.outcome.ran or "-")
        table.add_row(one.row, escape(str(one.switch)), ran, escape(f"{one.verdict} {one.why}".rstrip()))
    return table


def told_of(rows: Collection[Requirement], drilled: Collection[Drilled]) -> Iterator[str]:
    """The rows that cannot be drilled, and the sum."""
    yield from (f"{row.id} 没有写明 off（怎样关闭这条规则）" for row in rows if not row.off)
    counts = Counter(one.verdict for one in drilled)
    yield f"抽取{len(rows)}条，关闭{len(drilled)}处：" + "，".join(f"{kind}{counts[kind]}" for kind in Verdict)


def all_missed(rows: Iterable[Requirement], drilled: Iterable[Drilled]) -> bool:
    """Whether the tests missed every rule of every row."""
    return all(row.off for row in rows) and all(one.verdict is Verdict.FAILED for one in drilled)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
