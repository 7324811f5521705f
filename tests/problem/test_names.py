"""What is stored by a code is printed by a Chinese name: there is one for each."""

from enum import StrEnum

import pytest

from domain.policy import DUTY_NAMES, Duty
from domain.problem.claiming import REFUSAL_REASONS, RefusalReason
from domain.problem.problem import STAGE_NAMES, Stage
from domain.problem.rechecking import FOUR_CHECK_NAMES, FourCheck
from domain.problem.suspending import SUSPEND_REASONS, SuspendReason


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (Stage, STAGE_NAMES),
        (Duty, DUTY_NAMES),
        (RefusalReason, REFUSAL_REASONS),
        (SuspendReason, SUSPEND_REASONS),
        (FourCheck, FOUR_CHECK_NAMES),
    ],
)
def test_every_code_has_a_name_of_its_own(codes: type[StrEnum], names: dict[StrEnum, str]) -> None:
    assert set(names) == set(codes)
    assert len(set(names.values())) == len(names)
