"""What is said of the organisation while a case goes on: in the same casework, by a story of its own."""

from __future__ import annotations

from domain.case import Command
from domain.events import Actor
from domain.organisation import ORGANISATION_ID, Role
from domain.organising import AppointPerson
from tests.problem.story import Outcome, Story

CLERK = "导入员"


def arranged(story: Story, command: Command, by: str = CLERK, at: str | None = None) -> Outcome:
    """Give a command to the organisation; without ``at`` an hour after what happened last in the story."""
    return Story(story.casework, ORGANISATION_ID, story.now).when(command, by, at)


def appointed(story: Story, person: str, unit: str, *roles: Role) -> None:
    arranged(story, AppointPerson(person, person, f"{unit}干部", unit, roles)).accepted()


def last_actor(story: Story) -> Actor:
    return story.history[-1].envelope.actor
