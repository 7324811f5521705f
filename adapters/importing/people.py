"""The list of units and people (单位, 上级单位, 姓名, 职务, 角色, 联系电话, 起止日期) for `duban import-people`."""

import re
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import msgspec

from adapters.importing.columns import Form, find_header
from adapters.importing.dates import WrongDate
from adapters.importing.findings import Decision, Findings, Unread, Value
from adapters.importing.opening import MAX_FILE_BYTES
from adapters.importing.refusals import Place, refusal, refused
from adapters.importing.table_rows import Row, RowKind, kind_of, rows_below
from adapters.importing.terms import Term, joined, read_end_of_term, read_term
from adapters.importing.text import is_unknown, squeezed
from adapters.importing.workbook import Cell, read_workbook
from domain.organisation import ROLE_NAMES, Role


class UnitRow(msgspec.Struct, frozen=True):
    """A unit and the unit above it (empty at the top), where it was first named."""

    name: str
    parent: str
    place: Place


class PersonRow(msgspec.Struct, frozen=True):
    """One post of one person. `phone` is a personal value, for the vault."""

    key: str
    place: Place
    unit: str
    parent: str
    name: str
    post: str
    roles: tuple[str, ...]  # identifiers of domain section 2
    phone: str
    since: date | None
    until: date | None
    asked: tuple[Decision, ...] = ()  # what a person has to decide about this row


class PeopleDocument(msgspec.Struct, frozen=True):
    """A whole list of people."""

    name: str
    sha256: str
    units: tuple[UnitRow, ...]
    people: tuple[PersonRow, ...]
    unread: tuple[Unread, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


ROLES = {  # other usual words for what domain.organisation.ROLE_NAMES calls by its own name
    "OFFICE": ("办公室", "专项小组办公室", "领导小组办公室", "督查办", "专班"),
    "GROUP_HEAD": ("组长", "领导小组组长"),
    "INSPECTOR": ("督查", "督查员", "督导员", "督查组成员", "督导组成员"),
    "TEAM_LEAD": ("督查组长", "督导组长", "督查组组长", "督导组组长"),
    "LEAD_DEPT": ("牵头单位", "牵头部门"),
    "HEAD": ("主要负责同志", "主要负责人", "单位主要负责人"),
    "RESP_LEADER": ("责任领导", "分管领导"),
    "RESP_PERSON": ("责任人", "责任人员"),
    "TOWN": ("乡镇", "镇", "乡", "街道"),
    "VILLAGE": ("村", "村级", "村干部"),
    "RESIDENT_TEAM": ("驻村工作队", "工作队", "第一书记", "驻村第一书记"),
    "GRID_WORKER": ("网格员",),
    "HELP_CONTACT": ("帮扶联系人", "帮扶责任人", "帮扶干部"),
    "COUNTY_APPROVER": ("县级审定", "县级审定人"),
    "DISCIPLINE": ("纪检", "纪检监察", "纪委"),
    "ARCHIVIST": ("档案", "档案员", "业务科", "秘书科"),
    "REVIEWER": ("问责审查", "审查"),
    "PRIVACY_OFFICER": ("个人信息保护", "个人信息保护负责人"),
    "LIAISON": ("联络员",),
}  # fmt: skip
_ROLE_OF = {label: role for role, labels in ROLES.items() for label in (role, ROLE_NAMES[Role(role)], *labels)}

PEOPLE_FORM = Form(
    name="人员名单",
    words={
        "unit": ("单位", "单位名称", "所在单位", "工作单位"),
        "parent": ("上级单位", "上级", "主管单位", "隶属单位", "上级单位名称"),
        "name": ("姓名", "人员姓名"),
        "post": ("职务", "岗位", "职务职级", "职位"),
        "roles": ("角色", "系统角色", "承担角色"),
        "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式"),
        "period": ("起止日期", "起止时间", "任职时间", "任职起止时间", "任期", "任职日期"),
        "since": ("起始日期", "开始日期", "起始时间", "开始时间", "任职开始日期", "起"),
        "until": ("截止日期", "结束日期", "终止日期", "截止时间", "结束时间", "任职结束日期", "止"),
    },
    known_by=frozenset({"unit", "name"}),
    required=("unit", "parent", "name", "post", "roles"),
)

_BETWEEN_ROLES = re.compile(r"[、,;/+]")
_PHONE = re.compile(r"\+?[\d-]{5,20}")


