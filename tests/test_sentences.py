"""What tests find in lines and pages, they find by a sentence's key: with its values, wherever its lines are broken."""

import html

import pytest
from rows import each_row
from sentences import shown


def sentence(key: str, **values: str) -> str:
    """The sentence as a command prints it."""
    import sentences

    return sentences._forms(key)[0].format(**values)


@each_row("values", [{"up": "1", "down": "20", "same": "0"}, {"up": "3", "down": "-2.5", "same": "12"}])
def test_a_sentence_is_found_with_its_values(values):
    said = f"A heading\n\n{sentence('regrade-totals', **values)}\nAnd more.\n"
    assert shown(said, "regrade-totals") == [values]
    assert shown(said.replace(" ", "\n"), "regrade-totals") == [values]
    assert shown(f"<p>{html.escape(said)}</p>", "regrade-totals") == [values]
    assert shown(said, "regrade-not-applied") == []


def test_each_place_is_one_and_other_sentences_are_none():
    both = [{"answered": "2", "own": "4"}, {"answered": "1", "own": "3"}]
    said = " ".join(sentence("answers-other-variant", **one) for one in both)
    assert shown(said, "answers-other-variant") == both
    assert shown(said[:-12], "answers-other-variant") == both[:1]


def test_a_file_with_which_a_sentence_ends_is_whole():
    assert shown(sentence("roster-row-skipped", name="'a.b'"), "roster-row-skipped") == [{"name": "'a.b'"}]


def test_a_value_with_an_end_of_a_sentence_in_it_is_found_where_it_is_given():
    said = sentence("items-open", titles="1. Which one; 3. How much")
    assert shown(said, "items-open", titles="1. Which one; 3. How much")
    assert not shown(said, "items-open", titles="1. Which one")


def test_a_key_that_there_is_not_is_no_sentence_that_was_not_shown():
    with pytest.raises(LookupError):
        shown("anything", "no-such-key")
