"""Contacts are played like everything else: who is told how, and when he wants to be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.casework import Caller
from domain.message.contacts import Contacts, Preferences, RemoveContact, SetContact, SetPreferences, contacts_of
from domain.message.message import Medium
from domain.refusal import Refused
from tests.play.stage import history_of, played, timeline

SET = """\
- {at: 2018-09-10 09:00, by: 镇长, do: 登记联系方式,
   with: {person: 镇长, 通知渠道: 电子邮件, 通知地址: head@example.invalid}}
- {at: 2018-09-10 09:10, by: 镇长, do: set_contact, with: {person: 干事, medium: WECOM, address: KEY-1}}
- {at: 2018-09-10 09:20, by: 干事, do: 设置接收偏好, with: {person: 干事, 即时发送: 否, 汇总时刻: '16:30'}}
"""


def test_addresses_and_preferences_are_set_and_removed() -> None:
    removed = "- {at: 2018-09-10 10:00, by: 镇长, do: 删除联系方式, with: {person: 镇长, medium: 电子邮件}}\n"
    casework = history_of(timeline(SET + removed))
    head = casework.load(contacts_of("h")).state
    assert isinstance(head, Contacts)
    assert head.addresses == {}
    clerk = casework.load(contacts_of("p")).state
    assert isinstance(clerk, Contacts)
    assert set(clerk.addresses) == {Medium.WECOM}
    assert not clerk.preferences.at_once
    assert clerk.preferences.digest_at.isoformat() == "16:30:00"
    assert clerk.preferences.quiet_from == Preferences().quiet_from


def test_what_is_refused_is_expected_by_its_code() -> None:
    refused = """\
- {at: 2018-09-10 10:00, by: 干事, do: 登记联系方式, with: {person: 镇长, medium: MAIL, address: a@example.invalid},
   expect: {refused: not_for_another}}
- {at: 2018-09-10 10:10, by: 干事, do: 登记联系方式, with: {person: 干事, medium: MAIL, address: 无},
   expect: {refused: bad_address}}
- {at: 2018-09-10 10:20, by: 干事, do: 删除联系方式, with: {person: 干事, medium: FEISHU},
   expect: {refused: no_such_contact}}
- {at: 2018-09-10 10:30, by: 干事, do: 设置接收偏好, with: {person: 干事, quiet_from: 晚上},
   expect: {refused: bad_time_of_day}}
"""
    assert played(SET + refused).ok


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SetContact("h", Medium.MAIL, "无"), "bad_address"),
        (SetContact("h", Medium.MAIL, "a(b@example.invalid"), "bad_address"),
        (SetContact("h", Medium.MAIL, "张@example.invalid"), "bad_address"),
        (SetContact("h", Medium.MAIL, "a@example..invalid"), "bad_address"),
        (SetContact("h", Medium.WEBHOOK, "KEY-1"), "not_a_personal_medium"),
        (RemoveContact("h", Medium.FEISHU), "no_such_contact"),
        (SetPreferences("h", True, quiet_from="晚上"), "bad_time_of_day"),
    ],
)
def test_an_address_that_nobody_could_use_is_not_kept(command: Any, code: str) -> None:
    casework = history_of(timeline(SET))
    caller = Caller(person="h", command_id="anew", recorded_at=datetime(2018, 9, 11, 1, tzinfo=UTC))
    with pytest.raises(Refused) as refused:
        casework.handle(command, caller)
    assert refused.value.code == code
