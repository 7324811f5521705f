"""One step of a timeline: who does what and what is expected of it, or what is checked; read with its line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec
from yaml import MappingNode, Node

from adapters.play.cast import with_entry
from adapters.play.commands import CommandName, Names, NoSuchCommand, arguments_of, build, command_named
from adapters.play.expectations import read_checks
from adapters.play.judging import Check, Readable
from adapters.play.nodes import Misread, entries_of, filled_in, items_of, key_named, nearest, part, scalar, text_of
from adapters.play.reading import case_kind, choice, english, known_only, listed, read_end, read_start
from adapters.play.words import ARGUMENTS, KEYS
from adapters.play.world import stand_in
from domain.campaign.opening import OpenCampaign
from domain.case import CaseKind, Command
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.classification import Mode
from domain.problem.planning import MeasureDraft, SubmitPlan
from domain.problem.problem import Stage
from domain.problem.registering import Dispatch, RegisterProblem
from domain.refusal import MESSAGES, Refused
from domain.write_side import PROBLEM

STEP_KEYS = (
    "at", "by", "do", "with", "case", "occurred_at", "reason", "expect", "check", "repeat", "problem", "bring_to",
    "run_until", "note", "makes",
)  # fmt: skip
ACTS = ("do", "problem", "bring_to", "run_until")
ACCEPTED_WORDS = ("accepted", "受理", "接受")
PROBLEM_NO = re.compile(r".+\d{4}-.+-\d{4}")
UNKNOWN_NAMES = ("unknown_person", "unknown_unit", "unknown_case", "unknown_category", "unknown_campaign")
"""Refusals that a step can expect only by naming what does not exist."""

A_PLAN = SubmitPlan((MeasureDraft("整改措施"),))


class Expected(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is expected of a command: accepted, or refused with this code, which says at least these facts."""

    code: str = ""
    facts: dict[str, str] = {}

    def met_by(self, refusal: Refused) -> bool:
        return self.code == refusal.code and all(str(refusal.facts.get(k)) == v for k, v in self.facts.items())

    def __str__(self) -> str:
        facts = "，".join(f"{name}={value}" for name, value in self.facts.items())
        return f"拒绝 {self.code}{f'（{facts}）' if facts else ''}" if self.code else "受理"


ACCEPTED = Expected()


class Order(msgspec.Struct, frozen=True):
    """One command by one person, to one or several cases; ``label`` is what a case it creates is called.

    ``makes`` are the labels of the further cases that it makes beside, by the name of their kind, in their order.
    """

    by: str
    name: CommandName
    command: Command
    cases: tuple[str, ...] = ()
    label: str = ""
    makes: dict[str, tuple[str, ...]] = {}
    occurred_at: datetime | None = None
    late_reason: str = ""
    expected: Expected = ACCEPTED


class Bring(msgspec.Struct, frozen=True):
    """Bring problems to a stage by the real commands, given by whoever may; ``preferred`` people are asked first.

    With ``register`` a problem is registered first, called by its label.
    """

    cases: tuple[str, ...]
    to: Stage
    preferred: tuple[str, ...] = ()
    register: Command | None = None
    dispatch: Command | None = None
    plan: Command = A_PLAN
    leader: str = ""
    person: str = ""


class Step(msgspec.Struct, frozen=True):
    """One line of the timeline: something is done, or time passes; then something is checked."""

    number: int
    line: int
    at: datetime
    act: Order | Bring | None = None
    checks: tuple[Check, ...] = ()
    note: str = ""


