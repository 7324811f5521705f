"""Assertions on an issued table (签发的表): its figures as frozen, that it is intact, and its list of differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from yaml import Node

from adapters.play.figures import COUNTS, row_code
from adapters.play.judging import Judged, Readable
from adapters.play.nodes import Misread, entries_of, items_of, text_of
from adapters.play.reading import known_only
from adapters.play.words import KEYS
from adapters.play.world import World
from domain.issue.issue import Issue
from domain.issue.preparing import PrepareTable
from domain.write_side import ISSUE
from projections.issues import from_now, from_the_issue_before, sheet
from projections.printed import TOTAL_KEY

NOW = ("now", "现在")
BEFORE = ("before", "上次")


@dataclass(frozen=True)
class IssueFigures:
    """The counts of rows of an issue, by name and key, as they were frozen; and that nothing in it was touched."""

    label: str
    rows: tuple[tuple[str, str, str], ...]
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        shown = sheet(world.state(self.label), world.reveal, world.casework.vault.digest)
        about = f"签发的表 {self.label}"
        yield Judged(about, "与签字时的摘要", shown.intact, "一致", "一致" if shown.intact else "不一致", ISSUE.name)
        cells = {row.key: row.cells for row in shown.rows}
        for name, key, counts in self.rows:
            actual = in_short(cells[key]) if key in cells else "没有这一行"
            yield Judged(about, name, actual == counts, counts, actual, ISSUE.name)


@dataclass(frozen=True)
class IssueDifferences:
    """The difference list of an issue: against the one before, or of the table as it would be read now against it."""

    label: str
    since: bool
    lines: tuple[str, ...]
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        issue: Issue = world.state(self.label)
        found = self.found(issue, world)
        expected, actual = "；".join(self.lines) or "无", "；".join(found) or "无"
        yield Judged(f"签发的表 {self.label}", "差异清单", found == self.lines, expected, actual, ISSUE.name)

    def found(self, issue: Issue, world: World) -> tuple[str, ...]:
        if self.since:
            read = world.filled_in(PrepareTable(issue.campaign, issue.table, issue.unit)).read
            assert read is not None
            return tuple(one.in_words for one in from_now(issue, read.content, world.reveal))
        if issue.replaces is None:
            return ()
        before: Issue = world.casework.load(issue.replaces.issue).state
        return tuple(one.in_words for one in from_the_issue_before(before, issue, world.reveal))


def in_short(cells: tuple[str, ...]) -> str:
    """共/已/正在, 户/人: the cells of a summary after unit and category."""
    found, closed, rectifying, households, members = cells[2:7]
    return f"{found}/{closed}/{rectifying}，{households}户{members}人"


# --- reading them ---------------------------------------------------------------------------------------------------


def read_issued(entries: dict[str, Node], whole: Node, readable: Readable) -> IssueFigures:
    """``issued`` names an issue of the summary table; ``rows`` its figures by row, as of the summary itself."""
    node = entries.pop("issued")
    label = readable.case(node, node, ISSUE)
    rows = []
    pack = readable.names.packs[readable.names.campaign]
    for name, value in entries_of(entries.pop("rows")).items() if "rows" in entries else ():
        rows.append((name, row_code(name, value, pack) or TOTAL_KEY, read_counts(value)))
    known_only("核对中", whole, entries, ("issued", "rows"), KEYS)
    return IssueFigures(label, tuple(rows))


def read_counts(node: Node) -> str:
    counts = COUNTS.fullmatch(text_of(node))
    if counts is None or counts[4] is None:
        raise Misread(node, f"“{text_of(node)}”应写成 共/已/正在, 户/人，如 3/2/1, 1/4")
    return f"{counts[1]}/{counts[2]}/{counts[3]}，{counts[4]}户{counts[5]}人"


def read_differences(entries: dict[str, Node], whole: Node, readable: Readable) -> IssueDifferences:
    """``differences`` names an issue; ``against`` 上次 (the one before) or 现在; ``is`` the lines of the list."""
    node = entries.pop("differences")
    label = readable.case(node, node, ISSUE)
    against = entries.pop("against", None)
    since = against is not None and text_of(against) in NOW
    if against is not None and not since and text_of(against) not in BEFORE:
        raise Misread(against, "against（对照）可写：上次、现在")
    if "is" not in entries:
        raise Misread(whole, "缺少 is（为）：请逐行写差异，没有差异的写 []")
    lines = tuple(text_of(item) for item in items_of(entries.pop("is")))
    known_only("核对中", whole, entries, ("differences", "against", "is"), KEYS)
    return IssueDifferences(label, since, lines)
