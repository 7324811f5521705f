"""From what a file says to the commands it means: one entry a row, complete, or waiting for a person's decision.

A row that waits is left out and listed; imported again after the decision it comes in, and the rows that are in
already stay as they are, because each command's id is the row's own key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

import msgspec

from adapters.importing.dates import Day, Standing
from adapters.importing.due import Due
from adapters.importing.findings import Decision, Value
from adapters.importing.ledger import LedgerDocument, LedgerRow
from adapters.importing.matching import KnownPerson, Matched, match_person
from adapters.importing.people import PeopleDocument
from adapters.importing.plan import PlanDocument, PlanItem
from adapters.importing.refusals import Place
from adapters.importing.text import squeezed
from domain.case import Command
from domain.organisation import Organisation, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.pack import Pack
from domain.problem import problem as case
from domain.problem.classification import AreaLevel, Mode, Scope
from domain.problem.finding import Finding
from domain.problem.planning import MeasureDraft, SubmitPlan
from domain.problem.registering import Dispatch, RecordIssuedPlan, RecordOpening, RegisterProblem, RegisterSelfFound


class Entry(msgspec.Struct, frozen=True):
    """One row: its key, where it stands, what it is in a few words, the commands it means, what it waits for.

    The first command creates the case, the others address it; each command's id is ``{key}:{name}``.
    """

    key: str
    place: Place
    label: str
    commands: tuple[Command, ...] = ()
    waiting: tuple[Decision, ...] = ()

    def command_ids(self) -> Iterable[tuple[str, Command]]:
        return ((f"{self.key}:{type(command).__name__}", command) for command in self.commands)


@dataclass(frozen=True)
class Office:
    """What the reader of a file must know of the office that imports it."""

    pack: Pack
    organisation: Organisation
    people: Sequence[KnownPerson]
    household_ref: Callable[[str, str, str], str]  # town, village, householder -> an opaque reference
    unit: str = ""  # responsible where the file names none
    decided: Mapping[str, str] = field(default_factory=dict)  # "place:field" -> what a person decided

    def decision(self, place: Place, name: str) -> str:
        return self.decided.get(f"{place}:{name}", "")


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
    row = Row(item.place, office)
    category = row.plan_category(item)
    content = item.content.text
    finding = Finding(
        campaign=office.pack.id,
        category=category,
        content=content,
        place=place_of(office.organisation, office.unit),
        area_level=area_level_of(office.organisation, office.unit),
        source=item.section,
    )
    commands: list[Command] = []
    if issued:
        unit = row.unit(item.unit)
        commands.append(
            RecordIssuedPlan(
                finding=msgspec.structs.replace(
                    finding,
                    place=place_of(office.organisation, unit),
                    area_level=area_level_of(office.organisation, unit),
                ),
                unit=unit,
                leader=row.person("leader", item.leader, unit),
                person=row.person("person", item.person, unit),
                measures=tuple(MeasureDraft(measure.text) for measure in item.measures),
                document=issued,
                due_on=row.due(item.due)[0],
            )
        )
    else:
        commands.append(RegisterProblem(finding))
    return row.entry(item.key, " ".join(f"{item.number} {content[:30]}".split()), commands)


# --- a ledger -----------------------------------------------------------------------------------------------------


def ledger_entries(
    document: LedgerDocument, office: Office, *, opening: date | None = None, issued: str = "", self_found: bool = False
) -> list[Entry]:
    """The rows of a ledger: as 期初 with a date of taking over, as an issued plan, as found by the unit itself, or,
    by an office, registered and dispatched."""
    return [ledger_entry(row, office, opening, issued, self_found) for row in document.rows]


def ledger_entry(line: LedgerRow, office: Office, opening: date | None, issued: str, self_found: bool) -> Entry:
    row = Row(line.place, office)
    unit = row.unit(line.unit)
    finding = row.finding(line)
    due_on, due_time, mode = row.due(line.due)
    measures = tuple(MeasureDraft(measure.text) for measure in line.measures)
    commands: list[Command]
    if opening is not None:
        statement = line.effect.text or "原台账未记载整改情况"
        commands = [
            RecordOpening(
                finding=finding,
                unit=unit,
                statement=f"{opening.isoformat()} 接管：{statement}",
                person=row.person("person", line.person, unit),
                measures=measures,
                due_on=due_on,
                claims_done=says_done(line.effect.text),
            )
        ]
    elif issued:
        leader, person = row.person("leader", line.leader, unit), row.person("person", line.person, unit)
        commands = [RecordIssuedPlan(finding, unit, leader, person, measures, issued, due_on)]
    elif self_found:
        leader, person = row.leader(line.leader, unit), row.person("person", line.person, unit)
        commands = [RegisterSelfFound(finding, unit, leader, person, mode, due_on)]
        if measures and mode is Mode.TIME_LIMITED:
            commands.append(SubmitPlan(measures))
    else:
        dispatch = Dispatch(unit, mode, due_on, due_time, undated=due_on is None and mode is Mode.TIME_LIMITED)
        commands = [RegisterProblem(finding), dispatch]
    return row.entry(line.key, " ".join(f"{line.number.text} {line.content.text[:30]}".split()), commands)


def says_done(effect: str) -> bool:
    text = squeezed(effect)
    return any(word in text for word in ("已完成", "已整改", "整改完成", "已销号", "整改到位")) and "未" not in text[:2]


# --- people -------------------------------------------------------------------------------------------------------


def people_commands(document: PeopleDocument) -> list[tuple[str, str, Command]]:
    """Units first, parents before children, then posts: (command id, label, command)."""
    units = [
        (
            f"{document.sha256}:unit:{unit.name}",
            unit.name,
            EstablishUnit(unit.name, kind_of(unit.name), unit.parent or None),
        )
        for unit in document.units
    ]
    posts: list[tuple[str, str, Command]] = []
    for row in document.people:
        roles = tuple(Role(role) for role in row.roles)
        post = AppointPerson(
            person_id(row.unit, row.name), row.name, row.post, row.unit, roles, row.since, row.until, row.phone
        )
        posts.append((f"{row.key}:AppointPerson", f"{row.unit}{row.post}{row.name}", post))
    return [*units, *posts]


def person_id(unit: str, name: str) -> str:
    """A person's lasting id: the unit he was first entered in, and his name."""
    return f"{unit}/{name}"


