"""Ordering, point, script concordance, replayed simulation, hints, and values that two items share."""

import json
from dataclasses import replace

import pytest
from refusals import missing_facts, refused
from sentences import shown

from vertebra import texts
from vertebra.errors import CourseError, InputError
from vertebra.quiz.question import question as items
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.point.region import distance, inside
from vertebra.quiz.question.render_item import item_for_browser
from vertebra.quiz.question.score import score
from vertebra.quiz.release import check, leak_check
from vertebra.quiz.release.quiz_notebook import build
from vertebra.quiz.release.release import release
from vertebra.quiz.release.variants import assign_variant, shuffle_options
from vertebra.quiz.session import answers as files
from vertebra.quiz.session.session import Session

NEW = ("k-order", "k-point", "k-script", "k-played")


@pytest.fixture
def quiz(kinds_root):
    return release("K1", "a cohort", kinds_root)


def entry(key, name):
    return next(item for item in key["items"] if item["id"] == name)


@pytest.mark.parametrize("name", [*NEW, "k-half", "k-twice"])
def test_a_question_of_each_kind_passes_its_checks(kinds_root, name):
    for salt in ("", "a cohort"):
        assert check.question_faults(name, salt, kinds_root) == []


def test_the_release_holds_no_key(quiz, kinds_root):
    released, key = quiz
    notebook = build(released)
    assert check.quiz_faults("K1", kinds_root) == []
    assert leak_check.notebook_faults(notebook, released, key) == []
    text = json.dumps(released)
    for secret in ("because", "canal", '"experts"', "made up for this test", "replay"):
        assert secret not in text


def test_a_key_that_gets_into_a_release_is_found(quiz):
    released, key = quiz
    for name, field, value in (
        ("k-order", "order", ["a"]),
        ("k-point", "target", {"x": 0.3}),
        ("k-script", "panel", [1, 2]),
        ("k-played", "solution", []),
    ):
        leaky = json.loads(json.dumps(released))
        entry(leaky, name)["variants"][0][field] = value
        assert any(not missing_facts(fault, "leak-field", field) for fault in leak_check.leaks(leaky, key))


def test_the_steps_are_never_shown_in_the_right_order(kinds_root):
    item = items.load("k-order", kinds_root).item()
    for cohort in range(300):
        assert [option.id for option in shuffle_options(item, str(cohort)).options] != list(item.content.order)


def test_an_order_earns_by_its_pairs(quiz):
    item = entry(quiz[1], "k-order")
    right = [step["id"] for step in item["variants"][0]["order"]]
    a, b, c, d = right
    # Six pairs: with m out of order the share is 1 - 2m/6.
    for order, misplaced in (
        ([a, b, c, d], 0),
        ([b, a, c, d], 1),
        ([d, a, b, c], 3),
        ([c, a, b, d], 2),
        (right[::-1], 6),
    ):
        assert score(item, 0, order).points == pytest.approx(4 * max(0, 1 - misplaced / 3), abs=1e-3)
    told = " ".join(score(item, 0, [b, a, c, d]).feedback)
    assert "The needle needs the cut." in told
    assert "Cement goes through" not in told
    assert score(item, 0, right).verdict == "right"
    assert score(item, 0, tuple(right)).answer.startswith("1. Make a small cut")


def test_a_point_earns_all_inside_half_beside_and_nothing_elsewhere(quiz):
    item = entry(quiz[1], "k-point")
    for answer, points, words in (
        ("0.3,0.4", 4, "place that was asked"),
        ("0.399,0.4", 4, "asked for"),
        ("0.43,0.4", 2, "beside"),
        ("0.3,0.51", 0, "far from"),
        ("0.75,0.7", 0, "must be spared"),
    ):
        got = score(item, 0, answer)
        assert (got.points, words in " ".join(got.feedback)) == (points, True), answer
    assert shown(score(item, 0, "0.3,0.4").answer, "point-in-picture") == [{"x": "30", "y": "40"}]
    assert score(item, 0, "0.3,1.4").verdict == "unreadable"


