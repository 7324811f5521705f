"""Who is meant by a word on the command line: a person's id, name or post."""

from __future__ import annotations

from datetime import datetime

from adapters.cli.output import fail
from domain.organisation import Organisation


def person_named(organisation: Organisation, wanted: str, now: datetime) -> str:
    """The id of the one person meant. Ends the program if there is none or more than one."""
    if not wanted:
        fail("请用 --as 指明以谁的名义办理")
    if wanted in organisation.people:
        return wanted
    found = [
        person.id
        for person in organisation.people.values()
        if person.name == wanted or any(wanted in (post.title, post.unit + post.title) for post in person.posts_at(now))
    ]
    if not found:
        fail(f"名册里没有“{wanted}”，请先导入人员名册")
    if len(found) > 1:
        fail(f"“{wanted}”对应{len(found)}个人，请写人员编号：{'、'.join(found)}")
    return found[0]
