"""What docs/scenarios.md says is so: its examples are played, its reference is that of the domain."""

import re

import pytest

from adapters.play.reference import reference, renewed
from adapters.play.running import PlayResult
from adapters.play.timeline import timeline_of
from tests.play.stage import DOCUMENT, E_RECTIFYING, packs, player

TEXT = DOCUMENT.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
FIRST = EXAMPLES[0]
HEADER = FIRST[: FIRST.index("timeline:")]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_holds_when_it_is_played(number: int) -> None:
    assert example_played(EXAMPLES[number]).failures == ()


STEPS = "do problem bring_to run_until repeat expect occurred_at policy makes"
CHECKS = "event never planned not_planned summary as_of known_at owes count sampling"


@pytest.mark.parametrize("key", [*STEPS.split(), *CHECKS.split()])
def test_there_is_an_example_of_every_kind_of_step_and_check(key: str) -> None:
    assert any(f"{key}:" in example for example in EXAMPLES)


def test_the_reference_is_that_of_the_domain() -> None:
    assert renewed(TEXT, reference(packs())) == TEXT, "run: python -m adapters.play.reference docs/scenarios.md"


def example_played(example: str) -> PlayResult:
    """A whole file as it is; steps, and rules, with the cast of the first example."""
    if example.startswith("policy:"):
        example = f"{HEADER}{example}timeline:\n{E_RECTIFYING}"
    elif not example.startswith("title:"):
        example = f"{HEADER}timeline:\n{example}"
    return player(timeline_of(example, "docs/scenarios.md", packs())).play()
