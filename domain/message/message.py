"""通知: one message about one event of a case: who is told what and why, by which ways, and what became of each.

A message has a stream of its own whose id follows from the event it speaks of, so that it is written once. What is
told is a code and facts; the words are found when it is shown. Source: design.md sections 2 and 5.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.case import CaseEvent
from domain.events import Named
from domain.owing import Obligation
from domain.policy import Duty


class Stage(StrEnum):
    WRITTEN = "WRITTEN"


STAGE_NAMES = {Stage.WRITTEN: "已生成"}


class What(StrEnum):
    """What is told."""

    REMIND = "REMIND"
    WARN = "WARN"
    LETTER = "LETTER"
    CIRCULATE = "CIRCULATE"
    INTERVIEW = "INTERVIEW"
    ISSUED = "ISSUED"
    SERVED = "SERVED"
    MISSED = "MISSED"
    MAJOR = "MAJOR"
    NEED_TO_KNOW = "NEED_TO_KNOW"


WHAT_NAMES = {
    What.REMIND: "临期提醒",
    What.WARN: "逾期催办",
    What.LETTER: "督办函",
    What.CIRCULATE: "建议通报",
    What.INTERVIEW: "建议约谈",
    What.ISSUED: "文书制发",
    What.SERVED: "文书送达",
    What.MISSED: "未履职",
    What.MAJOR: "重大问题专报",
    What.NEED_TO_KNOW: "限知悉范围事项",
}


class Capacity(StrEnum):
    """In which capacity somebody is told."""

    RESP_PERSON = "RESP_PERSON"
    RESP_LEADER = "RESP_LEADER"
    UNIT_HEAD = "UNIT_HEAD"
    LIAISON = "LIAISON"
    OFFICE = "OFFICE"
    GROUP_HEAD = "GROUP_HEAD"
    TEAM_LEAD = "TEAM_LEAD"
    DOER = "DOER"
    HOLDER = "HOLDER"
    FIELD_WORKER = "FIELD_WORKER"
    DISCIPLINE = "DISCIPLINE"


CAPACITY_NAMES = {
    Capacity.RESP_PERSON: "责任人",
    Capacity.RESP_LEADER: "责任领导",
    Capacity.UNIT_HEAD: "单位主要负责人",
    Capacity.LIAISON: "联络员",
    Capacity.OFFICE: "办公室",
    Capacity.GROUP_HEAD: "领导小组组长",
    Capacity.TEAM_LEAD: "督查组组长",
    Capacity.DOER: "办理人",
    Capacity.HOLDER: "履职人",
    Capacity.FIELD_WORKER: "帮扶、录入人员",
    Capacity.DISCIPLINE: "纪检监察",
}


class Instead(StrEnum):
    """Why somebody is told in another's place."""

    AWAY = "AWAY"
    LEFT = "LEFT"
    VACANT = "VACANT"


INSTEAD_NAMES = {Instead.AWAY: "不在岗", Instead.LEFT: "已不任职", Instead.VACANT: "空缺"}


class Medium(StrEnum):
    """The way by which a message goes out; the inbox is not one of them: what is written lies in it."""

    MAIL = "MAIL"
    WECOM = "WECOM"
    DINGTALK = "DINGTALK"
    FEISHU = "FEISHU"
    WEBHOOK = "WEBHOOK"
    OTHER = "OTHER"


MEDIUM_NAMES = {
    Medium.MAIL: "电子邮件",
    Medium.WECOM: "企业微信",
    Medium.DINGTALK: "钉钉",
    Medium.FEISHU: "飞书",
    Medium.WEBHOOK: "接口推送",
    Medium.OTHER: "其他渠道",
}

REPEATABLE = frozenset({Medium.MAIL, Medium.WEBHOOK})
"""Sent again under the same Message-ID or Idempotency-Key, by which the other side can drop a second copy."""


class Failure(StrEnum):
    """Why a sending came to nothing. UNKNOWN: nobody knows whether it arrived."""

    NO_ADDRESS = "NO_ADDRESS"
    NO_CHANNEL = "NO_CHANNEL"
    UNREACHABLE = "UNREACHABLE"
    REFUSED = "REFUSED"
    BROKEN_OFF = "BROKEN_OFF"
    UNKNOWN = "UNKNOWN"


FAILURE_NAMES = {
    Failure.NO_ADDRESS: "没有登记地址",
    Failure.NO_CHANNEL: "渠道未设置",
    Failure.UNREACHABLE: "连接不上对方",
    Failure.REFUSED: "对方拒收",
    Failure.BROKEN_OFF: "发送中断",
    Failure.UNKNOWN: "结果不明",
}


class Outcome(StrEnum):
    """How far one sending is."""

    WAITING = "WAITING"
    UNDER_WAY = "UNDER_WAY"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"
    UNKNOWN = "UNKNOWN"
    NOT_NEEDED = "NOT_NEEDED"


OUTCOME_NAMES = {
    Outcome.WAITING: "待发",
    Outcome.UNDER_WAY: "正在发送",
    Outcome.SENT: "已发",
    Outcome.GIVEN_UP: "发送失败",
    Outcome.UNKNOWN: "结果不明",
    Outcome.NOT_NEEDED: "已阅，不再发",
}


