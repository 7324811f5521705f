"""A chronicle in which every event of a problem happened, and its tables as they are printed."""

from tests.projections.conftest import every_kind  # noqa: F401 - a fixture of the tables, asked for by name
