"""不得要求各村填表报数: whoever is inspected writes down what he saw; what there is the system counts itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import inspect

from domain.authorising import FIELD, UNIT
from domain.authority import ACTS
from domain.organisation import Role
from tests.problem.story import packs

INSPECTED = {Role.TOWN, Role.VILLAGE, Role.LIAISON, *FIELD, *UNIT}
AT_THAT_MOMENT = {
    *("measures_done", "number"),  # which ones, not how many
    "days",  # within which something is to be done
    *("income", "spending"),  # at the home of a household
    *("attendance", "in_favour", "against"),  # at a meeting
    *("compared", "found", "problems"),  # in a comparison or a check of one's own
    "merged",  # how many columns of the print have merged cells
    "position",  # of the log, up to which the machine read a table
    "before_year",  # up to when works are gone through again: a year, not a figure
}
"""Numbers that whoever gives them has before his eyes, and that no system has."""


def figures(wanted: Any, name: str = "") -> Iterator[str]:
    """The fields, at every depth, that hold a number."""
    match wanted:
        case inspect.IntType() | inspect.FloatType() | inspect.DecimalType():
            yield name
        case inspect.UnionType(types=types):
            for one in types:
                yield from figures(one, name)
        case inspect.VarTupleType(item_type=item):
            yield from figures(item, name)
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from figures(field.type, field.name)


@pytest.mark.requirement("R000-35", "X-09")
def test_no_command_of_those_who_are_inspected_reports_a_figure_that_the_system_has() -> None:
    commands = [act.command for act in ACTS if INSPECTED.intersection(act.roles)]
    reported = {command.__name__: set(figures(inspect.type_info(command))) - AT_THAT_MOMENT for command in commands}
    assert {name: fields for name, fields in reported.items() if fields} == {}


@pytest.mark.requirement("R000-35")
def test_the_campaign_that_forbids_forms_says_so() -> None:
    assert packs()["haogou_2023"].inspection.no_form_filling
