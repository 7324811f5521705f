"""谁能看: a group sees its own areas; a covert visit is hidden from the inspected side until it is done.

Every reader of inspections asks here. Source: domain reference, sections 2 and 8; R000-23, R003-06, R003-08.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.inspection.inspection import Draw, Inspection, Stage, Visit
from domain.organisation import Organisation, Post, Role
from domain.supervision import VisitMode

SUPERVISING = (Role.OFFICE, Role.GROUP_HEAD, Role.DISCIPLINE, Role.REVIEWER, Role.ARCHIVIST)
"""Roles that read the inspections of all groups of their place."""

OVER = (Stage.FINISHED, Stage.VIEWS_EXCHANGED, Stage.LETTER_ISSUED, Stage.TRACKING, Stage.DONE)


def may_read(inspection: Inspection, person: str, organisation: Organisation, at: datetime) -> bool:
    """Whether a person may read an inspection at all.

    Its own group, whoever supervises all groups of the place, and, once it is over on the spot, the inspected area.
    """
    posts = organisation.person(person).posts_at(at)
    if any(is_of_the_group(inspection, post) or supervises(inspection, post, organisation) for post in posts):
        return True
    return inspection.stage in OVER and any(organisation.is_within(p.unit, inspection.area) for p in posts)


def may_read_records(inspection: Inspection, person: str, organisation: Organisation, at: datetime) -> bool:
    """Whether a person may read what was said and written on the spot: the inspected side gets the letter, not that.

    Nor does whoever a covert visit is still hidden from.
    """
    posts = organisation.person(person).posts_at(at)
    if any(is_hidden(inspection, visit, person, organisation, at) for visit in inspection.visits):
        return False
    return any(is_of_the_group(inspection, post) or supervises(inspection, post, organisation) for post in posts)


def visits_for(inspection: Inspection, person: str, organisation: Organisation, at: datetime) -> Iterator[Visit]:
    """The visits that a person may know of: a covert one is hidden from its village and the units above it."""
    for visit in inspection.visits:
        if not is_hidden(inspection, visit, person, organisation, at):
            yield visit


def draws_for(inspection: Inspection, person: str, organisation: Organisation, at: datetime) -> Iterator[Draw]:
    """The draws that a person may know of: none that tells where a hidden visit goes."""
    shown = {visit.village for visit in visits_for(inspection, person, organisation, at)}
    hidden = {visit.village for visit in inspection.visits} - shown
    for draw in inspection.draws:
        if not hidden.intersection(draw.pools):
            yield draw


def is_hidden(inspection: Inspection, visit: Visit, person: str, organisation: Organisation, at: datetime) -> bool:
    """A covert visit is known, until it is done, only to who goes on it and to who supervises the group.

    Whoever holds a post in the village is of the inspected side, whatever other posts he holds.
    """
    if visit.mode is not VisitMode.COVERT or visit.completed_at is not None:
        return False
    posts = organisation.person(person).posts_at(at)
    if any(organisation.is_within(post.unit, visit.village) for post in posts):
        return True
    knows = any(is_of_the_group(inspection, post) or supervises(inspection, post, organisation) for post in posts)
    return not knows


def is_of_the_group(inspection: Inspection, post: Post) -> bool:
    return post.unit == inspection.group


def supervises(inspection: Inspection, post: Post, organisation: Organisation) -> bool:
    return any(role in post.roles for role in SUPERVISING) and organisation.reaches(post.unit, inspection.group)