def test_regions():
    corner = {"corners": [[0, 0], [1, 0], [0, 1]]}
    assert inside(corner, 0.2, 0.2)
    assert inside(corner, 0.5, 0.5)
    assert not inside(corner, 0.6, 0.6)
    assert distance(corner, 0.2, 0.2) == 0
    assert distance(corner, 1, 1) == pytest.approx(0.5**0.5)
    assert distance({"x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.1}, 0.5, 0.8) == pytest.approx(0.2, abs=1e-3)


def test_script_concordance_follows_the_panel(quiz):
    item = entry(quiz[1], "k-script")
    names = {step["name"]: step["id"] for step in item["variants"][0]["options"]}
    earned = [score(item, 0, names[f"step{at}"]).points for at in range(5)]
    # Aggregate scoring: experts at the step over experts at the modal step, times the points.
    assert earned == pytest.approx([0, 4 * 1 / 10, 4 * 3 / 10, 4, 4 * 5 / 10])
    assert not missing_facts(score(item, 0, names["step1"]).feedback[0], "experts-chose", "19", "made up for this test")
    assert "A fall makes" in score(item, 0, names["step1"]).feedback[1]


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"panel": [1, 1, 1, 1, 1]}, ("panel-too-small", "5", "10")),
        ({"panel": [5, 6]}, ("panel-not-the-scale", "2")),
        ({"panel_note": ""}, ("panel-unnamed",)),
        ({"panel": [-1, 5, 5, 5, 5]}, ("panel-negative",)),
    ],
)
def test_a_panel_that_can_not_score_is_refused(kinds_root, change, facts):
    question = items.load("k-script", kinds_root)
    item = replace(question, spec={**question.spec, **change}).item()
    assert any(not missing_facts(said, *facts) for said in kind_of("concordance").problems(item))


def test_actions_are_replayed_and_not_believed(quiz):
    item = entry(quiz[1], "k-played")
    secret = item["variants"][0]
    goal = secret["values"]["goal_mm"]

    def earned(*actions):
        return score(item, 0, json.dumps(list(actions)))

    advance = {"do": "advance", "depth_mm": goal}
    assert earned(advance, {"do": "stop"}).points == 4
    assert earned({**advance, "depth_mm": goal - 5}).points == pytest.approx(2)
    assert earned({**advance, "depth_mm": goal - 5}).verdict == "partly"
    assert "5 mm from the goal" in earned({**advance, "depth_mm": goal - 5}).feedback[0]
    assert earned({"do": "turn", "side": "left"}).points == 0
    impossible = earned({"do": "stop"}, advance)
    assert (impossible.points, impossible.verdict) == (0, "wrong")
    assert "After stopping" in impossible.feedback[0]


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        ('[{"do": "advance", "depth_mm": 61}]', ("action-out-of-range", "depth_mm", "61")),
        ('[{"do": "advance", "depth_mm": true}]', ("action-out-of-range", "depth_mm", "True")),
        ('[{"do": "advance", "depth_mm": NaN}]', ("actions-unreadable",)),
        ('[{"do": "advance"}]', ("action-fields", "depth_mm")),
        ('[{"do": "turn", "side": "up"}]', ("action-out-of-range", "side", "left, right")),
        ('[{"do": "turn", "side": "left", "share": 1}]', ("action-fields", "side")),
        ('[{"do": "stop"}, 3]', ("action-unknown", "2")),
        ("[" + ",".join(['{"do": "stop"}'] * 201) + "]", ("too-many-actions", "200")),
    ],
)
def test_actions_that_were_not_declared_are_refused(quiz, answer, facts):
    got = score(entry(quiz[1], "k-played"), 0, answer)
    assert got.verdict == "unreadable"
    assert any(not missing_facts(said, *facts) for said in got.feedback)


def test_the_same_actions_always_earn_the_same(quiz):
    item = entry(quiz[1], "k-played")
    answer = '[{"do": "advance", "depth_mm": 12.5}, {"do": "stop"}]'
    assert len({repr(score(item, 0, answer)) for _ in range(5)}) == 1


def test_a_hint_costs_nothing_whatever_the_file_says(quiz, tmp_path):
    released, key = quiz
    right = [step["id"] for step in entry(key, "k-order")["variants"][0]["order"]]
    document = {"schema": 1, "course": "vertebra", "quiz": "K1", "student": "ann", "variants": {"k-order": 0}}
    for hints, counted in ((0, 0), (2, 2), (-1, 0), (1.5, 0), (True, 0), ("2", 0), (None, 0), (10**9, 0)):
        document["answers"] = {"k-order": {"value": right, "hints": hints}}
        (tmp_path / "answers.json").write_text(json.dumps(document), encoding="utf-8")
        found, problems = files.read(tmp_path / "answers.json", released)
        assert (found.answers["k-order"].hints, problems) == (counted, [])
        assert score(entry(key, "k-order"), 0, found.answers["k-order"].value).points == 4