@dataclass
class StepReader:
    """Reads the steps of one timeline in their order; knows the labels of the cases so far, and their kinds."""

    names: Names
    labels: dict[str, CaseKind] = field(default_factory=dict)
    at: datetime | None = None

    def read(self, number: int, node: Node) -> Iterator[Step]:
        """A step, or as many as its ``repeat`` has items. Raises Misread."""
        repeat = entries_of(node, step_key).get("repeat")
        for copy in [node] if repeat is None else repeated(node, repeat):
            yield self.step(number, copy)

    def step(self, number: int, node: Node) -> Step:
        entries = entries_of(node, step_key)
        entries.pop("repeat", None)
        for key in entries:
            if key not in STEP_KEYS and key in (*ARGUMENTS, *ARGUMENTS.values()):
                raise Misread(key_named(node, key), f"“{key}”是操作的参数，请写在 with 中")
        known_only("步骤中", node, entries, STEP_KEYS, KEYS)
        at = self.instant(entries, node)
        note = text_of(entries.pop("note")) if "note" in entries else ""
        check = entries.pop("check", None)
        act = self.act(entries, node)
        for key, value in entries.items():
            raise Misread(value, f"“{key}”（{KEYS[key]}）在这一步用不上")
        checks = read_checks(check, self.readable) if check is not None else ()
        if act is None and not checks and not note and "run_until" not in entries_of(node, step_key):
            raise Misread(node, f"这一步什么也没做：请写 {listed((*ACTS, 'check'), KEYS)} 之一")
        return Step(number, node.start_mark.line + 1, at, act, checks, note)

    @property
    def readable(self) -> Readable:
        assert self.at is not None, "the step has its instant"
        names = dataclasses.replace(self.names, case=self.named_case)
        return Readable(names, self.at, self.one_case, self.kind_of)

    def instant(self, entries: dict[str, Node], node: Node) -> datetime:
        """When the step is taken: not earlier than the one before."""
        until, at = entries.pop("run_until", None), entries.pop("at", None)
        if until is None and at is None:
            raise Misread(node, "缺少 at（时间）")
        if until is not None and at is not None:
            raise Misread(until, "at 和 run_until 只写一个")
        taken = read_end(until) if until is not None else read_start(at or node)
        if self.at is not None and taken < self.at:
            raise Misread(until or at or node, "时间早于前一步：各步须按时间先后排列")
        self.at = taken
        return taken

    def act(self, entries: dict[str, Node], node: Node) -> Order | Bring | None:
        acts = [key for key in ACTS if key in entries]
        if len(acts) > 1:
            raise Misread(entries[acts[1]], f"一步只做一件事，这里有 {listed(acts, KEYS)}")
        if "do" in entries:
            return self.order(entries, node)
        if "problem" in entries:
            return self.registered(entries)
        if "bring_to" in entries:
            preferred = self.preferred(entries)
            to = choice(Stage, entries.pop("bring_to"))
            return Bring(self.cases(entries.pop("case", None), node, PROBLEM), to, preferred)
        return None

    # --- one command ---

    def order(self, entries: dict[str, Node], node: Node) -> Order:
        name = command_at(entries.pop("do"))
        expected = read_expected(entries.pop("expect")) if "expect" in entries else ACCEPTED
        if "by" not in entries:
            raise Misread(node, "缺少 by（办理人）")
        names = dataclasses.replace(
            self.names,
            strict=expected.code not in UNKNOWN_NAMES,
            case=self.any_case if expected.code == "unknown_case" else self.named_case,
        )
        by = names.person(entries.pop("by"))
        command = build(name, entries.pop("with") if "with" in entries else part(node, {}), names)
        case = entries.pop("case", None)
        label, cases = "", tuple[str, ...]()
        if name.creates:
            label = self.new_label(case, node, name.kind, expected)
        elif name.addresses:
            cases = self.cases(case, node, name.kind, expected.code == "unknown_case")
        elif case is not None:
            raise Misread(case, f"“{name.chinese}”不针对某个案件，不写 case")
        makes = self.further(entries.pop("makes"), expected) if "makes" in entries else {}
        self.learn(command)
        occurred_at, reason = late_entry(entries)
        return Order(by, name, command, cases, label, makes, occurred_at, reason, expected)

    def learn(self, command: Command) -> None:
        """Units, people and campaigns that a command makes may be named from here on."""
        names = self.names
        if isinstance(command, EstablishUnit | AppointPerson):
            self.names = dataclasses.replace(names, organisation=with_entry(names.organisation, command))
        elif isinstance(command, OpenCampaign) and command.pack in names.packs:
            packs = {**names.packs, command.campaign: names.packs[command.pack]}
            self.names = dataclasses.replace(names, packs=packs)

    # --- which cases ---

    def new_label(self, node: Node | None, whole: Node, kind: CaseKind, expected: Expected = ACCEPTED) -> str:
        """What a case is called that a step makes; without a label #1, #2, ... in the order in which they are made."""
        label = text_of(node) if node is not None else f"#{len(self.labels) + 1}"
        if label in self.labels:
            raise Misread(node or whole, f"已经有一个{self.labels[label].chinese}叫“{label}”")
        if not expected.code:
            self.labels[label] = kind
        return label

    def further(self, node: Node, expected: Expected) -> dict[str, tuple[str, ...]]:
        """``makes``: the labels of further cases, by kind; without a kind they are problems."""
        if expected.code:
            raise Misread(node, "预期被拒绝的操作不产生案件")
        by_kind = [(case_kind(key), value) for key, value in node.value] if isinstance(node, MappingNode) else []
        return {
            kind.name: tuple(self.new_label(item, item, kind) for item in items_of(value))
            for kind, value in by_kind or [(PROBLEM, node)]
        }

    def cases(self, node: Node | None, whole: Node, kind: CaseKind, any_label: bool = False) -> tuple[str, ...]:
        """The cases of a kind that a step is about: one, several, or none named where there is only one."""
        if node is None:
            return (self.one_case(None, whole, kind),)
        if any_label:
            return tuple(text_of(item) for item in items_of(node))
        return tuple(self.one_case(item, item, kind) for item in items_of(node))

    def one_case(self, node: Node | None, whole: Node, kind: CaseKind | None = None) -> str:
        """The label or number of a case, of this kind if one is meant."""
        named = [label for label, its_kind in self.labels.items() if kind in (None, its_kind)]
        word = kind.chinese if kind else PROBLEM.chinese
        if node is None:
            if len(named) != 1:
                raise Misread(whole, f"缺少 case：到这一步已登记{len(named)}个{word}，须写明是哪一个")
            return named[0]
        label = text_of(node)
        if label in self.labels and label not in named:
            raise Misread(node, f"“{label}”是{self.labels[label].chinese}，不是{word}")
        if label not in named and not is_number(label, kind or PROBLEM):
            raise Misread(node, f"到这一步还没有登记过“{label}”这个{word}{nearest(label, named)}")
        return label

    def kind_of(self, label: str) -> CaseKind:
        """The kind of a case; what is called by its number is a problem unless the timeline says otherwise."""
        return self.labels.get(label, PROBLEM)

    def named_case(self, node: Node) -> UUID:
        """What stands for the id of a case until it is there."""
        return stand_in(self.one_case(node, node))

    def any_case(self, node: Node) -> UUID:
        return stand_in(text_of(node))

    # --- a problem brought to a stage ---

    def registered(self, entries: dict[str, Node]) -> Bring:
        """``problem``: the arguments of register_problem and dispatch, who claims, and the stage to be reached."""
        whole = entries.pop("problem")
        known = (*REGISTRATION, *DISPATCH, *CLAIM, "measures", "case", "stage")
        written = entries_of(whole, lambda key: english(key, known, {**ARGUMENTS, **KEYS}))
        known_only("problem 中", whole, written, known, {**ARGUMENTS, **KEYS})
        to = choice(Stage, written.pop("stage")) if "stage" in written else Stage.RECTIFYING
        label = self.new_label(written.pop("case", None) or entries.pop("case", None), whole, PROBLEM)
        people = {key: self.names.person(written.pop(key)) for key in CLAIM if key in written}
        plan: Command = A_PLAN
        if "measures" in written:
            plan = build(command_named("submit_plan"), part(whole, {"measures": written.pop("measures")}), self.names)
        return Bring(
            cases=(label,),
            to=to,
            preferred=self.preferred(entries),
            register=self.registration(label, written, whole),
            dispatch=self.dispatch(written, whole, to),
            plan=plan,
            **people,
        )

    def registration(self, label: str, written: Mapping[str, Node], whole: Node) -> Command:
        entries = {key: written[key] for key in REGISTRATION if key in written}
        entries.setdefault("content", scalar(f"问题{label}", whole))
        pack = self.names.packs[self.names.campaign]
        entries.setdefault("category", scalar(pack.taxonomy[0].code, whole))
        if "unit" in written and self.names.place_of(text_of(written["unit"])) is not None:
            entries.setdefault("place", written["unit"])
        return build(command_named("register_problem"), part(whole, entries), self.names)

    def dispatch(self, written: Mapping[str, Node], whole: Node, to: Stage) -> Command | None:
        if to is Stage.REGISTERED and "unit" not in written:
            return None
        entries = {key: written[key] for key in DISPATCH if key in written}
        command = build(command_named("dispatch"), part(whole, entries), self.names)
        assert isinstance(command, Dispatch)
        dated = command.due_on or command.due_days is not None or command.undated
        if not dated and command.mode is Mode.TIME_LIMITED:
            raise Misread(whole, "缺少 due（整改时限）；没有时限的请写 due: 未定")
        return command

    def preferred(self, entries: dict[str, Node]) -> tuple[str, ...]:
        return tuple(self.names.person(item) for item in items_of(entries.pop("by"))) if "by" in entries else ()


