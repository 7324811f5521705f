"""A command sent twice happens once, here and in another process; its id with another body is refused."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.event_store.memory import MemoryRecorder
from domain.case import Command
from domain.casework import Casework
from tests.problem.story import Act, Story


def happens_once(story: Story, before: Sequence[Act], command: Command, by: str) -> None:
    """``story`` has nothing in it yet; ``before`` leads up to the command."""
    story.doing(*before)
    story.when(command, by, command_id="once").accepted()
    version, position = story.state.version, story.log_position
    story.when(command, by, command_id="once").then_nothing()
    elsewhere = Story(another_process(story.casework), story.case_id, story.now)
    elsewhere.when(command, by, command_id="once").then_nothing()
    assert (story.state.version, story.log_position) == (version, position)


def another_process(casework: Casework) -> Casework:
    """A second casework on the same database, with the same rules."""
    assert isinstance(casework.recorder, MemoryRecorder)
    return Casework(casework.recorder, casework.vault, casework.packs, casework.calendar)
