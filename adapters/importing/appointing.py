"""From a list of units and people to the commands that enter them: units first, parents before children, then posts.

A unit is known by its name alone, so two villages of one name must be written in full (甲镇一村): never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from graphlib import TopologicalSorter

import msgspec

from adapters.importing.findings import Decision
from adapters.importing.intake import Entry
from adapters.importing.people import PeopleDocument, PersonRow, UnitRow
from domain.organisation import Organisation, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit

KINDS = (
    (("督查组", "督导组", "小组", "工作组", "核查组"), UnitKind.GROUP),
    (("办公室", "专班", "督查办", "专项办"), UnitKind.OFFICE),
    (("县人民政府", "区人民政府"), UnitKind.COUNTY),
    (("市人民政府",), UnitKind.CITY),
    (("村", "社区", "村委会", "居委会", "村民委员会", "居民委员会"), UnitKind.VILLAGE),
    (("局", "委", "部", "中心", "站", "所", "院", "联"), UnitKind.DEPARTMENT),
    (("乡", "镇", "街道", "街道办", "街道办事处", "人民政府"), UnitKind.TOWN),
    (("县", "区", "旗"), UnitKind.COUNTY),
    (("市", "州", "盟"), UnitKind.CITY),
    (("网格",), UnitKind.GRID),
)
KIND_NAMES = {
    UnitKind.CITY: "市",
    UnitKind.COUNTY: "县、区",
    UnitKind.TOWN: "乡镇、街道",
    UnitKind.VILLAGE: "村、社区",
    UnitKind.GRID: "网格",
    UnitKind.OFFICE: "办公室",
    UnitKind.DEPARTMENT: "部门",
    UnitKind.GROUP: "督查组",
}


def kind_of(name: str) -> UnitKind:
    """What kind of unit a name says it is; an unknown ending is a department."""
    return next((kind for endings, kind in KINDS if name.endswith(endings)), UnitKind.DEPARTMENT)


def person_id(unit: str, name: str) -> str:
    """A person's lasting id: the unit he was first entered in, and his name."""
    return f"{unit}/{name}"


def people_entries(document: PeopleDocument, organisation: Organisation) -> list[Entry]:
    """One entry for each unit and each post."""
    units = in_order(document.units)
    entered = list(unit_entries(document.sha256, units, organisation))
    waiting = {(unit.name, unit.parent): entry.waiting for unit, entry in zip(units, entered, strict=True)}
    posts = [post_entry(row, waiting.get((row.unit, row.parent), ())) for row in document.people]
    return [*entered, *with_namesakes_asked(document, posts)]


def in_order(units: Sequence[UnitRow]) -> list[UnitRow]:
    """Parents before children, wherever the list names them."""
    tree = {unit.name: {unit.parent} for unit in units}
    order = {name: at for at, name in enumerate(TopologicalSorter(tree).static_order())}
    return sorted(units, key=lambda unit: order[unit.name])


def unit_entries(sha256: str, units: Sequence[UnitRow], organisation: Organisation) -> Iterator[Entry]:
    names = Counter(unit.name for unit in units)
    for unit in units:
        waiting = tuple(unit_questions(unit, names[unit.name], names, organisation))
        kind = kind_of(unit.name)
        key = f"{sha256}:unit:{unit.parent}/{unit.name}"
        label = f"单位 {unit.name}（{KIND_NAMES[kind]}）"
        command = EstablishUnit(unit.name, kind, unit.parent or None)
        yield Entry(key, unit.place, label, () if waiting else (command,), waiting)


def unit_questions(
    unit: UnitRow, of_that_name: int, written: Collection[str], organisation: Organisation
) -> Iterator[Decision]:
    known = organisation.units.get(unit.name)
    if of_that_name > 1:
        question = f"有几个单位都叫“{unit.name}”，请写全称，如 {unit.parent}{unit.name}"
        yield Decision("unit", unit.place, unit.name, question)
    elif known is not None and unit.parent and known.parent != unit.parent:
        question = f"名册里的“{unit.name}”属于{known.parent or '顶层'}，这里写的是{unit.parent}：同名的请写全称"
        yield Decision("unit", unit.place, unit.name, question)
    if unit.parent and unit.parent not in written and unit.parent not in organisation.units:
        yield Decision("unit", unit.place, unit.parent, "上级单位不在名单里，是漏写还是写法不同？")


def post_entry(row: PersonRow, unit_waits: tuple[Decision, ...]) -> Entry:
    waiting = (*row.asked, *unit_waits)
    post = AppointPerson(
        person_id(row.unit, row.name),
        row.name,
        row.post,
        row.unit,
        tuple(Role(role) for role in row.roles),
        row.since,
        row.until,
        row.phone,
    )
    return Entry(row.key, row.place, f"{row.unit}{row.post} {row.name}", () if waiting else (post,), waiting)


def with_namesakes_asked(document: PeopleDocument, entries: list[Entry]) -> Iterator[Entry]:
    """Two phones under one name in one unit are probably two people: that is asked about."""
    phones: dict[str, str] = {}
    for row, entry in zip(document.people, entries, strict=True):
        known = phones.setdefault(person_id(row.unit, row.name), row.phone)
        if known and row.phone and known != row.phone:
            question = "同一单位两行同名而电话不同：如是两个人，请在姓名后加以区别；如是一个人，请写同一个电话"
            asked = (*entry.waiting, Decision("person", row.place, row.name, question))
            yield msgspec.structs.replace(entry, commands=(), waiting=asked)
        else:
            yield entry
