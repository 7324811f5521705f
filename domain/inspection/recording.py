"""访谈 测试 查阅 核查: what is asked, read, tested and checked in a village beside its households.

Nothing here has a village fill in a form: each record is made by an inspector, or taken from a system (R000-35).
Source: domain reference, section 8; R000-05, R000-09 to R000-11, R000-18 to R000-22, R000-26, R000-29, R001-02.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.inspection.finding import MakeFinding, found
from domain.inspection.inspection import DrawOf, Inspection, Visit, VisitEvent
from domain.inspection.registers import asked, not_asked_before, note_facts, unit_register
from domain.inspection.visiting import open_visit
from domain.organisation import UnitKind
from domain.pack import Pack
from domain.problem.classification import AreaLevel
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.taxonomy import Category, CheckItem


class DataSource(StrEnum):
    """Where a figure comes from. There is no third source: a village is not asked to report."""

    SYSTEM = "SYSTEM"
    INSPECTOR = "INSPECTOR"


# --- commands -----------------------------------------------------------------------------------------------------


class Interview(msgspec.Struct, frozen=True):
    """One interview: the post as the pack calls it (村书记), who holds it if he is known here, and what was said."""

    post: str
    said: str
    interviewee: str = ""


class RecordInterviews(msgspec.Struct, frozen=True):
    """座谈访谈."""

    village: str
    interviews: tuple[Interview, ...]


class RecordTest(msgspec.Struct, frozen=True):
    """知识测试: one class of persons (网格员), how many took it, and the result, which is protected."""

    village: str
    tested_class: str
    tested: int
    result: str


class ReadLedgers(msgspec.Struct, frozen=True):
    """查阅资料: which ledgers were read, and what they showed; nothing written means nothing found."""

    village: str
    ledgers: tuple[str, ...]
    showed: str = ""


class CheckProject(msgspec.Struct, frozen=True):
    """项目核查: a project or an asset, held against its ledger."""

    village: str
    project: str
    ledger_agrees: bool
    record: str


class ItemAnswer(msgspec.Struct, frozen=True):
    """An item of the taxonomy and what was found lacking, which becomes a problem; nothing written means 无."""

    item: str
    found: str = ""


class AnswerChecklist(msgspec.Struct, frozen=True):
    """逐村检查表: so many items of the taxonomy, each with a gap or 无. Each gap becomes a problem (缺什么补什么)."""

    village: str
    answers: tuple[ItemAnswer, ...]


class Opinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many were asked a question (群众认可度), and how many were content: counts, never a person's answer."""

    question: str
    asked: int
    satisfied: int


class RecordOpinions(msgspec.Struct, frozen=True):
    """满意度和收入变化, counted over the households that were met in a village."""

    village: str
    opinions: tuple[Opinion, ...] = ()
    income_up: int = 0
    income_same: int = 0
    income_down: int = 0


class Fact(msgspec.Struct, frozen=True):
    """A figure of a village, and where it comes from; ``doubtful`` says why it is not to be relied on (R000-29)."""

    code: str
    value: str
    taken_from: DataSource = DataSource.INSPECTOR
    doubtful: str = ""


class CollectData(msgspec.Struct, frozen=True):
    """采集数据: taken from a system, or by an inspector; once in a campaign."""

    village: str
    collected: tuple[Fact, ...]


# --- events -------------------------------------------------------------------------------------------------------


class Interviewed(VisitEvent, frozen=True, kw_only=True, tag="inspection.interviewed"):
    post: str
    by: Named
    said: Sealed
    interviewee: Named | None = None
    drawn: bool = False
    method: ClassVar[str] = "INTERVIEW"

    def on_visit(self, visit: Visit) -> Visit:
        return replace(visit, interviewed=(*visit.interviewed, self.post))


class KnowledgeTested(VisitEvent, frozen=True, kw_only=True, tag="inspection.knowledge_tested"):
    tested_class: str
    tested: int
    by: Named
    result: Sealed
    method: ClassVar[str] = "KNOWLEDGE_TEST"

    def on_visit(self, visit: Visit) -> Visit:
        return replace(visit, tested=visit.tested | {self.tested_class})


class LedgersRead(VisitEvent, frozen=True, kw_only=True, tag="inspection.ledgers_read"):
    ledgers: tuple[str, ...]
    by: Named
    showed: Sealed | None = None
    method: ClassVar[str] = "REVIEW_RECORDS"


class ProjectChecked(VisitEvent, frozen=True, kw_only=True, tag="inspection.project_checked"):
    project: str
    drawn: bool
    ledger_agrees: bool
    by: Named
    record: Sealed
    method: ClassVar[str] = "PROJECT_CHECK"


