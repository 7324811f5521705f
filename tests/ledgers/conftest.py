"""The chronicles of the projections, for the printed ledgers."""

from tests.projections.conftest import chronicle, every_kind, further, ledgers_database, stored_chronicle

__all__ = ["chronicle", "every_kind", "further", "ledgers_database", "stored_chronicle"]
