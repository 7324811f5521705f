"""建议移交 同意移交 不予移交: a clue becomes a proposal, and a named person decides whether it is handed over.

What the pack names as mandatory (一律移交) is declined only on a verification that there is no such matter, and under
two signatures. Source: domain reference, sections 5 and 9; R000-33, R000-36, R001-59, R002-50.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.accountability import MISCONDUCT_NAMES, Misconduct
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent, in_stream
from domain.numbering import number_case
from domain.problem.problem import Evidence
from domain.problem.rectifying import accept_evidence
from domain.referral.referral import Behind, DeclineSignature, Referral, ReferralEvent, Stage, subject_of
from domain.refusal import ANY_KIND, Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ProposeReferral(msgspec.Struct, frozen=True):
    """建议移交: which kind of matter, in which unit, about whom, on what grounds; and the case behind it, if any."""

    campaign: str
    kind: Misconduct
    unit: str
    grounds: str
    persons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    behind: UUID | None = None


class ApproveReferral(msgspec.Struct, frozen=True):
    """同意移交."""


class DeclineReferral(msgspec.Struct, frozen=True):
    """不予移交, with the reason; of a mandatory kind with the record of a verification, and then countersigned."""

    reason: str
    verification: str = ""


class CountersignDecline(msgspec.Struct, frozen=True):
    """会签不予移交: the second signature, by another person."""


# --- events -------------------------------------------------------------------------------------------------------


class ReferralProposed(ReferralEvent, frozen=True, kw_only=True, tag="referral.proposed"):
    referral_no: str
    kind: Misconduct
    mandatory: bool
    unit: str
    units: tuple[str, ...]
    persons: tuple[str, ...]
    grounds: Sealed
    evidence: tuple[Evidence, ...] = ()
    proposed_by: Named | None = None
    behind: Behind | None = None

    def apply(self, state: Referral | None) -> Referral:
        return Referral(
            id=self.originator_id,
            version=self.originator_version,
            referral_no=self.referral_no,
            campaign=self.envelope.campaign,
            kind=self.kind,
            mandatory=self.mandatory,
            unit=self.unit,
            units=self.units,
            persons=self.persons,
            grounds=self.grounds,
            proposed_at=self.occurred_at,
            proposed_by=self.proposed_by,
            behind=self.behind,
        )


class ReferralApproved(ReferralEvent, frozen=True, kw_only=True, tag="referral.approved"):
    by: Named

    def apply(self, state: Referral) -> Referral:
        return replace(state, stage=Stage.APPROVED, decline=None)


class DeclineSigned(ReferralEvent, frozen=True, kw_only=True, tag="referral.decline_signed"):
    """The first signature under the decline of a mandatory proposal; alone it decides nothing."""

    reason: Sealed
    verification: Sealed
    signer: Named

    def apply(self, state: Referral) -> Referral:
        return replace(state, decline=DeclineSignature(self.reason, self.verification, self.signer))


class ReferralDeclined(ReferralEvent, frozen=True, kw_only=True, tag="referral.declined"):
    reason: Sealed
    signers: tuple[Named, ...]
    verification: Sealed | None = None

    def apply(self, state: Referral) -> Referral:
        return replace(state, stage=Stage.DECLINED, decline=None)


# --- decisions ----------------------------------------------------------------------------------------------------


def propose(case_id: UUID, command: ProposeReferral, c: Circumstances) -> Iterator[NewEvent]:
    if not c.organisation.reaches(c.actor.unit, c.organisation.unit(command.unit).code):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=command.unit)
    behind = behind_of(command.behind, c) if command.behind else None
    about = concerned(command.kind, command.unit, command.persons, c)
    stated = {"evidence": accept_evidence(command.evidence, c), "proposed_by": c.actor.named()}
    yield from proposed(case_id, command.grounds, behind, about | stated, c)


def approve(referral: Referral, command: ApproveReferral, c: Circumstances) -> Iterator[NewEvent]:
    yield ReferralApproved, {"by": c.actor.named()}


def decline(referral: Referral, command: DeclineReferral, c: Circumstances) -> Iterator[NewEvent]:
    reason = c.seal(referral.subject, "不予移交理由", command.reason)
    if not referral.mandatory:
        yield ReferralDeclined, {"reason": reason, "signers": (c.actor.named(),)}
        return
    if not command.verification.strip():
        raise Refused("mandatory_unverified", kind=MISCONDUCT_NAMES[referral.kind])
    verification = c.seal(referral.subject, "核实记录", command.verification)
    yield DeclineSigned, {"reason": reason, "verification": verification, "signer": c.actor.named()}


def countersign(referral: Referral, command: CountersignDecline, c: Circumstances) -> Iterator[NewEvent]:
    first = referral.decline
    assert first is not None, "the row of the authority table asks for the first signature"
    signed = {"reason": first.reason, "verification": first.verification, "signers": (first.signer, c.actor.named())}
    yield ReferralDeclined, signed


def propose_referral(
    kind: Misconduct, unit: str, persons: tuple[str, ...], grounds: str, behind: Behind, c: Circumstances
) -> Iterator[NewEvent]:
    """The proposal that a fact in another case makes by rule: for the decisions of other cases to yield from.

    Once for each fact: nothing happens if it was proposed already.
    """
    case_id = uuid5(NAMESPACE_URL, f"duban/referral/{behind.case_id}/{behind.fact}/{kind}")
    if c.look(case_id) is None:
        about = concerned(kind, unit, persons, c)
        yield from in_stream(case_id, proposed(case_id, grounds, behind, about, c))


# --- shared -------------------------------------------------------------------------------------------------------


def concerned(kind: Misconduct, unit: str, persons: tuple[str, ...], c: Circumstances) -> dict[str, Any]:
    """What it is about: a unit and people who are known, and the units in which these hold posts now."""
    posts = (post for person in persons for post in c.organisation.person(person).posts_at(c.at))
    units = dict.fromkeys((c.organisation.unit(unit).code, *(post.unit for post in posts)))
    return {"kind": kind, "unit": unit, "units": tuple(units), "persons": tuple(dict.fromkeys(persons))}


def proposed(
    case_id: UUID, grounds: str, behind: Behind | None, details: dict[str, Any], c: Circumstances
) -> Iterator[NewEvent]:
    """The proposal itself, with its number. Whether it is mandatory is fixed now, whatever the pack says later."""
    numbered = number_case(case_id, "referral", "移", c)
    yield numbered
    mandatory = details["kind"] in c.pack.accountability.mandatory_referrals
    sealed = c.seal(subject_of(case_id), "移交事由", grounds)
    about = {"referral_no": numbered.fields["case_no"], "grounds": sealed, "behind": behind, "mandatory": mandatory}
    yield ReferralProposed, details | about


def behind_of(case_id: UUID, c: Circumstances) -> Behind:
    case = c.look(case_id)
    if getattr(case, "campaign", None) != c.campaign:
        raise Refused("unknown_case", case=case_id, kind=ANY_KIND)
    return Behind(case_id, case.number)
