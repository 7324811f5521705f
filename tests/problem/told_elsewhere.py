"""One story with its turns around midnight in Shanghai, for telling it in a process of another time zone.

``python -m tests.problem.told_elsewhere`` prints the stored bytes of its events, one a line.
"""

from __future__ import annotations

import sys
from datetime import date

from domain.problem.rectifying import GrantExtension
from tests.problem.acts import (
    claimed,
    closed,
    dispatched,
    extension_asked,
    handed_in,
    layer_passed,
    plan_approved,
    plan_submitted,
    registered,
)
from tests.problem.people import OFFICE
from tests.problem.story import Act, given


def told() -> list[bytes]:
    """The stored bytes of the story's events."""
    story = given(
        registered(at="2022-08-08 00:01"),
        dispatched(at="2022-08-08 00:02", due_on=date(2022, 8, 31)),
        claimed(at="2022-08-10 23:59"),
        plan_submitted(at="2022-08-15 23:59"),
        plan_approved(at="2022-08-17 23:59"),
        extension_asked(date(2022, 9, 1), at="2022-08-31 23:59"),
        Act(GrantExtension(), OFFICE, "2022-09-01 00:00"),
        handed_in(at="2022-09-08 23:59"),
        layer_passed(at="2022-09-13 00:01"),
        closed(at="2022-09-13 08:59"),
    )
    return [stored.state for stored in story.casework.recorder.select_events(story.case)]


if __name__ == "__main__":
    sys.stdout.buffer.write(b"\n".join(told()))