class Source(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The event that a message speaks of, and the number of its case; none where that is need-to-know."""

    case_id: UUID
    version: int
    kind: str
    number: str = ""


class Facts(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is told beside the code: codes, dates, counts and units; never a text."""

    unit: str = ""
    duty: Duty | None = None
    due_on: date | None = None
    overdue_wd: int = 0
    supervising: bool = False


class Receiver(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who is told, in which capacities; ``why`` in whose place, or in place of nobody (VACANT)."""

    who: Named
    capacities: tuple[Capacity, ...]
    instead_of: Named | None = None
    why: Instead | None = None


class Sending(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One way by which it goes out: to a person (his id), else to a group's robot or an interface (its name).

    ``due_at``: not before; ``digest``: in the digest of that day.
    """

    medium: Medium
    to: str
    due_at: datetime
    group: bool = False
    digest: bool = False

    @property
    def key(self) -> str:
        return f"{self.medium}:{'group' if self.group else 'person'}:{self.to}"


class Progress(msgspec.Struct, frozen=True):
    """How far a sending is. ``look_at``: when it is due, or, under way, since when. ``bundle``: with what it went."""

    sending: Sending
    outcome: Outcome
    look_at: datetime
    attempts: int = 0
    bundle: UUID | None = None
    done_at: datetime | None = None
    reason: Failure | None = None


class Message(msgspec.Struct, frozen=True):
    """One message, as of its last event. ``late``: its moment was over for more than a working day."""

    id: UUID
    version: int
    campaign: str
    number: str
    source: Source
    what: What
    facts: Facts
    about_at: datetime
    written_at: datetime
    late: bool
    receivers: tuple[Receiver, ...]
    nobody: tuple[Capacity, ...]
    progress: dict[str, Progress]
    read: dict[str, datetime] = {}
    obligations: tuple[Obligation, ...] = ()

    @property
    def stage(self) -> Stage:
        return Stage.WRITTEN

    @property
    def unit(self) -> str:
        return self.facts.unit

    @property
    def answerable(self) -> tuple[str, ...]:
        return persons_of(self.receivers)

    @property
    def due_on(self) -> date | None:
        return None


class MessageEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a message."""


class MessageWritten(MessageEvent, frozen=True, kw_only=True, tag="message.written"):
    """``about_at``: when the moment happened. ``nobody``: capacities in which there was nobody who could be told."""

    number: str
    source: Source
    what: What
    facts: Facts
    about_at: datetime
    receivers: tuple[Receiver, ...]
    sendings: tuple[Sending, ...] = ()
    nobody: tuple[Capacity, ...] = ()
    late: bool = False

    def apply(self, state: Message | None) -> Message:
        return Message(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            number=self.number,
            source=self.source,
            what=self.what,
            facts=self.facts,
            about_at=self.about_at,
            written_at=self.occurred_at,
            late=self.late,
            receivers=self.receivers,
            nobody=self.nobody,
            progress={one.key: Progress(one, Outcome.WAITING, one.due_at) for one in self.sendings},
        )


class SendingEvent(MessageEvent, frozen=True, kw_only=True):
    """The base of what happens to one sending, named by its key."""

    sending: str

    def apply(self, state: Message) -> Message:
        return replace(state, progress={**state.progress, self.sending: self.after(state.progress[self.sending])})

    def after(self, before: Progress) -> Progress:
        raise NotImplementedError(type(self).__name__)


class MessageAttempted(SendingEvent, frozen=True, kw_only=True, tag="message.attempted"):
    """It is about to be sent, in one bundle with whatever else goes the same way at that time."""

    attempt: int
    bundle: UUID

    def after(self, before: Progress) -> Progress:
        return replace(
            before, outcome=Outcome.UNDER_WAY, look_at=self.occurred_at, attempts=self.attempt, bundle=self.bundle
        )


class MessageSent(SendingEvent, frozen=True, kw_only=True, tag="message.sent"):
    def after(self, before: Progress) -> Progress:
        return replace(before, outcome=Outcome.SENT, done_at=self.occurred_at, reason=None)


class MessageFailed(SendingEvent, frozen=True, kw_only=True, tag="message.failed"):
    """``again_at``: when it is tried again; None: never, or nobody knows whether it arrived (结果不明)."""

    reason: Failure
    again_at: datetime | None = None

    def after(self, before: Progress) -> Progress:
        if self.again_at is not None:
            return replace(before, outcome=Outcome.WAITING, look_at=self.again_at, reason=self.reason)
        outcome = Outcome.UNKNOWN if self.reason is Failure.UNKNOWN else Outcome.GIVEN_UP
        return replace(before, outcome=outcome, done_at=self.occurred_at, reason=self.reason)


class MessageRead(MessageEvent, frozen=True, kw_only=True, tag="message.read"):
    """已阅: what still waits to be sent to the reader is not sent any more."""

    by: Named

    def apply(self, state: Message) -> Message:
        progress = {key: self.seen(one) for key, one in state.progress.items()}
        return replace(state, read={**state.read, self.by.person: self.occurred_at}, progress=progress)

    def seen(self, before: Progress) -> Progress:
        mine = before.sending.to == self.by.person and not before.sending.group
        return replace(before, outcome=Outcome.NOT_NEEDED) if mine and before.outcome is Outcome.WAITING else before


MESSAGE_EVENTS = (MessageWritten, MessageAttempted, MessageSent, MessageFailed, MessageRead)


def message_id(case_id: UUID, version: int) -> UUID:
    """The message about one event."""
    return uuid5(NAMESPACE_URL, f"duban/message/{case_id}/{version}")


def message_no(message: UUID, about_at: datetime) -> str:
    """通知编号: the day of the moment, and letters and digits that follow from what it speaks of."""
    return f"TZ{local_date(about_at):%Y%m%d}-{b32encode(message.bytes)[:7].decode()}"


def persons_of(receivers: Iterable[Receiver]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(receiver.who.person for receiver in receivers))