class AnsweredItem(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    item: str
    found: Sealed | None = None


class ChecklistAnswered(VisitEvent, frozen=True, kw_only=True, tag="inspection.checklist_answered"):
    answers: tuple[AnsweredItem, ...]
    by: Named

    def on_visit(self, visit: Visit) -> Visit:
        answered = visit.answered.union(answer.item for answer in self.answers)
        gaps = visit.gaps.union(answer.item for answer in self.answers if answer.found is not None)
        return replace(visit, answered=answered, gaps=gaps)


class OpinionsRecorded(VisitEvent, frozen=True, kw_only=True, tag="inspection.opinions_recorded"):
    opinions: tuple[Opinion, ...]
    income_up: int
    income_same: int
    income_down: int
    by: Named


class CollectedFact(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    code: str
    value: Sealed
    taken_from: DataSource
    doubtful: Sealed | None = None


class DataCollected(VisitEvent, frozen=True, kw_only=True, tag="inspection.data_collected"):
    collected: tuple[CollectedFact, ...]
    by: Named

    def on_visit(self, visit: Visit) -> Visit:
        doubtful = (fact.code for fact in self.collected if fact.doubtful is not None)
        return replace(visit, doubtful=(*visit.doubtful, *doubtful))


# --- decisions ----------------------------------------------------------------------------------------------------


def record_interviews(inspection: Inspection, command: RecordInterviews, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    drawn = {one.id for one in inspection.sample_of(visit.village, DrawOf.PEOPLE)}
    for interview in command.interviews:
        said = c.seal(inspection.subject, "访谈记录", interview.said)
        interviewee = c.named(interview.interviewee, visit.village) if interview.interviewee else None
        fields = {"village": visit.village, "post": interview.post, "by": c.actor.named(), "said": said}
        yield Interviewed, fields | {"interviewee": interviewee, "drawn": interview.interviewee in drawn}


def record_test(inspection: Inspection, command: RecordTest, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    if command.tested < 1:
        raise Refused("nobody_tested", tested_class=command.tested_class)
    yield (
        KnowledgeTested,
        {
            "village": visit.village,
            "tested_class": command.tested_class,
            "tested": command.tested,
            "by": c.actor.named(),
            "result": c.seal(inspection.subject, "测试成绩", command.result),
        },
    )


def read_ledgers(inspection: Inspection, command: ReadLedgers, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    if not command.ledgers:
        raise Refused("text_missing", field="查阅的台账")
    showed = c.seal(inspection.subject, "查阅发现", command.showed) if command.showed.strip() else None
    yield LedgersRead, {"village": visit.village, "ledgers": command.ledgers, "by": c.actor.named(), "showed": showed}


def check_project(inspection: Inspection, command: CheckProject, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    samples = (inspection.sample_of(visit.village, of) for of in (DrawOf.PROJECTS, DrawOf.ASSETS))
    yield (
        ProjectChecked,
        {
            "village": visit.village,
            "project": command.project,
            "drawn": any(one.id == command.project for sample in samples for one in sample),
            "ledger_agrees": command.ledger_agrees,
            "by": c.actor.named(),
            "record": c.seal(inspection.subject, "核查记录", command.record),
        },
    )


def answer_checklist(inspection: Inspection, command: AnswerChecklist, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    items = items_of(c.pack)
    for answer in command.answers:
        if answer.item not in items:
            raise Refused("unknown_item", item=answer.item, known="、".join(items) or "无")
    answers = tuple(AnsweredItem(one.item, found_in(inspection, one, c)) for one in command.answers)
    yield ChecklistAnswered, {"village": visit.village, "answers": answers, "by": c.actor.named()}
    gaps = {one.item: one.found for one in command.answers if one.found.strip() and one.item not in visit.gaps}
    for number, (code, lacking) in enumerate(gaps.items(), start=len(inspection.findings)):
        yield from found(inspection, gap(inspection, visit, *items[code], lacking, c), number, c)


def record_opinions(inspection: Inspection, command: RecordOpinions, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    met = len(visit.verified())
    incomes = (command.income_up, command.income_same, command.income_down)
    counted = [*(opinion.asked for opinion in command.opinions), sum(incomes)]
    if max(counted) > met or min(incomes) < 0 or any(not 0 <= o.satisfied <= o.asked for o in command.opinions):
        raise Refused("opinions_exceed", met=met)
    yield (
        OpinionsRecorded,
        {
            "village": visit.village,
            "opinions": command.opinions,
            "income_up": command.income_up,
            "income_same": command.income_same,
            "income_down": command.income_down,
            "by": c.actor.named(),
        },
    )


def collect_data(inspection: Inspection, command: CollectData, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    register = unit_register(inspection.campaign, visit.village)
    codes = tuple(fact.code for fact in command.collected)
    not_asked_before(codes, asked(register, c), visit.village)
    collected = tuple(
        CollectedFact(
            fact.code,
            c.seal(inspection.subject, fact.code, fact.value),
            fact.taken_from,
            c.seal(inspection.subject, f"{fact.code}存疑", fact.doubtful) if fact.doubtful.strip() else None,
        )
        for fact in command.collected
    )
    yield DataCollected, {"village": visit.village, "collected": collected, "by": c.actor.named()}
    yield note_facts(register, inspection.id, inspection.number, codes)


def items_of(pack: Pack) -> dict[str, tuple[Category, CheckItem]]:
    """Whatever the taxonomy looks for, by its code, with the category that a gap under it belongs to."""
    return {item.code: (category, item) for category in pack.taxonomy for item in category.items}


def gap(
    inspection: Inspection, visit: Visit, category: Category, item: CheckItem, lacking: str, c: Circumstances
) -> MakeFinding:
    """What is lacking under an item, as a finding of the village: the item itself is the rule that it is against."""
    above = c.organisation.above
    place = Place(above(visit.village, UnitKind.COUNTY), above(visit.village, UnitKind.TOWN), visit.village)
    finding = Finding(inspection.campaign, category.code, lacking, place=place, area_level=AreaLevel.VILLAGE)
    return MakeFinding(finding, factual_basis=lacking, rule=item.text)


def found_in(inspection: Inspection, answer: ItemAnswer, c: Circumstances) -> Sealed | None:
    return c.seal(inspection.subject, "检查发现", answer.found) if answer.found.strip() else None
