"""What may this person do with this case now, and if not, why: asked, without giving a command."""

from __future__ import annotations

import pytest

from domain.casework import Caller
from domain.deputising import Delegate
from domain.events import Way
from domain.organisation import ORGANISATION_ID
from domain.permitting import Permission
from domain.refusal import Refused
from domain.write_side import PROBLEM
from tests.authority.arranging import arranged
from tests.authority.test_way_up import CROSS_CHECK, handed_in
from tests.problem.acts import to_checking, to_close_pending, to_dispatched
from tests.problem.people import CHECKER, HEAD, LIAISON, OFFICE, PERSON, TOWN
from tests.problem.story import Story, given, instant


def permissions(story: Story, person: str, at: str | None = None) -> dict[str, Permission]:
    caller = Caller(person=person, command_id="asked", recorded_at=instant(at) if at else story.now)
    return {one.command: one for one in story.casework.permissions(caller, story.case)}


def test_every_command_of_the_case_is_answered() -> None:
    story = given(*to_checking())
    assert len(permissions(story, CHECKER)) == len(PROBLEM.decisions)


def test_what_he_may_is_told_with_the_role_and_what_not_with_the_code_and_the_sentence() -> None:
    asked = permissions(given(*to_checking()), CHECKER)
    assert asked["pass_layer"] == Permission("pass_layer", "复核通过", True, role="TOWN", unit=TOWN)
    assert asked["approve_close"].code == "wrong_stage"
    assert asked["report_false"].code == "sod_3"  # he is at home there
    assert asked["derive_problem"].code == "not_permitted"
    assert asked["derive_problem"].message.startswith(f"{CHECKER}（甲镇核查员）无权派生问题；须由")


@pytest.mark.parametrize(("person", "code"), [(PERSON, "sod_1"), (CHECKER, "sod_1"), (HEAD, "not_permitted")])
def test_separation_of_duties_is_among_the_reasons(person: str, code: str) -> None:
    asked = permissions(given(*to_close_pending()), person)
    assert (asked["approve_close"].may, asked["approve_close"].code) == (False, code)


def test_what_is_lent_and_what_goes_up_says_so() -> None:
    story = given(*to_dispatched())
    arranged(story, Delegate(HEAD, LIAISON, instant("2022-08-31 10:00").date(), "外出"), HEAD).accepted()
    assert permissions(story, LIAISON)["refuse_claim"].on_behalf_of == HEAD
    small = handed_in()
    assert permissions(small, OFFICE)["pass_layer"].way is Way.LEVEL_UP
    arranged(small, CROSS_CHECK, OFFICE).accepted()
    assert permissions(small, OFFICE)["pass_layer"].may is False


def test_it_asks_of_the_case_as_it_stands_after_what_fell_due() -> None:
    story = given(*to_dispatched())
    assert permissions(story, HEAD)["refuse_claim"].may
    later = permissions(story, HEAD, "2022-08-12 09:00")
    assert later["refuse_claim"].code == "wrong_stage"
    assert later["claim"].may


def test_asking_leaves_no_event_and_no_line_in_the_audit_log() -> None:
    story = given(*to_close_pending())
    position = story.log_position
    permissions(story, PERSON, "2022-09-30 09:00")
    assert story.log_position == position
    assert story.casework.recorder.audit_log == []  # type: ignore[attr-defined]


def test_what_is_no_case_and_who_is_nobody_is_refused() -> None:
    story = given(*to_dispatched())
    with pytest.raises(Refused, match="unknown_person"):
        permissions(story, "查无此人")
    story.case_id = ORGANISATION_ID
    with pytest.raises(Refused, match="unknown_case"):
        permissions(story, HEAD)
