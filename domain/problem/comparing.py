"""上下一般粗: whether the measures of a plan repeat the superior's text, or the plan of another unit.

The superior's text is what the problem says from which this one was derived (举一反三), and its measures; the other
units' are the measures of its other children. Texts are read to be compared and never stored: the plan keeps how alike
it is and to which problem. Source: domain reference, section 4 (submit_plan); R002-27.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.circumstances import Circumstances
from domain.likeness import SHORTEST_COPY, Likeness, most_alike, normalised
from domain.problem.classification import Scope
from domain.problem.problem import Problem, Resemblance, Stage
from domain.refusal import Refused
from domain.sealing import Sealed

DROPPED = (Stage.VOIDED, Stage.MERGED)
"""What was entered by mistake, or twice, is nobody's plan."""


def resemblance(problem: Problem, measures: Iterable[str], c: Circumstances) -> Resemblance | None:
    """Of the measures the one most like another problem's text; None: there is nothing to compare. Raises Refused."""
    own = [text for text in measures if len(normalised(text)) > SHORTEST_COPY]
    if not own:
        return None
    others = list(texts_to_compare(problem, c))
    found = [alike for text in own for number, other in others if (alike := most_alike(text, {number: other}))]
    closest = max(found, key=lambda alike: (alike.verbatim, alike.percent), default=None)
    if closest is None:
        return None
    no_verbatim_copy(problem, closest)
    return Resemblance(closest.percent, closest.against)


def no_verbatim_copy(problem: Problem, closest: Likeness) -> None:
    """One household's measures may rightly be another's; what concerns more than one is to be thought through anew."""
    if closest.verbatim and problem.scope is not Scope.HOUSEHOLD:
        raise Refused("plan_copied", problem_no=closest.against)


def texts_to_compare(problem: Problem, c: Circumstances) -> Iterator[tuple[str, str]]:
    """问题编号 and plain text: of the problem that this one was derived from, and of the others derived from it."""
    if problem.parent is None:
        return
    parent = c.look(problem.parent)
    yield from told(parent, [parent.content, *measures_of(parent)], c)
    for child in parent.children:
        sibling = c.look(child)
        if child != problem.id and sibling.stage not in DROPPED:
            yield from told(sibling, measures_of(sibling), c)


def measures_of(problem: Problem) -> list[Sealed]:
    return [measure.text for measure in problem.measures]


def told(problem: Problem, texts: Iterable[Sealed], c: Circumstances) -> Iterator[tuple[str, str]]:
    """An erased text is nobody's any more."""
    yield from ((problem.problem_no, text) for sealed in texts if (text := c.reveal(sealed)))
