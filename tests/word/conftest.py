"""`duban` on a data folder of its own, as in the tests of the command line."""

from tests.cli.conftest import duban, folder_with_people, office

__all__ = ["duban", "folder_with_people", "office"]
