"""报送 签收 退回: a unit hands in what it owes, with all its parts and signatures; the office confirms each delivery.

Source: domain reference, section 7; R000-17, R001-49 to R001-53, R002-41, R002-42.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import Due
from domain.campaign.campaign import Campaign, Past, ReportRef, campaign_id, document_cited
from domain.campaign.report import Report, ReportEvent, Signed, Stage, Submission, Wanted, missing, owed, report_id
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.issue.issue import Issue, IssueRegister, register_of
from domain.organisation import Role, UnitKind
from domain.pack import Pack
from domain.papers import LedgerCode
from domain.policy import Duty
from domain.problem.rectifying import sound_hash
from domain.refusal import Refused
from domain.sampling.profile import self_check_gaps
from domain.sealing import Fingerprint, Sealed

HEAD_SIGNS = "主要负责"
"""In the name of a post: a head of the unit signs in it (党委主要负责同志, 主要负责人), not whoever filled it in."""

# --- commands -----------------------------------------------------------------------------------------------------


class PartText(msgspec.Struct, frozen=True):
    """One part of a report, as written."""

    title: str
    text: str


class SignedAs(msgspec.Struct, frozen=True):
    """A signature: the person, and the post in which he signs (党委主要负责同志)."""

    person: str
    post: str


class SubmitReport(msgspec.Struct, frozen=True):
    """报送. A missing part, table or signature is refused by name.

    Of each of the ``tables`` the issue that stands goes with it: nobody copies a number or a digest.
    """

    parts: tuple[PartText, ...] = ()
    tables: tuple[LedgerCode, ...] = ()
    signatures: tuple[SignedAs, ...] = ()
    file_sha256: str = ""  # of the report as a file


class ItemScreened(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One category gone through in one village: how many problems there were, be it none."""

    category: str
    problems: int = 0


class SignScreening(msgspec.Struct, frozen=True):
    """签认自查: so many categories were gone through in a village; whoever checked signs (谁排查谁签字)."""

    village: str
    screened: tuple[ItemScreened, ...]


class RollUp(msgspec.Struct, frozen=True):
    """汇总: what the report of a county or city rests on. Every unit named must have handed in, signed."""

    from_units: tuple[str, ...]


class ConfirmDelivery(msgspec.Struct, frozen=True):
    """签收: one of the forms in which it is delivered (电子版, 纸质版) has come in."""

    channel: str = ""


