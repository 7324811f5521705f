"""What Prometheus is shown: one `duban up` for all of these, asked at its ports."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.ports import LOOPBACK, free_port, is_free
from adapters.roles.table import ROLES
from domain.message.message import Outcome
from domain.problem.problem import Problem
from tests.temporal.office import Office, at, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import duban, until_happened

Page = dict[tuple[str, ...], float]
"""Name of a figure and the values of its labels -> the figure."""


def free_ports(number: int) -> int:
    """The first of so many free ports in a row."""
    while True:
        first = free_port()
        if all(is_free(f"{LOOPBACK}:{first + step}") for step in range(number)):
            return first


class Shown:
    """The pages of the processes of one `duban up`."""

    def __init__(self, office: Office, first_port: int) -> None:
        self.office = office
        self.ports = {name: first_port + number for number, name in enumerate(["up", *ROLES])}

    def page(self, role: str) -> Page:
        try:
            with urlopen(f"http://{LOOPBACK}:{self.ports[role]}/metrics", timeout=10) as answer:
                families = list(text_string_to_metric_families(answer.read().decode()))
        except URLError:
            return {}
        return {(s.name, *map(str, s.labels.values())): s.value for family in families for s in family.samples}

    def until(self, role: str, figure: tuple[str, ...], value: float) -> None:
        async def it_is_shown() -> bool:
            return self.page(role).get(figure) == value

        asyncio.run(until(it_is_shown, every=0.2))

    @property
    def problems(self) -> list[Problem]:
        """All that the tests of this module have dispatched so far; what is only registered waits for nothing."""
        registered = [self.office.problem(case_id) for case_id in self.office.installation.case_ids()]
        return [problem for problem in registered if problem.obligations]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One problem was due four days ago, and nobody has done anything about it."""
    data: Path = tmp_path_factory.mktemp("data")
    first = free_ports(1 + len(ROLES))
    with open_office(data, clock_before(at("2022-08-23 10:00"), 0)) as office:
        case_id = office.dispatched_problem()
        with duban("up", data, DUBAN_METRICS=f"{LOOPBACK}:{first}"):
            asyncio.run(until_happened(office, case_id, "ClaimExpired"))
            yield Shown(office, first)


def test_each_process_says_which_it_is(shown: Shown) -> None:
    for role in ("up", *ROLES):
        assert [name for name in shown.page(role) if name[0] == "duban_build_info" and role in name], role


def test_relay_and_follower_say_that_they_are_at_the_end_of_the_log(shown: Shown) -> None:
    for role in ("relay", "follower"):
        shown.until(role, (f"duban_{role}_lag_events",), 0)
        assert shown.page(role)[(f"duban_{role}_lag_seconds",)] == 0


def test_a_moment_that_fired_and_what_is_owed_and_overdue_are_counted(shown: Shown) -> None:
    assert shown.page("worker")[("duban_moments_total", "acted")] >= 1
    shown.until("relay", ("duban_open_cases", "problem"), len(shown.problems))
    now = shown.office.installation.now()
    page = shown.page("relay")
    obligations = [owed for problem in shown.problems for owed in problem.obligations]
    assert page[("duban_obligations_open", "problem")] == len(obligations) > 0
    overdue = sum(owed.due.at < now for owed in obligations)
    assert page[("duban_obligations_overdue", "problem")] == overdue > 0


def test_the_sweep_compares_workflows_with_cases_and_figures_say_their_age(shown: Shown) -> None:
    shown.until("relay", ("duban_sweep", "waiting"), len(shown.problems))
    shown.until("relay", ("duban_sweep", "workflows"), len(shown.problems))
    page = shown.page("relay")
    assert page[("duban_sweep_age_seconds",)] < 60
    assert page[("duban_census_age_seconds",)] < 60


def test_sendings_are_shown_by_their_outcome(shown: Shown) -> None:
    """Nothing goes out of this installation: it has no channel."""
    for outcome in Outcome:
        shown.until("messenger", ("duban_sendings", outcome.value.lower()), 0)


def test_commands_are_counted_by_the_way_they_came(shown: Shown) -> None:
    shown.until("follower", ("duban_commands_total", "cli"), len({*command_ids(shown.office)}))


def command_ids(office: Office) -> Iterator[str]:
    for case_id in {notification.originator_id for notification in office.log()}:
        for event in office.events(case_id):  # type: ignore[arg-type]
            if event.envelope.channel.value == "cli":
                yield event.envelope.command_id


def test_what_temporals_sdk_counts_stands_on_the_same_page(shown: Shown) -> None:
    assert any(name.startswith("temporal_workflow_") for name, *_ in shown.page("worker"))
    assert not any(name.startswith("temporal_") for name, *_ in shown.page("follower"))


def test_a_case_that_changes_is_counted_again_without_counting_all(shown: Shown) -> None:
    shown.office.registered_problem()  # waits for nobody's time, but is told of
    another = shown.office.dispatched_problem()
    asyncio.run(until_happened(shown.office, another, "ClaimExpired"))
    assert shown.page("relay")[("duban_census_age_seconds",)] < 60
    shown.until("relay", ("duban_open_cases", "problem"), 2)
