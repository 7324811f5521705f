"""表的签发: one issue of a table of a unit: filled in from the ledger, signed by the heads, then frozen for ever.

Source: domain reference, section 11 (Frozen issue); R002-56, R001-50.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.calendar import Due
from domain.campaign.report import Signed
from domain.case import CaseEvent
from domain.events import Event, Named
from domain.issue.content import FrozenTable, RowDifference, table_digest
from domain.owing import Obligation
from domain.papers import LedgerCode
from domain.sealing import Fingerprint


class Stage(StrEnum):
    PREPARED = "PREPARED"
    ISSUED = "ISSUED"
    WITHDRAWN = "WITHDRAWN"


STAGE_NAMES = {Stage.PREPARED: "已填报待签字", Stage.ISSUED: "已签发", Stage.WITHDRAWN: "已撤回"}


class Replaced(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The issue before, and how this one differs from it; ``digest`` is that of the difference list."""

    issue: UUID
    number: str
    differences: tuple[RowDifference, ...]
    digest: Fingerprint


class Issue(msgspec.Struct, frozen=True):
    """One issue, as of its last event. ``issue_no`` is 第几次; a withdrawn one leaves its place to the next."""

    id: UUID
    version: int
    campaign: str
    table: LedgerCode
    unit: str
    number: str
    issue_no: int
    as_of: datetime
    known_at: datetime
    position: int
    content: FrozenTable
    digest: Fingerprint
    posts: tuple[str, ...]
    prepared_by: Named
    prepared_at: datetime
    due: Due | None = None
    replaces: Replaced | None = None
    signatures: tuple[Signed, ...] = ()
    issued_at: datetime | None = None
    late: bool = False
    late_days: int = 0
    stage: Stage = Stage.PREPARED
    obligations: tuple[Obligation, ...] = ()

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.due.on if self.due else None

    @property
    def intact(self) -> bool:
        """Whether its digest is still that of what is there: each row with its keyed digest."""
        return self.digest == table_digest(
            self.content, self.campaign, self.table, self.unit, self.as_of, self.known_at
        )

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The posts in which nobody has signed yet."""
        signed = [signature.post for signature in self.signatures]
        return tuple(post for post in self.posts if post not in signed)

    @property
    def differences(self) -> tuple[RowDifference, ...]:
        """The lines that differ from the issue before; sums that merely follow are not told again."""
        return tuple(one for one in self.replaces.differences if not one.total) if self.replaces else ()


class IssueEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of an issue."""


# --- which issues a table has ---------------------------------------------------------------------------------------


class IssueRegister(msgspec.Struct, frozen=True):
    """Of one table of one unit in one campaign: how often it was filled in and issued, what waits, what stands."""

    version: int = 0
    prepared: int = 0
    issued: int = 0
    waiting: UUID | None = None
    latest: UUID | None = None


class TableNumbered(Event, frozen=True, kw_only=True, tag="register.table_numbered"):
    """An issue was begun: it has its number, and no other may begin before it is signed or withdrawn."""

    serial: int
    case_id: UUID

    def apply(self, state: IssueRegister | None) -> IssueRegister:
        before = state or IssueRegister()
        return msgspec.structs.replace(
            before, version=self.originator_version, prepared=self.serial, waiting=self.case_id
        )


class IssueEntered(Event, frozen=True, kw_only=True, tag="register.issue_entered"):
    case_id: UUID
    issue_no: int

    def apply(self, state: IssueRegister) -> IssueRegister:
        version = self.originator_version
        return msgspec.structs.replace(state, version=version, issued=self.issue_no, waiting=None, latest=self.case_id)


class IssueGivenUp(Event, frozen=True, kw_only=True, tag="register.issue_given_up"):
    case_id: UUID

    def apply(self, state: IssueRegister) -> IssueRegister:
        return msgspec.structs.replace(state, version=self.originator_version, waiting=None)


def register_of(campaign: str, table: LedgerCode, unit: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/issues/{campaign}/{table}/{unit}")
