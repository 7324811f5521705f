"""An erasure as the privacy officer asks for it, by a command."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from adapters.installation import Installation
from domain.casework import Recorded
from domain.privacy import EraseSubject, ErasureGround
from tests.privacy.office import OFFICER


def erase(opened: Installation, subject: str, at: datetime) -> Recorded:
    """Raises Refused; then the key stands."""
    caller = replace(opened.caller(OFFICER), recorded_at=at)
    return opened.casework.handle(EraseSubject(subject, ErasureGround.PERIOD_OVER), caller)
