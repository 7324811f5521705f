"""通知的文字: what a message says, from its code and facts. Whatever is need-to-know names nothing."""

from __future__ import annotations

from collections.abc import Iterable

from domain.message.message import CAPACITY_NAMES, INSTEAD_NAMES, WHAT_NAMES, Facts, Message, Receiver, What
from domain.policy import DUTY_NAMES
from domain.write_side import KINDS

KIND_NAMES = {kind.name: kind.chinese for kind in KINDS}

THEN = {
    What.LETTER: "达到督办函级别，请办公室签发，责任单位抓紧整改",
    What.CIRCULATE: "建议通报，请领导小组组长审定",
    What.INTERVIEW: "建议约谈，请领导小组组长审定",
    What.MAJOR: "登记为重大问题，请即研究处理",
    What.ISSUED: "已制发，即将送达，请抓紧整改",
    What.SERVED: "已送达，请签收",
    What.MISSED: "本期未完成",
}
"""What follows from it, where that is more than to do it."""


def line(message: Message) -> str:
    """The whole message in one line."""
    if message.what is What.NEED_TO_KNOW:
        return f"【{WHAT_NAMES[message.what]}】有一件限定知悉范围的事项需要您办理，请登录系统查看"
    about = f"{KIND_NAMES[message.source.kind]} {message.source.number}"
    said = [part for part in (what_is_owed(message.facts), THEN.get(message.what, "")) if part]
    return f"【{WHAT_NAMES[message.what]}】{'：'.join((about, '，'.join(said))) if said else about}"


def what_is_owed(facts: Facts) -> str:
    said = [DUTY_NAMES[facts.duty]] if facts.duty else []
    if facts.unit:
        said.append(f"责任单位{facts.unit}")
    if facts.due_on:
        said.append(f"时限{facts.due_on:%Y-%m-%d}")
    if facts.overdue_wd:
        side = "上级超时" if facts.supervising else "已逾期"
        said.append(f"{side}{facts.overdue_wd}个工作日")
    return "，".join(said)


def told_as(receivers: Iterable[Receiver]) -> str:
    """In which capacities somebody is told, and in whose place: 责任人；代王某（不在岗）."""
    return "；".join(as_one(receiver) for receiver in receivers)


def as_one(receiver: Receiver) -> str:
    capacities = "、".join(CAPACITY_NAMES[one] for one in receiver.capacities)
    if receiver.why is None:
        return capacities
    instead_of = receiver.instead_of.name if receiver.instead_of else capacities
    return f"{capacities}（{instead_of}{INSTEAD_NAMES[receiver.why]}，由您代收）"
