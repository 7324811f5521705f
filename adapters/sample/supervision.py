"""What the county's own people do beside the problems: draws, papers of the ladder, referrals."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from adapters.sample.county import DISCIPLINE, County
from adapters.sample.findings import CAMPAIGN
from adapters.sample.passing_time import Life, PassingTime
from domain.check_pool import CheckPool, pool_id
from domain.policy import Level
from domain.problem.drawing import CommitSeed, DrawPool
from domain.referral.answering import (
    AcceptReferral,
    Consequence,
    GiveFeedback,
    HandOverReferral,
    ListedItem,
    RecordOutcome,
    ReturnReferral,
    Sanction,
)
from domain.referral.proposing import ApproveReferral, DeclineReferral
from domain.referral.referral import Feedback, Referral
from domain.sampling.frame import commitment
from domain.supervision_paper.deciding import ApprovePaper, DeclinePaper
from domain.supervision_paper.issuing import SignLetter
from domain.supervision_paper.paper import Stage, SupervisionPaper
from domain.supervision_paper.serving import Means, ReceivePaper, RecordInterview, ServePaper
from domain.supervision_paper.vetting import ReviewPaper


class Supervision:
    """The office, the head of the leading group, discipline inspection."""

    def __init__(self, county: County, passing: PassingTime) -> None:
        self.county = county
        self.passing = passing
        self.heads = {unit.name: unit for unit in county.units}

    def draws(self, layer: int, every: int) -> Life:
        """Again and again, so many days after the last draw: the seed first, the draw an hour later."""
        pool, chance = pool_id(CAMPAIGN, layer), self.passing.random("draws", layer)
        lead = self.county.leads[0]
        while True:
            yield self.passing.on(self.passing.today + timedelta(days=every), chance)
            waiting = self.passing.state(pool)
            if not isinstance(waiting, CheckPool) or not waiting.members:
                continue
            seed = sha256(f"{chance.random()}/{waiting.number}/{waiting.draws}".encode()).hexdigest()
            self.passing.give(CommitSeed(commitment(seed)), lead, pool)
            yield self.passing.now + timedelta(hours=1)
            self.passing.give(DrawPool(seed), lead, pool)

    def paper(self, case_id: UUID) -> Life:
        """From the draft on: signed or decided, served, received; after an interview its record."""
        chance, passing = self.passing.random("paper", case_id), self.passing
        late = chance.random() < 0.06
        yield passing.on(passing.today + timedelta(days=1), chance) if not late else passing.in_days(chance, 2, 4)
        paper = self.of(case_id)
        if paper.stage is not Stage.DRAFTED or not paper.listed:
            return
        reviewer, signer = chance.sample(self.county.office, 2)
        if not paper.proposed:
            if chance.random() < 0.6:
                passing.give(ReviewPaper(), reviewer, case_id)
                yield passing.in_days(chance, 0, 0)
            if self.of(case_id).stage is Stage.DRAFTED and self.of(case_id).listed:
                passing.give(SignLetter(), signer, case_id)
        elif chance.random() < 0.85:
            passing.give(ApprovePaper("同意，按程序办理"), self.county.group_head, case_id)
        else:
            passing.give(DeclinePaper("责任单位已说明情况，暂不处理"), self.county.group_head, case_id)
        if self.of(case_id).stage is not Stage.ISSUED:
            return
        yield passing.in_days(chance, 0, 1)
        passing.give(ServePaper(chance.choice(tuple(Means))), self.county.office[0], case_id)
        yield passing.in_days(chance, 0, 2)
        while passing.acting(head := self.heads[paper.unit].head) != head:  # he signs in his own name, once he is back
            yield passing.in_days(chance, 1, 1)
        passing.give(ReceivePaper(), head, case_id)
        if paper.level is Level.INTERVIEW:
            yield passing.in_days(chance, 1, 3)
            record = RecordInterview(head, "指出问题，明确整改要求", ("限期完成整改",))
            passing.give(record, self.county.group_head, case_id)

    def of(self, case_id: UUID) -> SupervisionPaper:
        paper = self.passing.state(case_id)
        assert isinstance(paper, SupervisionPaper)
        return paper

    def referral(self, case_id: UUID) -> Life:
        chance, passing = self.passing.random("referral", case_id), self.passing
        yield passing.in_days(chance, 1, 5)
        referral = passing.state(case_id)
        assert isinstance(referral, Referral)
        if chance.random() < 0.25:
            passing.give(DeclineReferral("经核实，未发现失职失责情形", "已现场核实"), self.county.group_head, case_id)
            return
        passing.give(ApproveReferral(), self.county.group_head, case_id)
        yield from self.handed_over(case_id, chance)
        if chance.random() < 0.08:
            passing.give(ReturnReferral("材料不全，请补充后再移交"), self.county.discipline, case_id)
            yield from self.handed_over(case_id, chance)
        receipt = f"收〔{passing.today.year}〕{chance.randrange(1, 10_000)}号"
        passing.give(AcceptReferral(receipt), self.county.discipline, case_id)
        yield passing.in_days(chance, 10, 50)
        if chance.random() < 0.3:
            first = chance.choice((Feedback.LETTER_INQUIRY, Feedback.PRELIMINARY_CHECK))
            passing.give(GiveFeedback(first, "正在核实"), self.county.discipline, case_id)
            yield passing.in_days(chance, 10, 55)
        if chance.random() < 0.7:
            passing.give(GiveFeedback(Feedback.NO_CASE, "情节轻微"), self.county.discipline, case_id)
            return
        passing.give(GiveFeedback(Feedback.CASE_FILED), self.county.discipline, case_id)
        yield passing.in_days(chance, 20, 60)
        sanction = chance.choice((Sanction.ADMONITION, Sanction.ORGANISATIONAL, Sanction.DISCIPLINARY))
        outcome = RecordOutcome((Consequence(sanction, unit=referral.unit),), DISCIPLINE, receipt, passing.today)
        passing.give(outcome, self.county.discipline, case_id)

    def handed_over(self, case_id: UUID, chance: Random) -> Life:
        yield self.passing.in_days(chance, 1, 3)
        proof = sha256(chance.randbytes(8)).hexdigest()
        handed = HandOverReferral(DISCIPLINE, (ListedItem("问题台账及佐证材料", proof),), proof)
        self.passing.give(handed, self.county.office[0], case_id)
        yield self.passing.in_days(chance, 1, 3)
