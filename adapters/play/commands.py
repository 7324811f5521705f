"""A command from its name and its arguments, as a timeline or ``duban do`` writes them: names in English or Chinese,
people by name, evidence as any text, the four checks in a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect
from yaml import MappingNode, Node, ScalarNode

from adapters.play.nodes import Misread, entries_of, is_nothing, mapping, nearest, text_of
from adapters.play.reading import (
    NO,
    YES,
    Read,
    Reader,
    choice,
    english,
    fields_of,
    known_only,
    moment,
    names_within,
    read_bool,
    read_day,
    read_id,
)
from adapters.play.visits import read_checks, read_frame, read_met, with_those_drawn
from domain.authorising import Act
from domain.authority import ACTS
from domain.case import CaseKind, Command
from domain.inspection.inspection import Inspection
from domain.inspection.visiting import HouseholdMet
from domain.item_checks import ItemCheck
from domain.monitoring_case.monitoring_case import Risk, RiskKind
from domain.monitoring_case.verifying import MemberDraft
from domain.organisation import Organisation, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.pack import Pack
from domain.problem.classification import Scope
from domain.problem.closing import ApproveClose, Check
from domain.problem.finding import Finding
from domain.problem.paper import RecordPaperDecision
from domain.problem.planning import MeasureDraft
from domain.problem.problem import Evidence, Place, Problem
from domain.problem.rechecking import FourCheck
from domain.sampling.frame import Entry, commitment
from domain.write_side import KIND_OF

PEOPLE = (
    "leader",
    "leaders",
    "person",
    "persons",
    "concerned",
    "decider",
    "party",
    "interviewee",
    "second_worker",
    "trustee",
    "deputy",
)
"""Arguments that name a person, beside all in ``_by`` (signed_by); not those of AppointPerson, which makes one."""

UNITS = ("unit", "to", "group", "village", "villages", "at_once_unit")
"""Arguments that name a unit."""

HASHES = ("evidence_pack", "seed")
"""Arguments that are a SHA-256, beside all in ``sha256``."""

HEX_DIGITS = set("0123456789abcdef")
BY_THE_MACHINE = ("read",)
"""Arguments that nobody writes: what is read from the log for a command."""

NOT_INVOLVED = "不涉及"
AS_RECHECKED = "依据见复核记录"
NO_RESPONSIBILITY = "不涉及责任问题"
UNDATED = "未定"
DAYS = re.compile(r"(\d+)\s*天内?")
ALL = ("all", "全部")
EVERY_MEASURE = (0,)
"""Stands for all measures of the problem until the command is given (see ``completed``)."""

LISTS: Mapping[type, Callable[[Node], tuple[Any, ...]]] = {
    Entry: read_frame,
    HouseholdMet: read_met,
    ItemCheck: read_checks,
}
"""What lists are made of of which several members may be written as one."""


@dataclass(frozen=True, slots=True)
class CommandName:
    """A command of the domain with its names; ``creates`` a case, or ``addresses`` one."""

    command: type[Command]
    name: str
    chinese: str
    creates: bool = False
    addresses: bool = True

    @property
    def kind(self) -> CaseKind:
        """The kind of case that it creates or addresses."""
        return KIND_OF[self.command]


def creates(act: Act) -> bool:
    return not act.stages and not KIND_OF[act.command].standing


COMMANDS = (*(CommandName(act.command, act.name, act.chinese, creates(act), bool(act.stages)) for act in ACTS),)


class NoSuchCommand(Exception):
    """No command has this name; the message says which is near."""


def command_named(name: str) -> CommandName:
    """The command of this identifier, class name or Chinese name. Raises NoSuchCommand."""
    wanted = name.strip()
    for known in COMMANDS:
        if wanted in (known.name, known.chinese, known.command.__name__):
            return known
    names = [*(c.name for c in COMMANDS), *(c.chinese for c in COMMANDS)]
    raise NoSuchCommand(f"没有“{wanted}”这个操作{nearest(wanted, names)}")


@dataclass(frozen=True, slots=True)
class Names:
    """What the arguments of a command may name: people, units, problem types, and the campaign if none is named.

    ``strict``: whoever or whatever is not known is a mistake of the writer; else the domain may refuse it.
    ``case`` gives the id of a case that is named by its label or its number.
    ``evidence`` reads a piece of evidence; without it any text stands for a file with that content.
    """

    organisation: Organisation
    packs: Mapping[str, Pack]
    campaign: str = ""
    strict: bool = True
    case: Callable[[Node], UUID] = read_id
    evidence: Read | None = None

    def person(self, node: Node) -> str:
        """The id of a person named by id or by name."""
        wanted = text_of(node)
        people = self.organisation.people
        if wanted in people:
            return wanted
        found = [person.id for person in people.values() if person.name == wanted]
        if len(found) > 1:
            raise Misread(node, f"有{len(found)}人叫“{wanted}”，请写人员编号：{'、'.join(found)}")
        if not found and self.strict:
            known = [*people, *(person.name for person in people.values())]
            raise Misread(node, f"没有“{wanted}”这个人{nearest(wanted, known)}，请先在 people 中写明")
        return found[0] if found else wanted

    def unit(self, node: Node) -> str:
        """The name of a unit."""
        wanted, units = text_of(node), self.organisation.units
        if wanted not in units and self.strict:
            raise Misread(node, f"没有“{wanted}”这个单位{nearest(wanted, units)}，请先在 units 中写明")
        return wanted

    def place(self, node: Node) -> Place:
        """A place written as the name of a unit, or level by level."""
        if isinstance(node, MappingNode):
            return Reader({}, {}).struct(Place, node)
        place = self.place_of(text_of(node))
        if place is None:
            raise Misread(node, f"没有“{text_of(node)}”这个单位，地点可写 {{county: 县, town: 镇, village: 村}}")
        return place

    def place_of(self, code: str) -> Place | None:
        """Where a unit lies, by the places above it. None if the unit is unknown."""
        units = self.organisation.units
        walk = units.get(code)
        if walk is None:
            return None
        levels: dict[str, str] = {}
        while walk is not None:
            if walk.kind in PLACE_LEVELS:
                levels[PLACE_LEVELS[walk.kind]] = walk.code
            walk = units.get(walk.parent or "")
        return Place(**levels)

    def category(self, campaign: str, node: Node) -> str:
        """The code of a problem type named by code, label or alias."""
        word, pack = text_of(node), self.packs.get(campaign)
        known = {name: c.code for c in (pack.taxonomy if pack else ()) for name in (c.code, c.label, *c.aliases)}
        if word not in known and self.strict:
            raise Misread(node, f"没有“{word}”这种问题类型{nearest(word, known)}，可写：{'、'.join(known)}")
        return known.get(word, word)


PLACE_LEVELS = {
    UnitKind.COUNTY: "county",
    UnitKind.TOWN: "town",
    UnitKind.VILLAGE: "village",
}


def build(name: CommandName, arguments: Node, names: Names) -> Command:
    """The command with these arguments. Raises Misread, which says where and what is wrong."""
    command, reader = name.command, argument_reader(name.command, names)
    fields = fields_of(command)
    known = arguments_of(command)
    entries = entries_of(arguments, lambda key: english(key, known))
    known_only(f"“{name.chinese}”的参数中", arguments, entries, known)
    given: dict[str, Any] = {}
    if "due_on" in fields:
        given |= due_in_words(entries, fields)
    if "campaign" in fields and "campaign" not in entries:
        given["campaign"] = names.campaign
    given |= lists_in_short(entries, fields)
    if "finding" in fields:
        given["finding"] = finding(reader, entries, arguments, names)
    if command is ApproveClose:
        given |= checks_and_responsibility(reader, entries)
    if "measures_done" in fields and text_or_nothing(entries.get("measures_done")) in ALL:
        del entries["measures_done"]
        given["measures_done"] = EVERY_MEASURE
    return reader.fields(command, arguments, entries, given)


def lists_in_short(entries: dict[str, Node], fields: Mapping[str, inspect.Field]) -> dict[str, Any]:
    """The arguments that are lists of which several members may be written as one."""
    read = {name: LISTS[cls] for name, field in fields.items() if (cls := member_of(field.type)) in LISTS}
    return {name: read_list(entries.pop(name)) for name, read_list in read.items() if name in entries}


def member_of(wanted: inspect.Type) -> Any:
    """The struct that a list is made of; None if it is no such list."""
    match wanted:
        case inspect.VarTupleType(item_type=inspect.StructType(cls=cls)):
            return cls
    return None


def from_words(name: CommandName, words: Mapping[str, str], names: Names) -> Command:
    """The same from a command line: each argument a word, or YAML for a list or a mapping. Raises Misread, NotYaml."""
    return build(name, mapping(words), names)


def completed(command: Command, state: Any, cases: Mapping[UUID, UUID]) -> Command:
    """The command as it is given to a case in this state: only now all its measures are known, who was drawn in it, and
    which ids the other cases have that are named.
    """
    named: Command = with_cases(command, cases)
    if isinstance(state, Inspection):
        return with_those_drawn(named, state)
    if isinstance(named, RecordPaperDecision):
        return msgspec.structs.replace(named, decision=completed(named.decision, state, {}))
    if not isinstance(state, Problem) or getattr(command, "measures_done", ()) != EVERY_MEASURE:
        return named
    return msgspec.structs.replace(named, measures_done=tuple(range(1, len(state.measures) + 1)))


def with_cases(value: Any, cases: Mapping[UUID, UUID]) -> Any:
    """The value with the ids of cases in place of those that stood for them, at any depth."""
    match value:
        case UUID():
            return cases.get(value, value)
        case msgspec.Struct():
            fields = {name: with_cases(getattr(value, name), cases) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        case tuple():
            return tuple(with_cases(member, cases) for member in value)
    return value


# --- what may be written shorter ------------------------------------------------------------------------------------


def arguments_of(command: type[Command]) -> list[str]:
    """What may be written: the fields of the command, those of the finding in it, and words for several at once."""
    fields = fields_of(command)
    names = [name for name in fields if name not in ("finding", *BY_THE_MACHINE)]
    if "finding" in fields:
        names[:0] = [name for name in fields_of(Finding) if name != "problem_no"]
    if "due_on" in fields:
        names.insert(names.index("due_on"), "due")
    if command is ApproveClose:
        names.insert(0, "four_checks")
    return names


def due_in_words(entries: dict[str, Node], fields: Collection[str]) -> dict[str, Any]:
    """The due date, named due or due_on: a date, a date with a time of day, 未定, or so many days (10天)."""
    node = entries.pop("due", None) or entries.pop("due_on", None)
    if node is None or is_nothing(node):
        return {}
    text = text_of(node)
    if text == UNDATED:
        return {"undated": True} if "undated" in fields else {}
    days = DAYS.fullmatch(text)
    if days and "due_days" in fields:
        return {"due_days": int(days[1])}
    when = moment(node)
    if when.of_day is None or "due_time" not in fields:
        return {"due_on": read_day(node)}
    return {"due_on": when.day, "due_time": when.of_day}


def command_in_words(node: Node, names: Names) -> Command:
    """A command within a command (线下签批): {同意销号: {its arguments}}."""
    entries = entries_of(node)
    if len(entries) != 1:
        raise Misread(node, "这里应写一个操作和它的参数，如 {同意整改方案: {}}")
    [(word, arguments)] = entries.items()
    try:
        return build(command_named(word), arguments, names)
    except NoSuchCommand as error:
        raise Misread(node, str(error)) from None


def finding_in_words(node: Node, names: Names) -> Finding:
    """A finding within a list of them."""
    known = [name for name in fields_of(Finding) if name != "problem_no"]
    entries = entries_of(node, lambda key: english(key, known))
    return finding(argument_reader(Finding, names), entries, node, names)


def finding(reader: Reader, entries: dict[str, Node], arguments: Node, names: Names) -> Finding:
    """What was found, from the arguments that belong to it; its place is that of the unit unless one is named."""
    own = {name: entries.pop(name) for name in fields_of(Finding) if name in entries}
    given: dict[str, Any] = {"campaign": names.campaign} if "campaign" not in own else {}
    if "place" not in own and "unit" in entries:
        given["place"] = names.place_of(text_of(entries["unit"])) or Place()
    if "scope" not in own and {"household_ref", "householder"} & own.keys():
        given["scope"] = Scope.HOUSEHOLD
    if "category" in own:
        campaign = text_of(own["campaign"]) if "campaign" in own else names.campaign
        given["category"] = names.category(campaign, own.pop("category"))
    return reader.fields(Finding, arguments, own, given)


def checks_and_responsibility(reader: Reader, entries: dict[str, Node]) -> dict[str, Any]:
    """``four_checks`` stands for each of the four that is not named, and for a responsibility trace that is clean."""
    node = entries.pop("four_checks", None)
    if node is None:
        return {}
    given: dict[str, Any] = {check.value: check_in_words(node) for check in FourCheck if check.value not in entries}
    return given if "responsibility" in entries else given | {"responsibility": NO_RESPONSIBILITY}


def check_in_words(node: Node) -> Check:
    """One of the four checks: yes, no, or the basis on which it holds; in full as ok and basis."""
    if isinstance(node, MappingNode):
        entries = entries_of(node, lambda key: english(key, ("ok", "basis")))
        ok = entries.pop("ok", None)
        given = {} if ok is None else {"ok": None if text_of(ok) == NOT_INVOLVED or is_nothing(ok) else read_bool(ok)}
        return Reader({}, {}).fields(Check, node, entries, given)
    word = text_of(node)
    if word.lower() in NO:
        return Check(False, "不通过")
    return Check(True, AS_RECHECKED if word.lower() in YES else word)


def evidence_in_words(node: Node, person: Read) -> Evidence:
    """A piece of evidence: its SHA-256, or any text, which stands for a file with that content."""
    if isinstance(node, MappingNode):
        return Reader({}, {"taken_by": person}).struct(Evidence, node)
    return Evidence(hash_in_words(node))


def hash_in_words(node: Node) -> str:
    """A SHA-256, or that of any text."""
    word = text_of(node)
    is_hash = len(word) == 64 and not set(word) - HEX_DIGITS
    return word if is_hash else sha256(word.encode()).hexdigest()


def commitment_in_words(node: Node) -> str:
    """What is published of a seed; any text stands for that of the seed for which the same text stands."""
    written = hash_in_words(node)
    return written if written == text_of(node) else commitment(written)


def risk_in_words(node: Node) -> Risk:
    """A risk: its kind, or its kind and the member that it is a risk of."""
    if isinstance(node, MappingNode):
        return Reader({}, {}).struct(Risk, node)
    return Risk(choice(RiskKind, node))


def member_in_words(node: Node) -> MemberDraft:
    """A member of a household: what is said of him, or that in full."""
    return Reader({}, {}).struct(MemberDraft, node) if isinstance(node, MappingNode) else MemberDraft(text_of(node))


def text_or_nothing(node: Node | None) -> str | None:
    return node.value if isinstance(node, ScalarNode) else None


def argument_reader(command: type[Command], names: Names) -> Reader:
    measure_names = {"person": names.person, "unit": names.unit, "villages": names.unit}

    def measure(node: Node) -> MeasureDraft:
        if isinstance(node, MappingNode):
            return Reader({}, measure_names).struct(MeasureDraft, node)
        return MeasureDraft(text_of(node))

    by_type: dict[type, Read] = {
        Evidence: names.evidence or (lambda node: evidence_in_words(node, names.person)),
        Check: check_in_words,
        MeasureDraft: measure,
        Place: names.place,
        Finding: lambda node: finding_in_words(node, names),
        msgspec.Struct: lambda node: command_in_words(node, names),
        Risk: risk_in_words,
        MemberDraft: member_in_words,
        UUID: names.case,
    }
    if command in (AppointPerson, EstablishUnit):
        return Reader(by_type, {})
    return Reader(by_type, {name: own for name in names_within(command) if (own := reading_of(name, names))})


def reading_of(name: str, names: Names) -> Read | None:
    """How an argument is read whose name says what it names: a person, a unit, a file by its hash."""
    if name in PEOPLE or name.endswith("_by"):
        return names.person
    if name in UNITS:
        return names.unit
    if name == "commitment":
        return commitment_in_words
    return hash_in_words if name in HASHES or name.endswith("sha256") else None
