"""From what a file says to the commands it means: one entry a row, complete, or waiting for a person's decision.

A row that waits is left out and listed; imported again after the decision it comes in, and the rows that are in
already stay as they are, because each command's id is the row's own key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

import msgspec

from adapters.importing.dates import Day, ReadDate, Standing, Unclear, WrongDate, read_date
from adapters.importing.due import Due
from adapters.importing.findings import Decision, Value
from adapters.importing.ledger import HOUSEHOLD_TYPES, LedgerDocument, LedgerRow, read_area_level
from adapters.importing.matching import KnownPerson, Matched, match_person
from adapters.importing.plan import PlanDocument, PlanItem
from adapters.importing.preview import masked
from adapters.importing.refusals import Place
from adapters.importing.text import squeezed
from domain.case import Command
from domain.organisation import Organisation, Role, UnitKind
from domain.pack import Pack
from domain.problem import problem as case
from domain.problem.classification import AreaLevel, Mode, Scope
from domain.problem.finding import Finding
from domain.problem.planning import MeasureDraft, SubmitPlan
from domain.problem.registering import Dispatch, RecordIssuedPlan, RecordOpening, RegisterProblem, RegisterSelfFound

SHOWN_CHARACTERS = 30


class Entry(msgspec.Struct, frozen=True):
    """One row: its key, where it stands, what it is in a few words, the commands it means, what it waits for.

    The first command creates the case, the others address it; each command's id is ``{key}:{name}``. ``asides`` are
    questions that can wait: what they are about is not entered now.
    """

    key: str
    place: Place
    label: str
    commands: tuple[Command, ...] = ()
    waiting: tuple[Decision, ...] = ()
    asides: tuple[Decision, ...] = ()

    def command_ids(self) -> Iterable[tuple[str, Command]]:
        return ((f"{self.key}:{type(command).__name__}", command) for command in self.commands)


@dataclass(frozen=True)
class Office:
    """What the reader of a file must know of the office that imports it, and for which campaign it does."""

    campaign: str
    pack: Pack
    organisation: Organisation
    people: Sequence[KnownPerson]
    household_ref: Callable[[str, str, str], str]  # town, village, householder -> an opaque reference
    unit: str = ""  # responsible where the file names none
    decided: Mapping[str, str] = field(default_factory=dict)  # "place:field" -> what a person decided

    def decision(self, place: Place, name: str) -> str:
        return self.decided.get(f"{place}:{name}", "")


FIELDS = {
    "date": "due",
    "category": "category",
    "household_type": "household_type",
    "area_level": "area_level",
    "unit": "unit",
    "leader": "leader",
    "person": "person",
    "measures": "measures",
    "same_problem": "same_problem",
    "personal_data": "personal_data",
}
"""What is asked about -> what its answer is called. Other questions are answered in the file."""


def known_people(organisation: Organisation) -> list[KnownPerson]:
    """Everybody in the organisation, once for each post."""
    return [
        KnownPerson(person.id, person.name, post.unit, post.title)
        for person in organisation.people.values()
        for post in person.posts
    ]


# --- an issued plan -----------------------------------------------------------------------------------------------


def plan_entries(document: PlanDocument, office: Office, issued: str) -> list[Entry]:
    """With 发文字号: one signed act an item (整改方案已印发). Without: the findings are registered, nothing more."""
    return [plan_entry(item, office, issued) for item in document.items]


def plan_entry(item: PlanItem, office: Office, issued: str) -> Entry:
    row = Row(item.place, office, [asked for asked in item.asked if issued or asked.kind != "measures"])
    content, named = item.content.text, source_named(item.section, office.pack)
    unit = row.unit(item.unit) if issued else squeezed(item.unit.text) or office.unit
    finding = Finding(
        campaign=office.campaign,
        category=row.plan_category(item),
        content=content,
        place=place_of(office.organisation, unit),
        area_level=area_level_of(office.organisation, unit),
        source=named,
        source_remark="" if named else item.section,
    )
    commands: list[Command]
    if issued and item.measures:
        due_on, due_time, _ = row.due(item.due, dated=True)
        leader, person = row.person("leader", item.leader, unit), row.person("person", item.person, unit)
        measures = tuple(MeasureDraft(measure.text) for measure in item.measures)
        commands = [RecordIssuedPlan(finding, unit, leader, person, measures, issued, due_on, due_time)]
    else:
        row.leave_aside((item.leader, item.person), unit)
        commands = [RegisterProblem(finding)]
    return row.entry(item.key, " ".join(f"{item.number} {content[:SHOWN_CHARACTERS]}".split()), commands)


# --- a ledger -----------------------------------------------------------------------------------------------------


def ledger_entries(
    document: LedgerDocument, office: Office, *, opening: date | None = None, issued: str = "", self_found: bool = False
) -> list[Entry]:
    """The rows of a ledger: as 期初 with a date of taking over, as an issued plan, as found by the unit itself, or,
    by an office, registered and dispatched."""
    return [ledger_entry(row, office, opening, issued, self_found) for row in document.rows]


def ledger_entry(line: LedgerRow, office: Office, opening: date | None, issued: str, self_found: bool) -> Entry:
    row = Row(line.place, office, line.asked)
    unit = row.unit(line.unit)
    finding = row.finding(line, unit)
    due_on, due_time, mode = row.due(line.due, dated=bool(issued))
    measures = tuple(MeasureDraft(measure.text) for measure in line.measures)
    commands: list[Command]
    if opening is not None:
        statement = f"{opening.isoformat()} 接管：{line.effect.text or '原台账未记载整改情况'}"
        person = row.person("person", line.person, unit)
        done = says_done(line.effect.text)
        commands = [RecordOpening(finding, unit, statement, "", person, measures, due_on, done, due_time)]
    elif issued:
        leader, person = row.leader(line.leader, unit), row.person("person", line.person, unit)
        commands = [RecordIssuedPlan(finding, unit, leader, person, measures, issued, due_on, due_time)]
    elif self_found:
        leader, person = row.leader(line.leader, unit), row.person("person", line.person, unit)
        commands = [RegisterSelfFound(finding, unit, leader, person, mode, due_on, due_time)]
        if measures and mode is Mode.TIME_LIMITED:
            commands.append(SubmitPlan(measures))
    else:
        row.leave_aside((line.leader, line.person), unit)
        dispatch = Dispatch(unit, mode, due_on, due_time, undated=due_on is None and mode is Mode.TIME_LIMITED)
        commands = [RegisterProblem(finding), dispatch]
    return row.entry(line.key, label_of(line), commands)


def label_of(line: LedgerRow) -> str:
    """A row in a few words; whose household it is stays masked."""
    name = line.household.text
    content = line.content.text.replace(name, masked(name)) if name else line.content.text
    return " ".join(f"{line.number.text} {content[:SHOWN_CHARACTERS]}".split())


def says_done(effect: str) -> bool:
    text = squeezed(effect)
    return any(word in text for word in ("已完成", "已整改", "整改完成", "已销号", "整改到位")) and "未" not in text[:2]


# --- one row ------------------------------------------------------------------------------------------------------


class Row:
    """Reads the fields of one row, noting what a person has to decide; a decision given beforehand is taken.

    ``asked`` is what its reader asked already: the row waits for each answer.
    """

    def __init__(self, place: Place, office: Office, asked: Iterable[Decision] = ()) -> None:
        self.place = place
        self.office = office
        self.waiting: list[Decision] = []
        self.asides: list[Decision] = []
        for decision in asked:
            name = FIELDS.get(decision.kind, "")
            if not (name and self.decided(name)):
                self.wait(name, decision)

    def entry(self, key: str, label: str, commands: Sequence[Command]) -> Entry:
        waiting = tuple(self.waiting)
        return Entry(key, self.place, label, () if waiting else tuple(commands), waiting, tuple(self.asides))

    def decided(self, name: str) -> str:
        return self.office.decision(self.place, name)

    def wait(self, name: str, decision: Decision) -> None:
        """The row waits for this answer, which is called ``name``; empty: the file itself has to be put right."""
        answer = f"{self.place}:{name}" if name else ""
        self.waiting.append(msgspec.structs.replace(decision, answer=answer))

    def ask(self, kind: str, value: Value, question: str, candidates: tuple[str, ...] = ()) -> None:
        place = value.place if str(value.place) else self.place
        self.wait(FIELDS[kind], Decision(kind, place, value.text, question, candidates))

    def unit(self, written: Value) -> str:
        decided = self.decided("unit") or squeezed(written.text) or self.office.unit
        if decided in self.office.organisation.units:
            return decided
        question = f"名册里没有“{decided}”这个单位" if decided else "没有写明责任单位，请用 --unit 指定"
        self.ask("unit", written, question, tuple(self.office.organisation.units))
        return ""

    def person(self, name: str, written: Value, unit: str) -> str:
        decided = self.decided(name)
        if decided in self.office.organisation.people:
            return decided
        matched = self.match(Value(decided, written.place) if decided else written, unit)
        if isinstance(matched, Matched):
            return matched.person.id
        self.wait(name, matched)
        return ""

    def match(self, written: Value, unit: str) -> Matched | Decision:
        return match_person(written, self.office.people, unit)

    def leave_aside(self, people: Iterable[Value], unit: str) -> None:
        """Whoever is named but not entered now, because the unit itself says who it is, is only looked up."""
        found = (self.match(written, unit) for written in people if written.text)
        self.asides += [decision for decision in found if isinstance(decision, Decision)]

    def leader(self, written: Value, unit: str) -> str:
        """责任领导; a form without that column means the unit's only one."""
        if written.text or self.decided("leader"):
            return self.person("leader", written, unit)
        leaders = [
            person.id
            for person in self.office.organisation.people.values()
            if any(post.unit == unit and Role.RESP_LEADER in post.roles for post in person.posts)
        ]
        if len(leaders) == 1:
            return leaders[0]
        self.ask("leader", written, "台账没有责任领导一栏，这个单位的责任领导是谁？", tuple(leaders))
        return ""

    def due(self, due: Due, dated: bool = False) -> tuple[date | None, time | None, Mode]:
        """Date, time of day and mode. ``dated``: words in place of a date are asked about; no plan will bring one."""
        decided = self.decided("due")
        match self.decided_date(decided) if decided else due.read:
            case Day(on=on, time_of_day=time_of_day):
                return on, time_of_day, Mode.TIME_LIMITED
            case Standing(kind="IMMEDIATE") if not dated:
                return None, None, Mode.IMMEDIATE
            case Standing():
                self.ask("date", Value(due.text, due.place), "这不是日期，请定下完成或复查的日期")
            case Unclear() if decided:
                self.ask("date", Value(decided, due.place), "这不是日期，请写成 2022-08-19")
        return None, None, Mode.TIME_LIMITED

    def decided_date(self, decided: str) -> ReadDate:
        try:
            return read_date(decided, None)
        except WrongDate:
            return Unclear(decided)

    def plan_category(self, item: PlanItem) -> str:
        """The problem type of a plan's item: decided, or the one whose name stands in its first sentence or heading."""
        decided = self.decided("category")
        if decided:
            return self.category(decided)
        for text in (item.content.text.split("。")[0], item.section):
            named = {
                category.code
                for category in self.office.pack.taxonomy
                if any(name in text for name in (category.label, *category.aliases))
            }
            if len(named) == 1:
                return named.pop()
        known = tuple(f"{category.code} {category.label}" for category in self.office.pack.taxonomy)
        self.ask("category", Value(item.content.text[:SHOWN_CHARACTERS], self.place), "属于哪一类问题？", known)
        return ""

    def category(self, decided: str) -> str:
        """The code that a decision names by code or label; what it does not name, the domain refuses."""
        known = {name: c.code for c in self.office.pack.taxonomy for name in (c.code, c.label, *c.aliases)}
        return known.get(decided, decided)

    def finding(self, line: LedgerRow, unit: str) -> Finding:
        """What a ledger's row found; a household's name becomes an opaque reference, its words are sealed with it."""
        category = self.category(self.decided("category") or line.category_code or "")
        if str(line.scope) == Scope.HOUSEHOLD:
            return self.of_a_household(line, unit, category)
        level, area = self.area(line)
        return Finding(
            campaign=self.office.campaign,
            category=category,
            content=line.content.text,
            place=area_place(self.office.organisation, level, area, unit),
            area_level=level,
        )

    def of_a_household(self, line: LedgerRow, unit: str, category: str) -> Finding:
        lies = place_of(self.office.organisation, unit)
        town, village, name = (squeezed(value.text) for value in (line.town, line.village, line.household))
        return Finding(
            campaign=self.office.campaign,
            category=category,
            content=line.content.text,
            scope=Scope.HOUSEHOLD,
            place=case.Place(county=lies.county, town=town or lies.town, village=village),
            household_ref=self.office.household_ref(town or lies.town, village, name),
            householder=name,
            household_kind=self.household_type(line),
        )

    def household_type(self, line: LedgerRow) -> str:
        decided = self.decided("household_type")
        if decided and decided not in HOUSEHOLD_TYPES:
            self.ask("household_type", Value(decided, self.place), "户类型只有三种，这一户是哪一种？", HOUSEHOLD_TYPES)
        return decided or line.household_type or ""

    def area(self, line: LedgerRow) -> tuple[AreaLevel | None, str]:
        """The level of an area problem, and the unit it names."""
        decided = self.decided("area_level")
        level, area = read_area_level(decided) if decided else (line.area_level, line.area_unit)
        if decided and not (level and area):
            self.ask("area_level", Value(decided, self.place), "请写成 镇级层面（某镇） 这样的形式")
        return AreaLevel(level) if level else None, squeezed(area)


