"""督查内容及形式 (L5): what is inspected and how, as the document prints it; in 备注 what each inspection found of it.

Source: domain reference, sections 11 and 12.3; R003-28, R003-33.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.event_table import PROBLEM_EVENTS
from domain.events import topic
from domain.inspection.inspection import Inspection
from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle, LedgerCode
from domain.taxonomy import Category
from projections import ledger
from projections.printed import LedgerTable, Source, Traced
from projections.sampling_ledger import TOPICS, apply
from projections.sampling_table import chosen

PROBLEM_TOPICS = tuple(topic(cls) for cls in PROBLEM_EVENTS)
COLUMNS = tuple(map(ColumnTitle, ("序号", "类别", "督查内容", "督查形式", "备注")))
REMARKS = 4


def inspection_form(source: Source) -> LedgerTable:
    inspections = [one for one in source.seen.folded(apply, TOPICS).values() if chosen(one, source)]
    problems = {found.problem for one in inspections for found in one.findings}
    filed = source.seen.folded(ledger.apply, PROBLEM_TOPICS, problems)

    def findings(inspection: Inspection, category: str) -> int:
        """Of this category, as the problem is filed at this moment."""
        found = (filed.get(one.problem) for one in inspection.findings)
        return sum(row is not None and row.category == category for row in found)

    def remarks(category: Category) -> str:
        told = ((one.number, findings(one, category.code)) for one in inspections)
        return "；".join(f"{number}：{count}项" for number, count in told if count)

    def behind(key: str, column: int) -> Iterator[Traced]:
        for one in inspections if column == REMARKS else ():
            if findings(one, key):
                yield Traced(one.id, one.number, apply, lambda row: findings(row, key))

    numbers = {one.code: one.number for one in source.pack.dimensions}
    content = TableContent(
        title=source.title(LedgerCode.L5, "督查内容及形式"),
        head=(),
        columns=COLUMNS,
        rows=tuple(TableRow(one.code, (*printed(one, numbers), remarks(one))) for one in source.pack.taxonomy),
    )
    return LedgerTable(content, behind)


def printed(category: Category, numbers: Mapping[str, str]) -> tuple[str, str, str, str]:
    """As the document numbers and words it: a part by the number of its 大类; without 督查内容, what is looked for."""
    content = category.content or "；".join(item.text for item in category.items)
    return (
        category.number or numbers.get(category.parent, ""),
        category.printed or category.label,
        content,
        category.form,
    )