def test_a_hint_is_written_down_before_it_is_shown(quiz, tmp_path):
    released, _ = quiz
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    session = Session(tmp_path, "K1")
    with refused(InputError, "student-not-named"):
        session.take_hint("k-order")
    session.name_student("ann")
    session.take_hint("k-order")
    assert session.hints_taken("k-order") == 1
    order = [option["id"] for option in session.item("k-order")["variants"][0]["options"]]
    session.answer("k-order", order)
    session.take_hint("k-order")
    with refused(InputError, "no-further-hint"):
        session.take_hint("k-order")
    again = Session(tmp_path, "K1")
    assert again.hints_taken("k-order") == 2
    assert again.value("k-order") == tuple(order)
    with refused(InputError, "no-further-hint"):
        again.take_hint("k-point")


def test_hints_stay_where_the_answer_is_changed_in_another_window(quiz, tmp_path):
    released, _ = quiz
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    first = Session(tmp_path, "K1")
    first.name_student("ann")
    second = Session(tmp_path, "K1")
    order = [option["id"] for option in first.item("k-order")["variants"][0]["options"]]
    first.take_hint("k-order")
    second.answer("k-order", order)
    assert Session(tmp_path, "K1").hints_taken("k-order") == 1


def test_the_page_is_told_how_many_hints_there_are_but_not_what_they_say(quiz):
    told = item_for_browser(entry(quiz[0], "k-order"), 0)
    assert told["hints"] == 2
    assert "passes through" not in json.dumps(told)


def test_a_hint_with_a_price_is_refused(kinds_root):
    path = kinds_root / "k-order" / "question.md"
    path.write_text(path.read_text(encoding="utf-8").replace("- Think", "- 0.5: Think"), encoding="utf-8")
    assert any(
        not missing_facts(fault, "hint-with-a-price", "k-order")
        for fault in check.question_faults("k-order", "", kinds_root)
    )


def test_linked_items_show_a_student_the_same_numbers(quiz, tmp_path):
    released, key = quiz
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    seen = set()
    for student in ("ann", "bob", "cid", "dot", "eve"):
        variants = {}
        for name in ("k-half", "k-twice"):
            item = entry(released, name)
            drawn = assign_variant(
                released["draw_salt"], "vertebra", "K1", item.get("drawn_as", name), student, len(item["variants"])
            )
            variants[name] = drawn
        half, twice = (entry(key, name)["variants"][variants[name]] for name in variants)
        assert twice["value"] == pytest.approx(4 * half["value"])
        seen.add(half["value"])
    assert len(seen) > 1
    session = Session(tmp_path, "K1")
    session.name_student("ann")
    assert session.variant("k-half") == session.variant("k-twice")


def test_too_few_variants_are_a_fault(kinds_root):
    path = kinds_root / "k-half" / "question.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("points = 4", "points = 4\nvariants = 19"), encoding="utf-8"
    )
    assert any(
        not missing_facts(fault, "too-few-variants", "19", "20")
        for fault in check.question_faults("k-half", "", kinds_root)
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "1. {#cut} Make a small cut in the skin\n"
            "   > The skin comes first, since everything else goes through it.\n",
            "",
            "",
        ),
        ("   > The needle needs the cut.\n", "", "option-without-feedback"),
        ("Wait until the cement is hard", "Inject the cement slowly", "steps-the-same"),
        ("points = 4", "points = 4\nfixed_order = true", "order-shown"),
    ],
)
def test_faulty_orders_are_refused(kinds_root, old, new, fault):
    path = kinds_root / "k-order" / "question.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = check.question_faults("k-order", "", kinds_root)
    assert (found == []) if not fault else any(fault in texts.keys(said) for said in found)


def test_a_simulation_whose_key_fails_is_refused(kinds_root):
    path = kinds_root / "k-played" / "key.py"
    path.write_text(path.read_text(encoding="utf-8").replace("values['goal_mm']}, {", "19}, {"), encoding="utf-8")
    with refused(CourseError, "key-not-all-points"):
        release("K1", "x", kinds_root)
