"""The words that all documents have in common: dates, copies, and what is said of a problem with its names masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from domain.calendar import local_date
from domain.document.content import Entry
from domain.document.masthead import Masthead, SaidOfProblem
from domain.events import Named
from domain.sealing import Sealed, mask_name
from projections.ledger_lines import ERASED, UNDATED, Reveal, place_text


def chinese_date(day: date | None) -> str:
    """成文日期: 2022年9月5日, without zeros."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def chinese_span(first: date, last: date) -> str:
    """Both days; what the first has said already is not said again."""
    if first == last:
        return chinese_date(first)
    if first.year != last.year:
        return f"{chinese_date(first)}至{chinese_date(last)}"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{chinese_date(first)}至{month}{last.day}日"


def day_text(day: date | None) -> str:
    return day.isoformat() if day else UNDATED


def name_of(person: Named | None) -> str:
    if person is None:
        return ""
    return f"{person.name}（代{person.on_behalf_of}）" if person.on_behalf_of else person.name


def heading(masthead: Masthead, signed_at: datetime | None, number: str, **more: str) -> Iterator[Entry]:
    """What every document has, by the names that templates use."""
    yield Entry("发文机关", masthead.organ)
    yield Entry("发文字号", number)
    yield Entry("文种", masthead.title)
    yield Entry("印发机关", masthead.printed_by or masthead.organ)
    yield Entry("密级", masthead.marks.secrecy_text)
    yield Entry("紧急程度", masthead.marks.urgency_text)
    yield Entry("附注", masthead.marks.footnote)
    yield Entry("专项行动", masthead.campaign)
    yield Entry("依据文件", masthead.basis)
    yield Entry("成文日期", chinese_date(local_date(signed_at) if signed_at else None))
    for name, text in more.items():
        yield Entry(name, text)


class Sayings:
    """The texts of problems, each with the name of its householder masked."""

    def __init__(
        self, said: Iterable[SaidOfProblem | None], reveal: Reveal, more: Iterable[Sealed | None] = ()
    ) -> None:
        refs = [text.ref for one in said if one for text in (one.content, one.householder) if text]
        self.plain = reveal([*refs, *(text.ref for text in more if text)])

    def of(self, said: SaidOfProblem, text: Sealed | None) -> str:
        plain = self.text(text)
        name = self.plain.get(said.householder.ref, "").strip() if said.householder else ""
        return plain.replace(name, mask_name(name)) if name else plain

    def text(self, sealed: Sealed | None) -> str:
        return self.plain.get(sealed.ref, ERASED) if sealed else ""


def place_of(said: SaidOfProblem) -> str:
    return place_text(said.place)