KINDS = (
    (("督查组", "督导组", "小组", "工作组", "核查组"), UnitKind.GROUP),
    (("办公室", "专班", "督查办", "专项办"), UnitKind.OFFICE),
    (("局", "委", "部", "中心", "站", "所", "院", "联"), UnitKind.DEPARTMENT),
    (("村", "社区"), UnitKind.VILLAGE),
    (("乡", "镇", "街道", "街道办", "人民政府"), UnitKind.TOWN),
    (("县", "区", "旗"), UnitKind.COUNTY),
    (("市", "州", "盟"), UnitKind.CITY),
    (("网格",), UnitKind.GRID),
)


def kind_of(name: str) -> UnitKind:
    """What kind of unit a name says it is; an unknown ending is a department."""
    return next((kind for endings, kind in KINDS if name.endswith(endings)), UnitKind.DEPARTMENT)


# --- one row ------------------------------------------------------------------------------------------------------


class Row:
    """Reads the fields of one row, noting what a person has to decide; a decision given beforehand is taken."""

    def __init__(self, place: Place, office: Office) -> None:
        self.place = place
        self.office = office
        self.waiting: list[Decision] = []

    def entry(self, key: str, label: str, commands: Sequence[Command]) -> Entry:
        waiting = tuple(self.waiting)
        return Entry(key, self.place, label, () if waiting else tuple(commands), waiting)

    def ask(self, kind: str, value: Value, question: str, candidates: tuple[str, ...] = ()) -> None:
        place = value.place if str(value.place) else self.place
        self.waiting.append(Decision(kind, place, value.text, question, candidates))

    def unit(self, written: Value) -> str:
        decided = self.office.decision(self.place, "unit") or squeezed(written.text) or self.office.unit
        if decided in self.office.organisation.units:
            return decided
        question = f"名册里没有“{decided}”这个单位" if decided else "没有写明责任单位，请用 --unit 指定"
        self.ask("unit", written, question, tuple(self.office.organisation.units))
        return ""

    def person(self, name: str, written: Value, unit: str) -> str:
        decided = self.office.decision(self.place, name)
        value = Value(decided, written.place) if decided else written
        if decided in self.office.organisation.people:
            return decided
        matched = match_person(value, self.office.people, unit)
        if isinstance(matched, Matched):
            return matched.person.id
        self.waiting.append(matched)
        return ""

    def leader(self, written: Value, unit: str) -> str:
        """责任领导; a form without that column means the unit's only one."""
        if written.text or self.office.decision(self.place, "leader"):
            return self.person("leader", written, unit)
        leaders = [
            person.id
            for person in self.office.organisation.people.values()
            if any(post.unit == unit and Role.RESP_LEADER in post.roles for post in person.posts)
        ]
        if len(leaders) == 1:
            return leaders[0]
        self.ask("person", written, "台账没有责任领导一栏，这个单位的责任领导是谁？", tuple(leaders))
        return ""

    def due(self, due: Due) -> tuple[date | None, time | None, Mode]:
        decided = self.office.decision(self.place, "due")
        if decided:
            return date.fromisoformat(decided), None, Mode.TIME_LIMITED
        match due.read:
            case Day(on=on, time_of_day=time_of_day):
                return on, time_of_day, Mode.TIME_LIMITED
            case Standing(kind="IMMEDIATE"):
                return None, None, Mode.IMMEDIATE
            case Standing():
                self.ask("date", Value(due.text, due.place), "长期坚持的问题须定下复查日期，请写明")
        return None, None, Mode.TIME_LIMITED

    def plan_category(self, item: PlanItem) -> str:
        """The problem type of a plan's item: decided, or the one whose name stands in its first sentence or heading."""
        decided = self.office.decision(self.place, "category")
        if decided:
            return decided
        for text in (item.content.text.split("。")[0], item.section):
            named = {
                category.code
                for category in self.office.pack.taxonomy
                if any(name in text for name in (category.label, *category.aliases))
            }
            if len(named) == 1:
                return named.pop()
        known = tuple(f"{category.code} {category.label}" for category in self.office.pack.taxonomy)
        self.ask("category", Value(item.content.text[:40], self.place), "属于哪一类问题？", known)
        return ""

    def finding(self, line: LedgerRow) -> Finding:
        """What a ledger's row found; a household's name becomes an opaque reference, its words are sealed with it."""
        category = self.office.decision(self.place, "category") or line.category_code or ""
        if not category:
            self.ask("category", line.category, "属于哪一类问题？")
        household = self.is_household(line)
        if household and not line.household.text:
            self.ask("household", line.household, "户内问题没有写户主姓名")
        town, village = line.town.text, line.village.text
        ref = self.office.household_ref(town, village, line.household.text) if household else ""
        level = None if household else line.area_level
        if not household and level is None:
            self.ask("area_level", Value(line.area_unit, self.place), "面上问题是县级、镇级还是村级？")
        if household and line.household_type is None:
            self.ask("household_type", line.household, "户类型应为脱贫户、边缘易致贫户或一般农户")
        return Finding(
            campaign=self.office.pack.id,
            category=category,
            content=line.content.text,
            scope=Scope.HOUSEHOLD if household else Scope.AREA,
            place=case.Place(town=town, village=village),
            area_level=AreaLevel(level) if level else None,
            household_ref=ref,
            householder=line.household.text if household else "",
            household_kind=line.household_type or "" if household else "",
            source="台账导入",
        )

    def is_household(self, line: LedgerRow) -> bool:
        return str(line.scope) == Scope.HOUSEHOLD


def place_of(organisation: Organisation, unit: str) -> case.Place:
    """The county, town and village that a unit lies in, as far as the tree says."""
    named: dict[str, str] = {}
    walk = organisation.units.get(unit)
    while walk is not None:
        named.setdefault(walk.kind.lower(), walk.code)
        walk = organisation.units.get(walk.parent or "")
    return case.Place(county=named.get("county", ""), town=named.get("town", ""), village=named.get("village", ""))


def area_level_of(organisation: Organisation, unit: str) -> AreaLevel | None:
    known = organisation.units.get(unit)
    levels = {level.value: level for level in AreaLevel}
    return levels.get(known.kind.value) if known is not None else None
