"""发文字号: without a gap and without doubles, per organ, kind and year, however many sign at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from adapters.event_store.opening import OpenStore
from adapters.packs import packs_folder, shipped_calendar
from domain.casework import Casework
from domain.organisation import UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Level
from domain.roles import Role
from domain.supervision_paper.issuing import SignLetter
from domain.supervision_paper.paper import paper_id
from tests.problem.people import OFFICE
from tests.problem.story import packs
from tests.supervision_paper.stage import (
    CAMPAIGN,
    LETTER_DAY,
    dispatched_problems,
    drafted,
    given,
    time_passes,
    with_people,
)

TOWNS = tuple(f"{name}镇" for name in "子丑寅卯辰巳午未")


def eight_letters(casework: Casework) -> list[UUID]:
    """A draft for each of eight towns, of the same morning."""
    for town in TOWNS:
        given(casework, EstablishUnit(town, UnitKind.TOWN, "县"), "导入员", "2017-01-01 08:00")
        head = AppointPerson(f"{town}长", f"{town}长", title="镇长", unit=town, roles=(Role.HEAD,))
        given(casework, head, "导入员", "2017-01-01 08:00")
        time_passes(casework, dispatched_problems(casework, 1, town), "2022-09-05 09:00")
    return [paper_id(CAMPAIGN, town, Level.LETTER, LETTER_DAY, 1) for town in TOWNS]


def test_eight_letters_signed_at_once_have_eight_numbers_in_a_row(store: OpenStore) -> None:
    casework = with_people(Casework(store.recorder, store.vault, packs(), shipped_calendar(packs_folder())))
    papers = eight_letters(casework)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda paper: given(casework, SignLetter(), OFFICE, "2022-09-05 10:00", paper), papers))
    numbers = {casework.load(paper, fresh=True).state.document_no for paper in papers}
    assert numbers == {f"县专班督办〔2022〕{number}号" for number in range(1, 9)}


def test_every_kind_and_every_year_begins_at_one() -> None:
    story, _ = drafted(1)
    story.when(SignLetter(), OFFICE, "2023-01-03 10:00").accepted()
    assert story.state.document_no == "县专班督办〔2023〕1号"
