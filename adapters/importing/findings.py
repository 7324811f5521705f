"""What a reading turns up besides the rows it read: questions for a person, what could not be read, refusals."""

import re

import msgspec

from adapters.importing.refusals import ImportRefused, Place, Refusal


class Value(msgspec.Struct, frozen=True):
    """A text with its place; empty when nothing was written."""

    text: str = ""
    place: Place = Place()


class Decision(msgspec.Struct, frozen=True):
    """Something that a person has to decide before the row can be registered; it is never guessed.

    kind: date, category, household, household_type, area_level, measures, same_problem, personal_data, unit, leader,
    person; in a list of people role, phone, period. ``answer`` is what an answer is called: 第23行:due.
    """

    kind: str
    place: Place
    text: str
    question: str
    candidates: tuple[str, ...] = ()
    answer: str = ""


class Unread(msgspec.Struct, frozen=True):
    """A line or a row that will not be registered, and why."""

    place: Place
    text: str
    why: str


class Findings:
    """Gathers what one reading turns up, so that a clerk sees all of it at once."""

    def __init__(self) -> None:
        self.unread: list[Unread] = []
        self.decisions: list[Decision] = []
        self.refusals: list[Refusal] = []

    def skip(self, place: Place, text: str, why: str) -> None:
        self.unread.append(Unread(place, text, why))

    def ask(self, kind: str, value: Value, question: str, candidates: tuple[str, ...] = ()) -> None:
        self.decisions.append(Decision(kind, value.place, value.text, question, candidates))

    def refuse(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)

    def ask_about_personal_data(self, value: Value) -> None:
        """Ask about numbers of persons inside a text that others will read; the number itself is not repeated."""
        for kind, pattern in _PERSONAL:
            if pattern.search(value.text):
                question = f"文字中疑似有{kind}：请删去后再导入，或确认保留"
                self.decisions.append(Decision("personal_data", value.place, kind, question))

    def asked_since(self, earlier: int) -> tuple[Decision, ...]:
        """The questions of one row: all that were asked since there were ``earlier`` of them."""
        return tuple(self.decisions[earlier:])

    def raise_refusals(self) -> None:
        """Raises ImportRefused when anything was refused."""
        if self.refusals:
            raise ImportRefused(self.refusals)


_PERSONAL = (
    ("身份证号", re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")),
    ("手机号", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    ("银行卡号", re.compile(r"(?<!\d)62\d{14,17}(?!\d)")),
)
