"""请示答复: units ask the office about what they meet in carrying out the plan; each answer has its date (R003-42)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.campaign.campaign import Campaign, CampaignEvent, Question
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class AskOffice(msgspec.Struct, frozen=True):
    """请示: a question of a unit to the office."""

    question: str


class AnswerQuestion(msgspec.Struct, frozen=True):
    """答复: the office answers question ``number``."""

    number: int
    answer: str


# --- events -------------------------------------------------------------------------------------------------------


class QuestionAsked(CampaignEvent, frozen=True, kw_only=True, tag="campaign.question_asked"):
    number: int
    by: Named
    question: Sealed

    def apply(self, state: Campaign) -> Campaign:
        asked = Question(self.number, self.by.unit, self.occurred_at)
        return replace(state, questions=(*state.questions, asked))


class QuestionAnswered(CampaignEvent, frozen=True, kw_only=True, tag="campaign.question_answered"):
    number: int
    by: Named
    answer: Sealed

    def apply(self, state: Campaign) -> Campaign:
        at = self.occurred_at
        questions = tuple(replace(q, answered_at=at) if q.number == self.number else q for q in state.questions)
        return replace(state, questions=questions)


# --- decisions ----------------------------------------------------------------------------------------------------


def ask_office(campaign: Campaign, command: AskOffice, c: Circumstances) -> Iterator[NewEvent]:
    yield (
        QuestionAsked,
        {
            "number": len(campaign.questions) + 1,
            "by": c.actor.named(),
            "question": c.seal(str(campaign.id), "请示问题", command.question),
        },
    )


def answer_question(campaign: Campaign, command: AnswerQuestion, c: Circumstances) -> Iterator[NewEvent]:
    asked = next((question for question in campaign.questions if question.number == command.number), None)
    if asked is None:
        raise Refused("unknown_question", number=command.number)
    if asked.answered_at is not None:
        raise Refused("answered_already", number=command.number)
    answer = c.seal(str(campaign.id), "答复", command.answer)
    yield QuestionAnswered, {"number": command.number, "by": c.actor.named(), "answer": answer}