def source_named(heading: str, pack: Pack) -> str:
    """The code of the one source (问题来源) whose name stands in a heading; empty if there is none."""
    named = {one.code for one in pack.sources if any(name in heading for name in (one.label, *one.aliases))}
    return named.pop() if len(named) == 1 else ""


def place_of(organisation: Organisation, unit: str) -> case.Place:
    """The county, town and village that a unit lies in, as far as the tree says."""
    named: dict[str, str] = {}
    walk = organisation.units.get(unit)
    while walk is not None:
        named.setdefault(walk.kind.lower(), walk.code)
        walk = organisation.units.get(walk.parent or "")
    return case.Place(county=named.get("county", ""), town=named.get("town", ""), village=named.get("village", ""))


def area_place(organisation: Organisation, level: AreaLevel | None, area: str, unit: str) -> case.Place:
    """Where an area problem lies: at the unit that its level names, also as 甲镇一村, else where ``unit`` lies."""
    if area in organisation.units:
        return place_of(organisation, area)
    lies = place_of(organisation, unit)
    if level is AreaLevel.COUNTY or not area:
        return case.Place(county=lies.county)
    if level is AreaLevel.TOWN:
        return case.Place(county=lies.county, town=area)
    towns = [known.code for known in organisation.units.values() if known.kind is UnitKind.TOWN]
    town = next((town for town in towns if area.startswith(town)), lies.town)
    return case.Place(county=lies.county, town=town, village=area.removeprefix(town))


def area_level_of(organisation: Organisation, unit: str) -> AreaLevel | None:
    known = organisation.units.get(unit)
    levels = {level.value: level for level in AreaLevel}
    return levels.get(known.kind.value) if known is not None else None