def read_people(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> PeopleDocument:
    """Read a list of people. Raises ImportRefused, and nothing else."""
    workbook = read_workbook(path, max_bytes)
    findings = Findings()
    reading = _PeopleReading(workbook.sha256, findings)
    found = False
    for sheet in workbook.sheets:
        header = find_header(sheet, (PEOPLE_FORM,))
        if header:
            found = True
            for row in rows_below(sheet, header):
                if kind_of(row, ignored=()) is RowKind.DATA:
                    reading.read_row(row, sheet.name)
        elif sheet.bottom > sheet.top:
            findings.skip(Place(sheet.name), "", "没有人员名单表头，整张工作表没有读取")
    if not found:
        raise refused("no_header", columns="单位、上级单位、姓名、职务、角色")
    reading.settle_units()
    findings.raise_refusals()
    if not reading.people:
        raise refused("no_rows")
    return PeopleDocument(
        name=workbook.name,
        sha256=workbook.sha256,
        units=tuple(reading.units.values()),
        people=tuple(reading.people),
        unread=tuple(findings.unread),
        decisions=tuple(findings.decisions),
        notes=workbook.notes,
    )


class _PeopleReading:
    """Reads the rows and gathers the units they name. A unit is known by its name and the unit above it."""

    def __init__(self, sha256: str, findings: Findings) -> None:
        self._sha256 = sha256
        self._findings = findings
        self.units: dict[tuple[str, str], UnitRow] = {}
        self.people: list[PersonRow] = []
        self._seen: dict[tuple[object, ...], Place] = {}

    def read_row(self, row: Row, sheet: str) -> None:
        asked_before = len(self._findings.decisions)
        row.refuse_formulas(self._findings)
        unit, parent = squeezed(row["unit"].text), squeezed(row["parent"].text)
        if is_unknown(unit):
            self._findings.skip(row["unit"].place, "", "没有单位")
            return
        parent = "" if is_unknown(parent) else parent
        self.units.setdefault((unit, parent), UnitRow(unit, parent, row["parent"].place))
        name = squeezed(row["name"].text)
        if is_unknown(name):
            self._findings.skip(row["name"].place, "", "没有姓名，只登记单位")
            return
        term = self._term(row)
        person = PersonRow(
            key=f"people:{self._sha256}:{sheet}:{row.index + 1}",
            place=row["name"].place,
            unit=unit,
            parent=parent,
            name=name,
            post=row["post"].text,
            roles=self._roles(row["roles"]),
            phone=self._phone(row["phone"]),
            since=term.since,
            until=term.until,
        )
        self._take(msgspec.structs.replace(person, asked=self._findings.asked_since(asked_before)))

    def _take(self, person: PersonRow) -> None:
        same = (person.unit, person.parent, person.name, person.post, person.roles, person.since, person.until)
        first = self._seen.setdefault(same, person.place)
        if first is person.place:
            self.people.append(person)
        else:
            self._findings.skip(person.place, "", f"与 {first} 重复")

    def _roles(self, cell: Cell) -> tuple[str, ...]:
        words = [word for word in _BETWEEN_ROLES.split(squeezed(cell.text)) if word]
        roles = [role for word in words if (role := _ROLE_OF.get(word) or _ROLE_OF.get(word.upper()))]
        unknown = [word for word in words if word not in _ROLE_OF and word.upper() not in _ROLE_OF]
        if unknown or not words:
            question = f"不认识的角色：{'、'.join(unknown)}" if unknown else "没有写角色"
            self._findings.ask("role", cell.value, question, tuple(ROLE_NAMES.values()))
        return tuple(dict.fromkeys(roles))

    def _phone(self, cell: Cell) -> str:
        phone = squeezed(cell.text)
        if is_unknown(phone):
            return ""
        if not _PHONE.fullmatch(phone):
            self._findings.ask("phone", Value("", cell.place), "联系电话看不明白，请改正或留空")
            return ""
        return phone

    def _term(self, row: Row) -> Term:
        cell = row["period"] if row["period"].text else row["since"]
        end = row["until"]
        try:
            begun, ended = read_term(cell.text, cell.raw), read_end_of_term(end.text, end.raw)
            if begun and ended:
                return joined(begun, ended)
        except WrongDate as error:
            self._findings.refuse(refusal(error.code, cell.place, text=cell.text[:40]))
            return Term()
        self._findings.ask("period", cell.value if begun is None else end.value, "起止日期看不明白，从哪天到哪天？")
        return Term()

    def settle_units(self) -> None:
        """Give a unit named without 上级单位 the one that other rows give it; ask about parents that are no unit.

        A unit that stands above itself is refused.
        """
        parents: dict[str, set[str]] = {}
        for unit in self.units.values():
            parents.setdefault(unit.name, set()).add(unit.parent)
        adopted = {
            name: self._adopted(name, known) for name, known in parents.items() if "" in known and len(known) > 1
        }
        self.people = [
            person if person.parent else msgspec.structs.replace(person, parent=adopted.get(person.unit, ""))
            for person in self.people
        ]
        for unit in self.units.values():
            if unit.parent and unit.parent not in parents:
                self._findings.ask("unit", Value(unit.parent, unit.place), "上级单位不在名单里，是漏写还是写法不同？")
        self._refuse_circles(parents)

    def _adopted(self, name: str, parents: set[str]) -> str:
        """The one parent that other rows give a unit; empty, and asked about, where they name several."""
        parents.discard("")
        orphan = self.units.pop((name, ""))
        if len(parents) == 1:
            return next(iter(parents))
        question = "有几个同名的单位，这一行没有写上级单位，是哪一个？"
        self._findings.ask("unit", Value(name, orphan.place), question, tuple(sorted(parents)))
        return ""

    def _refuse_circles(self, parents: dict[str, set[str]]) -> None:
        try:
            TopologicalSorter(parents).prepare()
        except CycleError as error:
            circle = list(error.args[1])
            place = next(unit.place for unit in self.units.values() if unit.name in circle)
            self._findings.refuse(refusal("unit_cycle", place, units="、".join(circle[1:])))