REGISTRATION = arguments_of(RegisterProblem)
DISPATCH = arguments_of(Dispatch)
CLAIM = ("leader", "person")


def is_number(label: str, kind: CaseKind) -> bool:
    """Whether it can be the number of a case that no step has given a label."""
    return PROBLEM_NO.fullmatch(label) is not None or (kind is not PROBLEM and any(sign.isdigit() for sign in label))


def step_key(key: str) -> str:
    return english(key, STEP_KEYS, KEYS)


def repeated(node: Node, repeat: Node) -> Iterator[Node]:
    """A copy of the step for each item; a number n stands for 1 to n."""
    items = items_of(repeat)
    if len(items) == 1 and items[0] is repeat and text_of(repeat).isdigit():
        items = [scalar(str(number), repeat) for number in range(1, int(text_of(repeat)) + 1)]
    for number, item in enumerate(items, start=1):
        yield filled_in(node, item, number)


def command_at(node: Node) -> CommandName:
    try:
        return command_named(text_of(node))
    except NoSuchCommand as error:
        raise Misread(node, str(error)) from None


def read_expected(node: Node) -> Expected:
    """``accepted``, a refusal code, or {refused: code} with facts of the refusal beside it."""
    if not hasattr(node, "value") or isinstance(node.value, str):
        return ACCEPTED if text_of(node) in ACCEPTED_WORDS else Expected(refusal_code(node))
    entries = entries_of(node, lambda key: english(key, ("refused",), KEYS))
    if "refused" not in entries:
        raise Misread(node, "expect 应写 accepted，或 {refused: 拒绝代码}")
    code = refusal_code(entries.pop("refused"))
    return Expected(code, {key: text_of(value) for key, value in entries.items()})


def refusal_code(node: Node) -> str:
    code = text_of(node)
    if code not in MESSAGES:
        raise Misread(
            node, f"没有“{code}”这个拒绝代码{nearest(code, MESSAGES)}；expect 应写 accepted 或 {{refused: 代码}}"
        )
    return code


def late_entry(entries: dict[str, Node]) -> tuple[datetime | None, str]:
    occurred_at, reason = entries.pop("occurred_at", None), entries.pop("reason", None)
    if occurred_at is None:
        if reason is not None:
            raise Misread(reason, "步骤中的 reason 是补录原因，须与 occurred_at 同写；操作自己的理由写在 with 中")
        return None, ""
    return read_start(occurred_at), text_of(reason) if reason is not None else ""
