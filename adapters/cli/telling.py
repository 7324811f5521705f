"""通知: `duban inbox`, `duban messages`, `duban contacts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import moment, way_words
from adapters.installation import Installation
from adapters.play.words import value_of
from domain.message.contacts import (
    PERSONAL,
    Contacts,
    Preferences,
    RemoveContact,
    SetContact,
    SetPreferences,
    contacts_of,
)
from domain.message.message import MEDIUM_NAMES, Medium, Message
from domain.message.writing import ReadMessage, may_know
from domain.refusal import Refused
from projections import inbox as table
from projections.message_ledger import UNSENT, MessageLine, ToldLine, message_line
from projections.tables import LIVE

AsPerson = Annotated[str, typer.Option("--as", help="以谁的名义（人员编号、姓名或职务）")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Whose = Annotated[str, typer.Option("--for", help="谁的联系方式；不写就是本人")]
SHOWN_AT_MOST = 100
"""So many messages are shown in a terminal; --json gives all of them."""

inbox = typer.Typer(help="收件箱：收到的通知，签阅通知。")
contacts = typer.Typer(no_args_is_help=True, help="联系方式和接收偏好：登记、查看（地址不完整显示）。")


# --- 收件箱 ---------------------------------------------------------------------------------------------------------


@inbox.callback(invoke_without_command=True)
def show_inbox(
    context: typer.Context,
    as_person: AsPerson = "",
    everything: Annotated[bool, typer.Option("--all", help="已阅的也列出")] = False,
    as_json: AsJson = False,
) -> None:
    """收到的、尚未签阅的通知。"""
    if context.invoked_subcommand is not None:
        return
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        opened.catch_up()
        with opened.ledgers.connect() as connection:
            found = table.inbox(connection, LIVE, person, unread_only=not everything)
        lines = [message_line(message) for message in found]
    mine = [msgspec.structs.replace(line, told=own(line, person), groups=()) for line in lines]
    print_json(mine) if as_json else print_inbox(mine)


@inbox.command("read")
def read(
    numbers: Annotated[list[str], typer.Argument(help="通知编号，如 TZ20220831-ABCDEFG")],
    as_person: AsPerson = "",
) -> None:
    """签阅通知。"""
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        for number in numbers:
            message = message_numbered(opened, number, person)
            opened.casework.handle(ReadMessage(), opened.caller(person), message)
            console.print(f"[green]✓[/] {number} 已签阅")


def message_numbered(opened: Installation, number: str, person: str) -> UUID:
    """The id of a message that a person may know of. Ends the program if there is none."""
    try:
        message = opened.find_case(number, "message")
    except Refused:
        fail(f"没有找到通知 {number}，请核对通知编号")
    if not opened.may_know(message, person):
        fail(f"没有找到通知 {number}，请核对通知编号")
    return message


def own(line: MessageLine, person: str) -> tuple[ToldLine, ...]:
    return tuple(told for told in line.told if told.person == person)


def print_inbox(lines: Sequence[MessageLine]) -> None:
    shown = Table(title="收件箱", expand=True)
    for title, ratio in (("编号", 0), ("时间", 0), ("通知", 4), ("身份", 2), ("签阅", 1)):
        shown.add_column(title, ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for line in lines[:SHOWN_AT_MOST]:
        read_at = next((told.read_at for told in line.told if told.read_at), None)
        capacity = escape("；".join(told.capacity for told in line.told))
        state = moment(read_at) if read_at else "[yellow]未阅[/]"
        shown.add_row(line.number, moment(line.about_at), escape(line.text), capacity, state)
    console.print(shown)
    console.print(counted(lines))


# --- 通知台账 -------------------------------------------------------------------------------------------------------


def messages(
    failed: Annotated[bool, typer.Option("--failed", help="只列出发送失败、结果不明的")] = False,
    unread: Annotated[bool, typer.Option("--unread", help="只列出有人未阅的")] = False,
    case: Annotated[str, typer.Option(help="问题编号，或其他案件的编号")] = "",
    as_person: Annotated[str, typer.Option("--as", help="以谁的身份查看：限知悉范围的通知只有接收人可见")] = "",
    as_json: AsJson = False,
) -> None:
    """通知台账：通知了什么、通知了谁、走什么渠道、已发、失败、结果不明还是已阅。"""
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now()) if as_person else ""
        opened.catch_up()
        found = chosen(opened, failed, unread, case, person)
        lines = [message_line(message) for message in found]
    print_json(lines) if as_json else print_messages(lines)


def chosen(opened: Installation, failed: bool, unread: bool, case: str, person: str) -> list[Message]:
    """The messages that were asked for and may be known. Raises Refused for a case that nobody knows."""
    case_id = opened.find_case(case) if case else None
    if case_id is not None and not opened.may_know(case_id, person):
        raise Refused("unknown_case", case=case)
    with opened.ledgers.connect() as connection:
        if case_id is not None:
            found = table.of_case(connection, LIVE, case_id)
        elif failed:
            found = table.with_outcome(connection, LIVE, UNSENT)
        else:
            found = table.unread(connection, LIVE) if unread else table.all_messages(connection, LIVE)
    organisation, now = opened.casework.organisation, opened.now()
    return [
        message
        for message in found
        if may_know(message, person, organisation, now)
        and (not failed or any(progress.outcome in UNSENT for progress in message.progress.values()))
        and (not unread or any(one not in message.read for one in message.answerable))
    ]


def print_messages(lines: Sequence[MessageLine]) -> None:
    shown = Table(title="通知台账", expand=True)
    for title, ratio in (("编号", 0), ("时间", 0), ("通知", 3), ("通知了谁，结果", 4)):
        shown.add_column(title, ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for line in lines[:SHOWN_AT_MOST]:
        shown.add_row(line.number, moment(line.about_at), escape(line.text), escape("\n".join(results(line))))
    console.print(shown)
    console.print(counted(lines))


def results(line: MessageLine) -> list[str]:
    told = [
        f"{one.unit}{one.name}（{one.capacity}）："
        + "，".join((*map(way_words, one.ways), f"{moment(one.read_at)} 已阅" if one.read_at else "未阅"))
        for one in line.told
    ]
    groups = [f"{way.to}：{way_words(way)}" for way in line.groups]
    nobody = [f"无人可通知：{'、'.join(line.nobody)}"] if line.nobody else []
    return [*told, *groups, *nobody]


def counted(lines: Sequence[MessageLine]) -> str:
    more = f"，列出最近 {SHOWN_AT_MOST} 条，全部请用 --json" if len(lines) > SHOWN_AT_MOST else ""
    return f"共 {len(lines)} 条{more}"


# --- 联系方式 -------------------------------------------------------------------------------------------------------


class ContactSheet(msgspec.Struct, frozen=True):
    """A person's contacts as anybody may see them."""

    person: str
    name: str
    addresses: dict[Medium, str]
    preferences: Preferences


