"""问题整改销号审批表: one problem from its registration to its close, with who signed what on which day.

Everything stands in its events; nobody fills in a form. What has not happened yet is left empty, to be signed.
Source: domain reference, sections 1, 4 (四个不放过) and 11; R004-39, R004-45.
"""

from __future__ import annotations

from datetime import datetime

from domain.calendar import local_date
from domain.document.content import Content, Entry
from domain.events import Named
from domain.problem.closing import ProblemClosed
from domain.problem.rechecking import FOUR_CHECK_NAMES, LayerPassed
from domain.problem.rectifying import SubmittedForRecheck
from domain.sealing import Sealed, mask_name
from projections.documents.source import Source
from projections.documents.words import name_of
from projections.ledger import LedgerRow
from projections.ledger_lines import ERASED


def closing_form(row: LedgerRow, source: Source) -> Content:
    """The last round of rectification: what was handed in, who re-checked, who closed."""
    [line] = source.shown([row])
    events = source.events_of(row.case_id)
    handed_in = [event for event in events if isinstance(event, SubmittedForRecheck)]
    last = handed_in[-1] if handed_in else None
    since = events[events.index(last) :] if last else ()
    passed = [event for event in since if isinstance(event, LayerPassed)]
    closed = next((event for event in since if isinstance(event, ProblemClosed)), None)
    texts = said(row, [last.effect if last else None, *(event.record for event in passed), *bases(closed)], source)
    checks = "；".join(
        f"{FOUR_CHECK_NAMES[check]}：{'是' if result.ok else '不涉及'}（{texts[result.basis.ref]}）"
        for check, result in (closed.checks.items() if closed else ())
    )
    rechecks = "\n".join(
        f"第{event.layer}层复核：{texts[event.record.ref]}（{signed(event.by, event.occurred_at)}）" for event in passed
    )
    household = row.household
    return Content(
        entries=(
            Entry("问题编号", row.problem_no),
            Entry("责任单位", row.unit),
            Entry("问题类型", line.category_name),
            Entry("问题来源", line.source, household),
            Entry("所在地", line.place),
            Entry("问题内容", line.content, household),
            Entry("整改措施", "；".join(line.measures), household),
            Entry("整改时限", line.due),
            Entry("责任领导", line.leader),
            Entry("责任人", line.person),
            Entry("整改成效", texts[last.effect.ref] if last else "", household),
            Entry("申请销号", "、".join(signed(one, last.occurred_at) for one in last.signers) if last else ""),
            Entry("复核意见", rechecks, household),
            Entry("群众满意", closed.satisfaction_basis if closed else ""),
            Entry("四个不放过", checks, household),
            Entry("销号审批", signed(closed.by, closed.occurred_at) if closed else ""),
            Entry("件数", "1"),
        )
    )


def bases(closed: ProblemClosed | None) -> list[Sealed]:
    return [result.basis for result in closed.checks.values()] if closed else []


def said(row: LedgerRow, sealed: list[Sealed | None], source: Source) -> dict[str, str]:
    """The texts, the householder's name masked in them."""
    refs = [one.ref for one in sealed if one]
    plain = source.reveal([*refs, row.householder] if row.householder else refs)
    name = plain.get(row.householder, "").strip()
    found = {ref: plain.get(ref, ERASED) for ref in refs}
    return {ref: text.replace(name, mask_name(name)) if name else text for ref, text in found.items()}


def signed(person: Named, at: datetime) -> str:
    return f"{name_of(person)} {local_date(at)}"
