"""联系方式和接收偏好: how a person can be told outside the system, and when he wants to be.

A small stream of its own for each person. An address is a personal value and is sealed. Source: design.md section 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.deputising import by_himself_or_his_head
from domain.events import Event, Named, NewEvent
from domain.message.message import MEDIUM_NAMES, Medium
from domain.refusal import Refused
from domain.sealing import Sealed

PERSONAL = (Medium.MAIL, Medium.WECOM, Medium.DINGTALK, Medium.FEISHU)
"""What may be a person's own; interfaces and further services are settings of the installation."""

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""Without quotes, brackets and comments, in which a mail server would read another address, and ASCII only."""

ROBOT_KEY = re.compile(r"[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)?")


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """即时 or once a day in a digest (``digest_at``, working days); from when to when one is not to be disturbed."""

    at_once: bool = True
    digest_at: time = time(8, 30)
    quiet_from: time = time(20)
    quiet_until: time = time(8)


class Contacts(msgspec.Struct, frozen=True):
    """How one person is told, as of the last event."""

    version: int = 0
    addresses: dict[Medium, Sealed] = {}
    preferences: Preferences = Preferences()


# --- commands -----------------------------------------------------------------------------------------------------


class SetContact(msgspec.Struct, frozen=True):
    """登记联系方式: a mail address, or the key of his own robot (with a secret after a colon)."""

    person: str
    medium: Medium
    address: str


class RemoveContact(msgspec.Struct, frozen=True):
    """删除联系方式."""

    person: str
    medium: Medium


class SetPreferences(msgspec.Struct, frozen=True):
    """设置接收偏好; times of day as 08:30."""

    person: str
    at_once: bool = True
    digest_at: str = "08:30"
    quiet_from: str = "20:00"
    quiet_until: str = "08:00"


# --- events -------------------------------------------------------------------------------------------------------


class ContactSet(Event, frozen=True, kw_only=True, tag="contact.set"):
    person: str
    medium: Medium
    address: Sealed
    by: Named

    def apply(self, state: Contacts | None) -> Contacts:
        before = state or Contacts()
        addresses = {**before.addresses, self.medium: self.address}
        return replace(before, version=self.originator_version, addresses=addresses)


class ContactRemoved(Event, frozen=True, kw_only=True, tag="contact.removed"):
    person: str
    medium: Medium
    by: Named

    def apply(self, state: Contacts | None) -> Contacts:
        before = state or Contacts()
        addresses = {medium: one for medium, one in before.addresses.items() if medium is not self.medium}
        return replace(before, version=self.originator_version, addresses=addresses)


class ContactPreferencesSet(Event, frozen=True, kw_only=True, tag="contact.preferences_set"):
    person: str
    preferences: Preferences
    by: Named

    def apply(self, state: Contacts | None) -> Contacts:
        return replace(state or Contacts(), version=self.originator_version, preferences=self.preferences)


CONTACT_EVENTS = (ContactSet, ContactRemoved, ContactPreferencesSet)

# --- decisions ----------------------------------------------------------------------------------------------------


def contacts_of(person: str) -> UUID:
    """The stream of a person's contacts."""
    return uuid5(NAMESPACE_URL, f"duban/contact/{person}")


def subject_of(person: str) -> str:
    """Under whose key his addresses are sealed."""
    return f"contact/{person}"


def set_contact(contacts: Contacts, command: SetContact, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "登记联系方式", c)
    is_personal(command.medium)
    looks_like_an_address(command.medium, command.address.strip())
    address = c.seal(subject_of(command.person), MEDIUM_NAMES[command.medium], command.address)
    yield ContactSet, {"person": command.person, "medium": command.medium, "address": address, "by": c.actor.named()}


def remove_contact(contacts: Contacts, command: RemoveContact, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "删除联系方式", c)
    if command.medium not in contacts.addresses:
        raise Refused("no_such_contact", medium=MEDIUM_NAMES[command.medium])
    yield ContactRemoved, {"person": command.person, "medium": command.medium, "by": c.actor.named()}


def set_preferences(contacts: Contacts, command: SetPreferences, c: Circumstances) -> Iterator[NewEvent]:
    by_himself_or_his_head(command.person, "设置接收偏好", c)
    times = map(time_of_day, (command.digest_at, command.quiet_from, command.quiet_until))
    preferences = Preferences(command.at_once, *times)
    yield ContactPreferencesSet, {"person": command.person, "preferences": preferences, "by": c.actor.named()}


# --- rules --------------------------------------------------------------------------------------------------------


def is_personal(medium: Medium) -> None:
    if medium not in PERSONAL:
        names = "、".join(MEDIUM_NAMES[one] for one in PERSONAL)
        raise Refused("not_a_personal_medium", medium=MEDIUM_NAMES[medium], known=names)


def looks_like_an_address(medium: Medium, address: str) -> None:
    """The refusal does not repeat it."""
    pattern = MAIL_ADDRESS if medium is Medium.MAIL else ROBOT_KEY
    if not pattern.fullmatch(address):
        raise Refused("bad_address", medium=MEDIUM_NAMES[medium])


def time_of_day(text: str) -> time:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        raise Refused("bad_time_of_day", text=text) from None
