"""Asserts of the stories these tests share are shown as if they stood here."""

import pytest

pytest.register_assert_rewrite("tests.problem.story")
