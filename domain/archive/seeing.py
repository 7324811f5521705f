"""谁能看: the names of what an archive package holds are read by its own group and by whoever keeps or reviews files.

Another group has no business with them; the sections that receive the package do. Source: domain reference, 10.1.
"""

from __future__ import annotations

from datetime import datetime

from domain.archive.package import ArchivePackage
from domain.organisation import Organisation, Role

READERS = frozenset({Role.ARCHIVIST, Role.OFFICE, Role.GROUP_HEAD, Role.REVIEWER})


def may_read(package: ArchivePackage, person: str, organisation: Organisation, at: datetime) -> bool:
    """Whether he is of the group, or keeps, leads or reviews in the place that it belongs to."""
    for post in organisation.person(person).posts_at(at):
        kept = READERS.intersection(post.roles) and organisation.reaches(post.unit, package.unit)
        if post.unit == package.group or kept:
            return True
    return False
