"""Questions to export."""

import pytest
from small_quiz import write_small_quiz


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    """The folder of the small quiz."""
    return write_small_quiz(tmp_path_factory.mktemp("questions"))
