"""常态职责 月会商 归档: what has to be done again and again, beside the problems; mostly done, now and then missed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from adapters.sample.county import GROUP, OFFICE, County, Town, Village
from adapters.sample.findings import CAMPAIGN, HOUSEHOLDS, household_ref
from adapters.sample.passing_time import Life, PassingTime
from domain.archive.collecting import FileItems, HandOverArchive, ItemDraft, OpenArchive, ReceiveArchive, quarter_named
from domain.archive.consolidating import ConsolidateYear, SealYear
from domain.archive.package import ArchivePackage, ItemKind, archive_id
from domain.duty.duty import Period, StandingDuty
from domain.duty.performing import Paper, RecordPerformance, TakeUpDuty
from domain.monitoring_case.consulting import HoldConsultation, OpenConsultations
from domain.periods import period_after
from domain.timetable import Per

VISITING = "qijia_2021"
"""The campaign whose pack has the duty of a village to visit twenty households a month (遍访走访户)."""
FILED = (ItemKind.NOTICE, ItemKind.VISIT_RECORD, ItemKind.EVIDENCE_LIST, ItemKind.RECHECK_RECORD,
         ItemKind.LOOK_BACK_RECORD, ItemKind.ISSUED_TABLE)  # fmt: skip
NEVER = (ItemKind.SAMPLING_RECORD, ItemKind.VIEWS_NOTE, ItemKind.QUESTION_LIST)


class Duties:
    """What recurs, each with its own life."""

    def __init__(self, county: County, passing: PassingTime) -> None:
        self.county = county
        self.passing = passing

    # --- 常态职责 ---

    def consultation_of_the_county(self) -> Life:
        """月会商月研判 of the office, as the pack wants it."""
        chance = self.passing.random("duty", OFFICE)
        duty = self.passing.give(TakeUpDuty(CAMPAIGN, "CONSULTATION", OFFICE), self.county.office[0]).case_id
        while True:
            yield from self.some_day_of_the_period(duty, chance, 960)
            papers = (Paper("会商研判记录", some_hash(chance)),)
            self.passing.give(RecordPerformance("会商研判全县线索", papers=papers), self.county.office[0], duty)
            yield self.passing.on(self.period(duty).last + timedelta(days=1), chance)

    def visits_of(self, village: Village) -> Life:
        """遍访走访户: twenty households a month, in two rounds, the second of which is now and then too short."""
        chance = self.passing.random("duty", village.name)
        taken = TakeUpDuty(VISITING, "VILLAGE_SECRETARY", village.name, village.cadre)
        duty = self.passing.give(taken, self.county.office[1]).case_id
        while True:
            yield from self.some_day_of_the_period(duty, chance, 985)
            homes = chance.sample(range(HOUSEHOLDS), 20 if chance.random() < 0.94 else 14)
            visited = tuple(household_ref(village, home) for home in homes)
            papers = (Paper("遍访台账", some_hash(chance)),)
            self.passing.give(RecordPerformance("逐户走访，了解生产生活情况", visited, papers), village.cadre, duty)
            yield self.passing.on(self.period(duty).last + timedelta(days=1), chance)

    def some_day_of_the_period(self, duty: UUID, chance: Random, kept: int) -> Life:
        """A day on which it is done; of a thousand periods all but ``kept`` go by."""
        while chance.randrange(1000) >= kept:
            yield self.passing.on(self.period(duty).last + timedelta(days=1), chance)
        period = self.period(duty)
        first = max(period.first, self.passing.today)
        day = first + timedelta(days=chance.randint(0, max(0, (period.last - first).days)))
        last = self.passing.calendar.working_on_or_before(period.last)
        yield self.passing.on(min(day, max(last, first)), chance)

    def period(self, duty: UUID) -> Period:
        state = self.passing.state(duty)
        assert isinstance(state, StandingDuty)
        return state.period

    # --- 月会商 of the towns ---

    def consultations_of(self, town: Town) -> Life:
        chance = self.passing.random("consultation", town.unit.name)
        opened = OpenConsultations(town.unit.name, CAMPAIGN)
        book = self.passing.give(opened, town.checkers[0]).case_id
        while True:
            following = (self.passing.today.replace(day=28) + timedelta(days=4)).replace(day=1)
            day = self.passing.today + timedelta(days=chance.randint(0, (following - self.passing.today).days))
            yield self.passing.on(min(day, following - timedelta(days=3)), chance)
            if chance.random() < 0.95:
                held = HoldConsultation("分析本镇监测线索，逐户研判", chance.randint(6, 20))
                self.passing.give(held, town.checkers[0], book)
            yield self.passing.on(following, chance)

    # --- 归档 ---

    def archives(self) -> Life:
        """Each quarter the group hands its package over, and after the year the packages are sealed."""
        chance, lead = self.passing.random("archives"), self.county.leads[0]
        quarter = quarter_named("2022Q3")
        self.passing.give(OpenArchive(CAMPAIGN, GROUP, quarter.name), lead)
        while True:
            package = archive_id(CAMPAIGN, GROUP, quarter.name)
            yield self.passing.on(quarter.last - timedelta(days=chance.randint(8, 20)), chance)
            items = tuple(ItemDraft(kind, "本季度材料", some_hash(chance)) for kind in FILED)
            self.passing.give(FileItems(items), lead, package)
            late = chance.random() < 0.2
            yield self.passing.on(quarter.last + timedelta(days=5 if late else -5), chance)
            self.passing.give(HandOverArchive(NEVER), lead, package)
            yield self.passing.in_days(chance, 1, 4)
            self.passing.give(ReceiveArchive(f"收{quarter.name}"), self.county.archivists[0], package)
            if quarter.name.endswith("Q4"):
                yield from self.year_is_sealed(quarter.name[:4], chance)
            quarter = period_after(Per.QUARTER, quarter)

    def year_is_sealed(self, year: str, chance: Random) -> Life:
        package, (first, second) = archive_id(CAMPAIGN, "", year), self.county.archivists
        yield self.passing.in_days(chance, 1, 3)
        assert isinstance(self.passing.state(package), ArchivePackage)
        self.passing.give(ConsolidateYear(), first, package)
        yield self.passing.in_days(chance, 1, 5)
        self.passing.give(SealYear(f"档{year}"), second, package)


def some_hash(chance: Random) -> str:
    return sha256(chance.randbytes(8)).hexdigest()