class ReturnReport(msgspec.Struct, frozen=True):
    """退回: it has to be handed in again; its day does not move."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class ReportOwed(ReportEvent, frozen=True, kw_only=True, tag="report.owed"):
    code: str
    title: str
    unit: str
    wanted: Wanted
    phase: str = ""
    due: Due | None = None
    past: Past | None = None

    def apply(self, state: Report | None) -> Report:
        return Report(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            code=self.code,
            title=self.title,
            unit=self.unit,
            wanted=self.wanted,
            due=self.due,
            past=self.past,
            phase=self.phase,
        )


class SealedPart(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    title: str
    text: Sealed


class TableHandedIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """附表: an issued table that went in with a report, with the digest that its heads signed."""

    code: LedgerCode
    number: str
    digest: Fingerprint


class VillageScreeningSigned(ReportEvent, frozen=True, kw_only=True, tag="report.screening_signed"):
    village: str
    screened: tuple[ItemScreened, ...]
    signer: Named

    def apply(self, state: Report) -> Report:
        signed = ((self.village, item.category) for item in self.screened)
        return replace(state, screened=state.screened.union(signed))


class ReportRolledUp(ReportEvent, frozen=True, kw_only=True, tag="report.rolled_up"):
    """``missing`` are the reports of units below that are not in it."""

    by: Named
    sources: tuple[ReportRef, ...]
    missing: tuple[ReportRef, ...] = ()

    def apply(self, state: Report) -> Report:
        return replace(state, rolled_up=True)


class ReportSubmitted(ReportEvent, frozen=True, kw_only=True, tag="report.submitted"):
    """``unscreened``: so many categories of so many villages that nobody signed for; each is a gap."""

    by: Named
    parts: tuple[SealedPart, ...] = ()
    tables: tuple[TableHandedIn, ...] = ()
    signatures: tuple[Signed, ...] = ()
    file_sha256: str = ""
    to: str = ""
    late: bool = False
    late_days: int = 0
    unscreened: int = 0
    basis_document: str = ""
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.REPORT})

    def apply(self, state: Report) -> Report:
        submissions = (*state.submissions, Submission(self.occurred_at))
        return replace(state, stage=Stage.HANDED_IN, submissions=submissions)


class DeliveryConfirmed(ReportEvent, frozen=True, kw_only=True, tag="report.delivery_confirmed"):
    channel: str
    by: Named

    def apply(self, state: Report) -> Report:
        delivered = state.delivered | {self.channel}
        complete = not missing(state.wanted.channels, delivered)
        return replace(state, delivered=delivered, stage=Stage.RECEIVED if complete else state.stage)


class ReportReturned(ReportEvent, frozen=True, kw_only=True, tag="report.returned"):
    by: Named
    reason: Sealed

    def apply(self, state: Report) -> Report:
        *before, last = state.submissions
        returned = (*before, replace(last, returned_at=self.occurred_at))
        return replace(state, stage=Stage.OWED, submissions=returned, delivered=frozenset())


# --- decisions ----------------------------------------------------------------------------------------------------


def submit_report(report: Report, command: SubmitReport, c: Circumstances) -> Iterator[NewEvent]:
    for rule in SUBMISSION_RULES:
        rule(report, command, c)
    subject = str(report.id)
    late = report.due is not None and report.past is None and c.at > report.due.at
    yield (
        ReportSubmitted,
        {
            "by": c.actor.named(),
            "parts": tuple(SealedPart(part.title, c.seal(subject, part.title, part.text)) for part in command.parts),
            "tables": tuple(handed_in(report, command, c)),
            "signatures": tuple(Signed(c.named(s.person, report.unit), s.post) for s in command.signatures),
            "file_sha256": command.file_sha256,
            "to": report.wanted.to,
            "late": late,
            "late_days": (c.today - report.due.on).days if late and report.due else 0,
            "unscreened": len(screening_gaps(report, c)),
            "basis_document": document_cited(c),
        },
    )


def sign_screening(report: Report, command: SignScreening, c: Circumstances) -> Iterator[NewEvent]:
    c.organisation.unit(command.village)
    if not c.organisation.is_within(command.village, report.unit):
        raise Refused("village_outside", village=command.village, area=report.unit)
    for item in command.screened:
        if item.category not in leaves(c.pack):
            known = "、".join(f"{k.code} {k.label}" for k in c.pack.taxonomy)
            raise Refused("unknown_category", category=item.category, known=known)
    fields = {"village": command.village, "screened": command.screened, "signer": c.actor.named()}
    yield VillageScreeningSigned, fields


def roll_up(report: Report, command: RollUp, c: Circumstances) -> Iterator[NewEvent]:
    below = tuple(lower_reports(report, c))
    named = frozenset(command.from_units)
    sources = tuple(ref for ref in below if ref.unit in named)
    unknown = missing(command.from_units, (ref.unit for ref in sources))
    if unknown or not sources:
        raise Refused("nothing_to_roll_up", units="、".join(unknown) or "（未写单位）", title=report.title)
    unsigned = [ref.unit for ref in sources if not is_signed(report, ref, c)]
    if unsigned:
        raise Refused("source_not_signed", units="、".join(unsigned), title=report.title)
    left = tuple(ref for ref in below if ref.unit not in named)
    yield ReportRolledUp, {"by": c.actor.named(), "sources": sources, "missing": left}


def confirm_delivery(report: Report, command: ConfirmDelivery, c: Circumstances) -> Iterator[NewEvent]:
    channels = report.wanted.channels or ("",)
    if command.channel not in channels:
        raise Refused("unknown_channel", channel=command.channel, known="、".join(channels))
    if command.channel in report.delivered:
        raise Refused("delivered_already", channel=command.channel, number=report.number)
    yield DeliveryConfirmed, {"channel": command.channel, "by": c.actor.named()}


def return_report(report: Report, command: ReturnReport, c: Circumstances) -> Iterator[NewEvent]:
    yield (
        ReportReturned,
        {
            "by": c.actor.named(),
            "reason": c.seal(str(report.id), "退回理由", command.reason),
            "arms": owed(report.due, report.past, c.at),
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def every_part_is_there(report: Report, command: SubmitReport, c: Circumstances) -> None:
    written = [part.title for part in command.parts if part.text.strip()]
    lacking = missing(report.wanted.parts, written)
    if lacking:
        raise Refused("report_part_missing", parts="、".join(lacking), title=report.title)


def every_table_is_there(report: Report, command: SubmitReport, c: Circumstances) -> None:
    lacking = missing(report.wanted.tables, command.tables)
    if lacking:
        raise Refused("report_table_missing", tables="、".join(lacking), title=report.title)


def its_file_is_there(report: Report, command: SubmitReport, c: Circumstances) -> None:
    """方案自行制定: what a unit draws up itself is there as a document (R001-42)."""
    if report.wanted.as_file and not command.file_sha256:
        raise Refused("report_file_missing", title=report.title)
    if command.file_sha256:
        sound_hash(command.file_sha256)


def every_signature_is_there(report: Report, command: SubmitReport, c: Circumstances) -> None:
    lacking = missing(report.wanted.signatures, (signature.post for signature in command.signatures))
    if lacking:
        raise Refused("report_signature_missing", posts="、".join(lacking), title=report.title)


def heads_sign_in_person(report: Report, command: SubmitReport, c: Circumstances) -> None:
    """Each signer holds a post in the unit, and a head signs as 主要负责同志; a person each."""
    for signature in command.signatures:
        person = c.organisation.person(signature.person)
        held = [post for post in person.posts_at(c.at) if post.unit == report.unit]
        if not held:
            raise Refused("signer_of_another_unit", name=person.name, unit=report.unit)
        if HEAD_SIGNS in signature.post and not any(Role.HEAD in post.roles for post in held):
            raise Refused("signer_not_head", name=person.name, unit=report.unit, post=signature.post)
    people = [signature.person for signature in command.signatures]
    if len(set(people)) < len(people):
        raise Refused("signed_twice", title=report.title)


def it_rests_on_reports_below(report: Report, command: SubmitReport, c: Circumstances) -> None:
    if report.wanted.rolls_up and not report.rolled_up and any(True for _ in lower_reports(report, c)):
        raise Refused("not_rolled_up", title=report.title)


SUBMISSION_RULES = (
    every_part_is_there,
    every_table_is_there,
    its_file_is_there,
    every_signature_is_there,
    heads_sign_in_person,
    it_rests_on_reports_below,
)

# --- 全覆盖自查 ---------------------------------------------------------------------------------------------------


def screening_gaps(report: Report, c: Circumstances) -> tuple[tuple[str, str], ...]:
    """Village and category of each item that nobody signed, where the pack wants its towns covered whole (R001-41)."""
    if c.pack.screening.cover_by is None or c.organisation.unit(report.unit).kind is not UnitKind.TOWN:
        return ()
    below = (unit for unit in c.organisation.units.values() if unit.kind is c.pack.screening.cover_by)
    covered = sorted(unit.code for unit in below if c.organisation.is_within(unit.code, report.unit))
    return self_check_gaps(covered, leaves(c.pack), report.screened)


def leaves(pack: Pack) -> tuple[str, ...]:
    """The categories that no other one belongs to."""
    wider = {category.parent for category in pack.taxonomy}
    return tuple(category.code for category in pack.taxonomy if category.code not in wider)


# --- shared -------------------------------------------------------------------------------------------------------


def handed_in(report: Report, command: SubmitReport, c: Circumstances) -> Iterator[TableHandedIn]:
    """附表: of each table, once, the issue that stands: what the heads signed, not what somebody typed (R001-50)."""
    for table in dict.fromkeys(command.tables):
        issue = issue_standing(report, table, c)
        yield TableHandedIn(table, issue.number, issue.digest)


def issue_standing(report: Report, table: LedgerCode, c: Circumstances) -> Issue:
    """The latest issue of a table of the unit, signed by all its heads. Raises Refused."""
    register: IssueRegister = c.look(register_of(report.campaign, table, report.unit)) or IssueRegister()
    if register.latest is not None:
        standing: Issue = c.look(register.latest)
        return standing
    if register.waiting is not None:
        waiting: Issue = c.look(register.waiting)
        raise Refused("report_table_unsigned", number=waiting.number, posts="、".join(waiting.unsigned))
    raise Refused(
        "report_table_not_issued", table=table, unit=report.unit, title=report.title, campaign=report.campaign
    )


def lower_reports(report: Report, c: Circumstances) -> Iterator[ReportRef]:
    """The reports of the same phase, of the other units of the campaign."""
    campaign: Campaign = c.look(campaign_id(report.campaign))
    same_phase = (ref for ref in campaign.reports if ref.phase == report.phase and not ref.paper)
    return (ref for ref in same_phase if ref.unit != report.unit)


def is_signed(report: Report, ref: ReportRef, c: Circumstances) -> bool:
    """A report that was handed in bears all its signatures."""
    source: Report = c.look(report_id(report.campaign, ref.code, ref.unit))
    return source.handed_in_at is not None
