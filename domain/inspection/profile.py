"""What a pack asks of a visit, put as a sampling profile. Source: domain reference, section 8."""

from __future__ import annotations

from collections.abc import Iterator

from domain.inspection.inspection import Inspection, Sampled, Visit
from domain.sampling.frame import Entry
from domain.sampling.profile import InterviewRule, Reached, SamplingProfile, VisitedVillage, VisitLength
from domain.sampling.profile import Visit as SampledVisit
from domain.sampling.rule import DrawRule, Quota, Stratum
from domain.supervision import InspectionRules, SamplingNumbers, Within

HOUSEHOLD = "HOUSEHOLD"
AREA_LABELS = {"TOWN": "镇", "VILLAGE": "村", HOUSEHOLD: "农户"}


def profile_of(rules: InspectionRules) -> SamplingProfile:
    sampling = rules.sampling or SamplingNumbers("")
    return SamplingProfile(
        areas=tuple(quotas(sampling, Within.VISIT)),
        households=household_rule(sampling),
        interviews=tuple(interview_rules(rules)),
        length=length_of(rules),
    )


def household_rule(sampling: SamplingNumbers) -> DrawRule | None:
    """How many households of a village, and of which classes; None where the pack sets no floor."""
    floors = tuple(quotas(sampling, Within.VILLAGE))
    if not floors:
        return None
    labels = labels_of(sampling)
    return DrawRule(
        label=AREA_LABELS[HOUSEHOLD],
        count=next((floor.at_least for floor in floors if floor.code == HOUSEHOLD), 0),
        quotas=tuple(floor for floor in floors if floor.code != HOUSEHOLD),
        priority=tuple(Stratum(code, labels[code]) for code in sampling.priority),
    )


def quotas(sampling: SamplingNumbers, within: Within) -> Iterator[Quota]:
    labels = labels_of(sampling)
    for floor in sampling.floors:
        if floor.within is within:
            yield Quota(floor.of, labels[floor.of], floor.at_least)


def labels_of(sampling: SamplingNumbers) -> dict[str, str]:
    return AREA_LABELS | {one.code: one.label for one in sampling.classes}


def interview_rules(rules: InspectionRules) -> Iterator[InterviewRule]:
    """One holder of each post; posts that are asked only where there is a resident team are so marked.

    Posts that are drawn at random are no condition of a visit.
    """
    firm = [rule for rule in rules.interviews if not rule.drawn]
    everywhere = {post for rule in firm if rule.resident_team is not True for post in rule.posts}
    posts = dict.fromkeys(post for rule in firm for post in rule.posts)
    for post in posts:
        yield InterviewRule(post, post, (post,), only_with_resident_team=post not in everywhere)


def length_of(rules: InspectionRules) -> VisitLength | None:
    if rules.days_min is None or rules.days_max is None:
        return None
    return VisitLength(rules.days_min, rules.days_max)


# --- what was reached ---------------------------------------------------------------------------------------------


def reached_by(inspection: Inspection, villages: tuple[Visit, ...]) -> SampledVisit:
    """What these visits came to, as the sampling rules look at it."""
    reached = tuple(village_reached(inspection, visit) for visit in villages)
    return SampledVisit(inspection.first_on, inspection.last_on, reached, inspection.towns)


def village_reached(inspection: Inspection, visit: Visit) -> VisitedVillage:
    """Only who was drawn and met counts: others may be visited, but are no part of the sample."""
    met = visit.verified()
    entries = tuple(entry_of(one) for one in inspection.sample_of(visit.village) if one.id in met)
    return VisitedVillage(
        village=visit.village,
        kind=visit.kind,
        resident_team=visit.resident_team,
        households=Reached(entries, inspection.pool_of(visit.village)),
        interviewed=frozenset(visit.interviewed),
    )


def entry_of(sampled: Sampled) -> Entry:
    return Entry(sampled.id, sampled.classes)