@contacts.command("show")
def show_contacts(as_person: AsPerson = "", whose: Whose = "", as_json: AsJson = False) -> None:
    """登记了哪些联系方式，希望何时收到。"""
    with installation() as opened:
        person = person_meant(opened, as_person, whose)
        sheet = contact_sheet(opened, person)
    if as_json:
        print_json(sheet)
        return
    console.print(f"[bold]{escape(sheet.name)}[/]")
    for medium, address in sheet.addresses.items():
        console.print(f"{MEDIUM_NAMES[medium]}：{escape(address)}")
    if not sheet.addresses:
        console.print("没有登记联系方式，通知只在收件箱中")
    console.print(preference_words(sheet.preferences))


@contacts.command("set")
def set_contact(
    medium: Annotated[str, typer.Argument(help=f"渠道：{'、'.join(MEDIUM_NAMES[one] for one in PERSONAL)}")],
    address: Annotated[str, typer.Argument(help="邮箱地址，或本人机器人的密钥")],
    as_person: AsPerson = "",
    whose: Whose = "",
) -> None:
    """登记或更换一种联系方式。"""
    with installation() as opened:
        person = person_meant(opened, as_person, whose)
        give(opened, SetContact(person, medium_named(medium), address), as_person)
    console.print("[green]✓[/] 已登记")


@contacts.command("remove")
def remove_contact(
    medium: Annotated[str, typer.Argument(help="渠道，如 电子邮件")], as_person: AsPerson = "", whose: Whose = ""
) -> None:
    """删除一种联系方式。"""
    with installation() as opened:
        give(opened, RemoveContact(person_meant(opened, as_person, whose), medium_named(medium)), as_person)
    console.print("[green]✓[/] 已删除")


@contacts.command("prefer")
def prefer(
    digest: Annotated[bool, typer.Option("--digest/--at-once", help="每个工作日汇总一次，或即时发送")] = False,
    digest_at: Annotated[str, typer.Option(help="汇总时刻，如 08:30")] = "08:30",
    quiet_from: Annotated[str, typer.Option(help="免打扰从几点起")] = "20:00",
    quiet_until: Annotated[str, typer.Option(help="免打扰到几点止")] = "08:00",
    as_person: AsPerson = "",
    whose: Whose = "",
) -> None:
    """设置何时收到通知。"""
    with installation() as opened:
        person = person_meant(opened, as_person, whose)
        give(opened, SetPreferences(person, not digest, digest_at, quiet_from, quiet_until), as_person)
        sheet = contact_sheet(opened, person)
    console.print(f"[green]✓[/] {preference_words(sheet.preferences)}")


def person_meant(opened: Installation, as_person: str, whose: str) -> str:
    """Whose contacts: of the person named, else of whoever asks."""
    return person_named(opened.casework.organisation, whose or as_person, opened.now())


def medium_named(word: str) -> Medium:
    medium: Medium | None = value_of(Medium, word)
    if medium is None:
        fail(f"没有“{word}”这种渠道，可写：{'、'.join(MEDIUM_NAMES[one] for one in PERSONAL)}")
    return medium


def give(opened: Installation, command: msgspec.Struct, as_person: str) -> None:
    person = person_named(opened.casework.organisation, as_person, opened.now())
    opened.casework.handle(command, opened.caller(person))


def contact_sheet(opened: Installation, person: str) -> ContactSheet:
    state = opened.casework.load(contacts_of(person), fresh=True).state or Contacts()
    texts = opened.casework.vault.reveal([sealed.ref for sealed in state.addresses.values()])
    shown = {medium: masked(medium, texts.get(sealed.ref, "")) for medium, sealed in state.addresses.items()}
    return ContactSheet(person, opened.casework.organisation.person(person).name, shown, state.preferences)


def masked(medium: Medium, address: str) -> str:
    """z***@example.invalid, or AB***."""
    if not address:
        return "（已销毁）"
    if medium is Medium.MAIL:
        name, _, domain = address.partition("@")
        return f"{name[:1]}***@{domain}"
    return f"{address[:2]}***"


def preference_words(preferences: Preferences) -> str:
    when = "即时发送" if preferences.at_once else f"每个工作日 {preferences.digest_at:%H:%M} 汇总一次"
    return f"{when}，{preferences.quiet_from:%H:%M} 至 {preferences.quiet_until:%H:%M} 和休息日不打扰"
