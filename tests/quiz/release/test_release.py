"""What is released asks everything and gives nothing away; its notebook is what nbgrader expects."""

import base64
import copy
import json
from dataclasses import replace

import nbformat
import pytest
from refusals import missing_facts, refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.quiz.question.score import score
from vertebra.quiz.release import leak_check, quiz_notebook, variants
from vertebra.quiz.release import release as notebooks

Q1 = notebooks.definition("Q1")
QUIZ = replace(Q1, items=tuple(name for name in Q1.items if name != "01-t-score"))
"""Without the question whose pictures take longest; another that draws its own stays."""


@pytest.fixture(scope="module")
def both():
    return notebooks.release(QUIZ, "cohort of the tests")


@pytest.mark.slow
def test_a_release_is_the_same_every_time_and_another_for_another_cohort(both):
    assert notebooks.release(QUIZ, "cohort of the tests") == both
    other, _ = notebooks.release(QUIZ, "another cohort", with_pictures=False)
    assert other["draw_salt"] != both[0]["draw_salt"]
    assert other["release"] != both[0]["release"]
    names = [
        {o["id"] for i in r["items"] for v in i["variants"] for o in v.get("options", [])} for r in (both[0], other)
    ]
    assert not names[0] & names[1]


@pytest.mark.slow
def test_a_release_holds_no_key(both):
    released, key = both
    assert leak_check.leaks(released, key) == []
    assert "cohort of the tests" not in json.dumps(released)
    # The names in the question folders (`right`, `severe` ...) would tell who reads the public repository.
    shown = {option["id"] for item in released["items"] for v in item["variants"] for option in v.get("options", [])}
    assert all(len(name) == 10 and int(name, 16) >= 0 for name in shown)


@each_row("disguise", [lambda t: t, lambda t: base64.b64encode(t.encode()).decode()])
def test_a_leak_is_found(both, disguise):
    released, key = copy.deepcopy(both)
    feedback = key["items"][2]["variants"][0]["options"][0]["feedback"]
    released["items"][2]["variants"][0]["stem"] += " " + disguise(feedback)
    assert leak_check.leaks(released, key)


@each_row("name", ["right", "feedback", "rubric", "tolerance", "value"])
def test_a_field_of_a_key_is_found_by_its_name(both, name):
    released, key = copy.deepcopy(both)
    released["items"][0]["variants"][0][name] = 1
    (leak,) = leak_check.leaks(released, key)
    assert not missing_facts(leak, "leak-field", repr(name))


def test_the_place_of_the_right_option_says_nothing(both):
    _, key = both
    places = [
        next(at for at, option in enumerate(variant["options"]) if option["right"])
        for item in key["items"]
        if item["kind"] == "single" and item["id"] != "01-category"
        for variant in item["variants"]
    ]
    assert len(set(places)) > 1


def test_key_and_release_tell_of_the_same_variants(both):
    released, key = both
    for shown, kept in zip(released["items"], key["items"], strict=True):
        assert shown["id"] == kept["id"]
        assert shown["variants"] == [variant["public"] for variant in kept["variants"]]


def test_the_right_answer_of_each_variant_scores_full_points(both):
    _, key = both
    for item in key["items"]:
        for at, variant in enumerate(item["variants"]):
            if item["kind"] == "text":
                continue
            if item["kind"] == "numeric":
                right = f"{variant['value']:.{variant['decimals']}f} {variant['unit']}"
            else:
                chosen = [option["id"] for option in variant["options"] if option["right"]]
                right = chosen if item["kind"] == "multiple" else chosen[0]
            assert score(item, at, right).points == item["points"], (item["id"], at)


def test_students_are_spread_over_the_variants():
    drawn = [variants.assign_variant("salt", "vertebra", "Q1", "01-t-score", f"student{n}", 24) for n in range(2400)]
    counts = [drawn.count(at) for at in range(24)]
    assert min(counts) > 60
    assert max(counts) < 145
    assert drawn[0] == variants.assign_variant("salt", "vertebra", "Q1", "01-t-score", "student0", 24)
    assert variants.assign_variant("s", "a", "bc", "d", "e", 10**9) != variants.assign_variant(
        "s", "ab", "c", "d", "e", 10**9
    )


def test_the_notebook_is_valid_for_nbgrader_and_graded_item_by_item(both):
    from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

    released, key = both
    notebook = quiz_notebook.build(released)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        MetadataValidatorV3().validate_cell(cell)
    assert leak_check.notebook_faults(notebook, released, key) == []
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    assert len(cells) == len(notebook.cells)
    for item in released["items"]:
        cell = cells[item["id"]]
        assert cell.metadata.nbgrader.points == item["points"]
        by_hand = item["kind"] == "text"
        assert (cell.metadata.nbgrader.solution, cell.metadata.nbgrader.locked) == (by_hand, not by_hand)
        assert cell.cell_type == ("markdown" if by_hand else "code")
        asked = cells[item["id"] + "-question"] if by_hand else cell
        assert asked.source == f'quiz.item("{item["id"]}")'
    assert notebook.cells[1].source.startswith('from vertebra.quiz.component import Quiz\nquiz = Quiz.open("Q1")')


def test_building_again_gives_the_same_bytes(both):
    first, second = (nbformat.writes(quiz_notebook.build(both[0])) for _ in range(2))
    assert first == second


def test_a_notebook_with_an_output_or_a_missing_item_is_refused(both):
    released, key = both
    notebook = quiz_notebook.build(released)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="x")]
    del notebook.cells[3]
    faults = leak_check.notebook_faults(notebook, released, key)
    assert len(faults) == 2


def test_a_quiz_that_does_not_exist_is_named():
    with refused(CourseError, "Q1,"):
        notebooks.definition("Q99")
