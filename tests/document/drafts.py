"""Documents as they are drafted in the tests: read from the log of a story, as the machine does it."""

from __future__ import annotations

from domain.casework import Casework
from domain.document.document import Document
from domain.document.drafting import DraftDocument
from projections.as_of import Viewpoint
from projections.documents.drafting import filled_in
from projections.documents.letters import Letter, drafted_letter
from projections.documents.source import Source
from projections.seeing import ByFolding
from tests.problem.story import Story, instant


def read(casework: Casework, command: DraftDocument, at: str) -> DraftDocument:
    view = Viewpoint(instant(at), command.as_of, command.known_at)
    then = ByFolding(casework.recorder, view)
    source = Source(then, casework.rulebook, casework.calendar, casework.vault.reveal)
    return filled_in(command, source)


def drafted(casework: Casework, command: DraftDocument, by: str, at: str) -> Story:
    """A story of the document that comes of it."""
    story = Story(casework, now=instant(at))
    story.when(read(casework, command, at), by, at).accepted()
    return story


def document(story: Story) -> Document:
    state = story.casework.load(story.case, fresh=True).state
    assert isinstance(state, Document)
    return state


def letter(story: Story) -> Letter:
    return drafted_letter(document(story), story.casework.vault.reveal)
