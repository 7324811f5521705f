"""The event sourcing library's own tests of persistence, importable without pycryptodome."""

import sys

import eventsourcing.cryptography

# The module of tests imports the cipher over pycryptodome, which we do not have; this is the library's other one.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)

from eventsourcing.tests import persistence  # noqa: E402

__all__ = ["persistence"]
