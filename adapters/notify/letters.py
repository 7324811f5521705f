"""What is sent: one letter for a bundle of messages to one receiver."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.message.message import Message, Sending
from projections.inbox import receivers_of
from projections.message_words import line, told_as

SIGNED = "本通知由督办系统自动发送，请在系统收件箱签阅（duban inbox）。"
LONGEST_LINES = 12
"""So many messages are listed to a group; the rest are counted: its robots take only short texts."""


class Letter(msgspec.Struct, frozen=True):
    """``bundle`` names it: the same messages to the same receiver are the same letter, however often it is sent."""

    bundle: UUID
    subject: str
    body: str
    messages: tuple[Message, ...]


def letter_to(sending: Sending, bundle: UUID, messages: Sequence[Message]) -> Letter:
    lines = [entry(sending, number, message) for number, message in enumerate(messages, start=1)]
    if sending.group and len(lines) > LONGEST_LINES:
        lines = [*lines[:LONGEST_LINES], f"……另有{len(lines) - LONGEST_LINES}条，请在系统收件箱查看。"]
    return Letter(bundle, subject(sending, messages), "\n".join((*lines, "", SIGNED)), tuple(messages))


def subject(sending: Sending, messages: Sequence[Message]) -> str:
    if sending.digest:
        return f"督办通知汇总（{len(messages)}条）"
    return f"督办通知（{len(messages)}条）" if len(messages) > 1 else f"督办通知 {messages[0].number}"


def entry(sending: Sending, number: int, message: Message) -> str:
    said = f"{number}. {line(message)}〔{message.number}〕"
    return said if sending.group else f"{said}\n   您的身份：{told_as(receivers_of(message, sending.to))}"
