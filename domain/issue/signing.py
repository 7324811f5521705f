"""签字 撤回: the heads of the unit sign what was filled in, a person each; with the last signature it is issued.

Nothing of an issue can be changed after that: what the ledger says later goes into the next issue, with a list of the
differences. Source: domain reference, section 11; R001-50, R001-51, R002-56.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.campaign.report import Signed
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.issue.issue import Issue, IssueEntered, IssueEvent, IssueGivenUp, Stage, register_of
from domain.refusal import Refused
from domain.sealing import Fingerprint, Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class SignTable(msgspec.Struct, frozen=True):
    """签发: by a head of the unit, in the post named; it need not be named where one signature is wanted."""

    post: str = ""


class WithdrawTable(msgspec.Struct, frozen=True):
    """撤回填报, while a signature is still missing."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class TableSigned(IssueEvent, frozen=True, kw_only=True, tag="issue.signed"):
    """A signature under the digest. ``issued``: it was the last one; then ``late`` and by how many days."""

    signature: Signed
    digest: Fingerprint
    issued: bool = False
    late: bool = False
    late_days: int = 0

    def apply(self, state: Issue) -> Issue:
        signed = replace(state, signatures=(*state.signatures, self.signature))
        if not self.issued:
            return signed
        return replace(signed, stage=Stage.ISSUED, issued_at=self.occurred_at, late=self.late, late_days=self.late_days)


class TableWithdrawn(IssueEvent, frozen=True, kw_only=True, tag="issue.withdrawn"):
    by: Named
    reason: Sealed

    def apply(self, state: Issue) -> Issue:
        return replace(state, stage=Stage.WITHDRAWN)


# --- decisions ----------------------------------------------------------------------------------------------------


def sign_table(issue: Issue, command: SignTable, c: Circumstances) -> Iterator[NewEvent]:
    post = post_signed_in(issue, command)
    signer = c.actor.named()
    nobody_signs_twice(issue, signer)
    issued = issue.unsigned == (post,)
    late = issued and is_late(issue, c)
    yield (
        TableSigned,
        {
            "signature": Signed(signer, post),
            "digest": issue.digest,
            "issued": issued,
            "late": late,
            "late_days": (c.today - issue.due.on).days if late and issue.due else 0,
        },
    )
    if issued:
        register = register_of(issue.campaign, issue.table, issue.unit)
        yield Elsewhere(register, IssueEntered, {"case_id": issue.id, "issue_no": issue.issue_no})


def withdraw_table(issue: Issue, command: WithdrawTable, c: Circumstances) -> Iterator[NewEvent]:
    yield TableWithdrawn, {"by": c.actor.named(), "reason": c.seal(str(issue.id), "撤回理由", command.reason)}
    yield Elsewhere(register_of(issue.campaign, issue.table, issue.unit), IssueGivenUp, {"case_id": issue.id})


# --- rules --------------------------------------------------------------------------------------------------------


def post_signed_in(issue: Issue, command: SignTable) -> str:
    if not command.post and len(issue.unsigned) == 1:
        return issue.unsigned[0]
    if command.post not in issue.unsigned:
        raise Refused("post_not_wanted", number=issue.number, posts="、".join(issue.unsigned))
    return command.post


def nobody_signs_twice(issue: Issue, signer: Named) -> None:
    before = [person for signature in issue.signatures for person in signature.signer.persons]
    if any(person in before for person in signer.persons):
        raise Refused("signed_twice", title=issue.content.title)


def is_late(issue: Issue, c: Circumstances) -> bool:
    """By the first issue the unit has done its duty; a later one corrects it and is not late."""
    return issue.issue_no == 1 and issue.due is not None and c.at > issue.due.at
