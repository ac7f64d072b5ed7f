"""Submissions that are broken, damaged or written to deceive: each is graded or reported, and costs nobody else
anything."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from sentences import shown

from vertebra.grading import assignments
from vertebra.grading.autograde.score_items import assigned_variant
from vertebra.grading.course_folder import nbgrader_api, overrides
from vertebra.grading.course_folder.gradebook import GradebookWriter
from vertebra.quiz.session.answers import FILE

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
FULL = {"t-single": (1, False), "t-multi": (2, False), "t-number": (2, False), "t-text": (0, False)}


def tamper(seat, change) -> None:
    """Change what the student is about to hand in, then hand it in."""
    change(seat.folder / "T1")
    seat.submit("T1")


def outcome_of(outcomes, student):
    return next(one for one in outcomes if one.student == student)


def test_code_in_a_submission_is_never_run(course, hand_in, scores, tmp_path):
    canary = tmp_path / "canary"
    code = f"from pathlib import Path\nPath({str(canary)!r}).write_text('run')"

    def hostile(folder: Path) -> None:
        path = folder / "T1.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.source = code
        notebook.cells.insert(0, nbformat.v4.new_code_cell(code))
        notebook.metadata.kernelspec = {"name": "evil", "display_name": "x", "language": "python"}
        nbformat.write(notebook, path)
        for name in ("sitecustomize.py", "conftest.py", "nbgrader_config.py", "vertebra.py"):
            (folder / name).write_text(code, encoding="utf-8")

    tamper(hand_in("eve", RIGHT, submit=False), hostile)
    assignments.grade(course, "T1")
    assert scores()["eve"] == FULL
    assert not canary.exists()
    assert code not in (course.autograded("eve", "T1") / "T1.ipynb").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["deleted cells", "duplicated cells", "garbage", "missing", "not utf-8", "huge", "deep"]
)
def test_whatever_became_of_the_notebook_the_answers_count(course, hand_in, scores, kind):
    def damage(folder: Path) -> None:
        path = folder / "T1.ipynb"
        notebook = nbformat.read(path, as_version=4)
        if kind == "deleted cells":
            notebook.cells = notebook.cells[:1]
            nbformat.write(notebook, path)
        elif kind == "duplicated cells":
            notebook.cells = notebook.cells + notebook.cells
            path.write_text(json.dumps(notebook), encoding="utf-8")
        elif kind == "garbage":
            path.write_text('{"cells": [}', encoding="utf-8")
        elif kind == "missing":
            path.unlink()
        elif kind == "not utf-8":
            path.write_bytes(b"\xff\xfe\x00{" * 50)
        elif kind == "huge":
            path.write_bytes(b" " * 11_000_000)
        else:
            path.write_text("[" * 200_000, encoding="utf-8")

    tamper(hand_in("dee", RIGHT, submit=False), damage)
    hand_in("ann", RIGHT)
    outcomes = assignments.grade(course, "T1")
    assert scores() == {"dee": FULL, "ann": FULL}
    assert outcome_of(outcomes, "ann").status == "graded"
    assert outcome_of(outcomes, "dee").status in ("graded", "recovered")


def test_no_answers_is_not_a_silent_zero(course, hand_in, scores):
    tamper(hand_in("nan", {}, submit=False), lambda folder: (folder / FILE).unlink())
    outcome = outcome_of(assignments.grade(course, "T1"), "nan")
    assert outcome.status == "ungraded"
    assert shown(" ".join(outcome.notes), "no-answers-file")
    assert all(manual for _, manual in scores()["nan"].values())
    overrides.accept_or_reject(course, "T1", "nan", "reject")
    assignments.grade(course, "T1")
    assert all(entry == (0, False) for entry in scores()["nan"].values())


def test_a_file_cut_short_costs_only_what_is_lost_and_says_so(course, hand_in, scores):
    def cut(folder: Path) -> None:
        text = (folder / FILE).read_text(encoding="utf-8")
        (folder / FILE).write_text(text[: text.index('"t-number"', text.index('"answers"')) + 20], encoding="utf-8")
        (folder / f"{FILE}.bak").unlink(missing_ok=True)

    tamper(hand_in("cut", RIGHT, submit=False), cut)
    outcome = outcome_of(assignments.grade(course, "T1"), "cut")
    assert outcome.status == "needs_review"
    (note,) = [note for note in outcome.notes if shown(note, "answer-lost-in-damage")]
    assert note.startswith("t-number, t-text: ")
    assert scores()["cut"]["t-single"] == (1, False)
    assert scores()["cut"]["t-multi"] == (2, False)
    assert scores()["cut"]["t-number"] == (0, True)


def test_an_answer_of_the_wrong_type_costs_only_itself(course, hand_in, scores):
    def damage(folder: Path) -> None:
        document = json.loads((folder / FILE).read_text(encoding="utf-8"))
        document["answers"]["t-multi"]["value"] = {"a": 1}
        (folder / FILE).write_text(json.dumps(document), encoding="utf-8")

    tamper(hand_in("typ", RIGHT, submit=False), damage)
    assert outcome_of(assignments.grade(course, "T1"), "typ").status == "needs_review"
    assert scores()["typ"] == {**FULL, "t-multi": (0, True)}


def test_links_are_not_followed(course, hand_in, scores, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")

    def link(folder: Path) -> None:
        (folder / "T1.ipynb").unlink()
        os.symlink(course.key_file("T1"), folder / "T1.ipynb")
        os.symlink(secret, folder / "extra.txt")
        os.symlink(course.keys, folder / "folder")

    seat = hand_in("lin", RIGHT, submit=False)
    seat.submit("T1")
    (inbound,) = (course.root / "exchange" / "vertebra" / "inbound").glob("lin+*")
    link(inbound)
    assignments.grade(course, "T1")
    assert scores()["lin"] == FULL
    for folder in ("submitted", "autograded", "feedback"):
        for path in (course.root / folder).rglob("*"):
            assert not path.is_symlink(), path
            if path.is_file():
                assert "the secret" not in path.read_text(encoding="utf-8")
    assert not any(path.name == "T1.json" for path in (course.root / "submitted").rglob("*"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_link_without_end_does_not_hold_up_nbgraders_own_autograde(course, hand_in, scores):
    hand_in("pip", RIGHT)
    nbgrader_api.run_step(course, "collect", "T1")
    folder = course.submitted("pip", "T1")
    os.mkfifo(folder / "pipe")
    os.symlink("/dev/zero", folder / "zeros.txt")
    (folder / "T1.ipynb").unlink()
    os.mkfifo(folder / "T1.ipynb")
    nbgrader_api.run_step(course, "autograde", "T1", "pip")
    assert scores()["pip"] == FULL
    assert assignments.grade(course, "T1", collect=False)[0].status == "recovered"


def test_a_link_in_place_of_the_answers_is_not_read(course, hand_in, scores):
    hand_in("ann", RIGHT)
    hand_in("lin", {}).folder.joinpath("x").mkdir()
    (inbound,) = (course.root / "exchange" / "vertebra" / "inbound").glob("lin+*")
    (other,) = (course.root / "exchange" / "vertebra" / "inbound").glob("ann+*")
    (inbound / FILE).unlink()
    os.symlink(other / FILE, inbound / FILE)
    outcomes = assignments.grade(course, "T1")
    assert outcome_of(outcomes, "lin").status == "ungraded"
    assert all(entry in ((0, True), (None, True)) for entry in scores()["lin"].values())
    assert outcome_of(outcomes, "ann").status == "graded"


def test_answers_to_another_variant_are_held_until_the_teacher_decides(course, hand_in, scores):
    key = course.key("T1")
    number = next(item for item in key["items"] if item["id"] == "t-number")
    own = assigned_variant(key, number, "var")
    other = (own + 1) % len(number["variants"])
    right_there = f"{number['variants'][other]['value']:.0f} mm"
    hand_in(
        "var",
        {**RIGHT, "t-number": right_there},
        variants={"t-number": other, "t-single": 0, "t-multi": 0, "t-text": 0},
    )
    outcome = outcome_of(assignments.grade(course, "T1"), "var")
    assert outcome.status == "needs_review"
    assert shown(" ".join(outcome.notes), "answers-other-variant") == [
        {"answered": str(other + 1), "own": str(own + 1)}
    ]
    assert scores()["var"] == {**FULL, "t-number": (0, True)}
    overrides.accept_or_reject(course, "T1", "var", "accept")
    assert outcome_of(assignments.grade(course, "T1"), "var").status == "graded"
    assert scores()["var"] == FULL
    overrides.accept_or_reject(course, "T1", "var", "reject")
    assignments.grade(course, "T1")
    assert scores()["var"] == {**FULL, "t-number": (0, False)}


def test_another_students_file_is_held(course, hand_in, scores):
    hand_in("ann", RIGHT)
    seat = hand_in("cop", {}, submit=False)
    copied = (seat.folder.parent / "ann" / "T1" / FILE).read_bytes()
    tamper(seat, lambda folder: (folder / FILE).write_bytes(copied))
    outcome = outcome_of(assignments.grade(course, "T1"), "cop")
    assert outcome.status == "needs_review"
    assert shown(" ".join(outcome.notes), "answers-of-another-student") == [{"student": "'ann'", "submitter": "'cop'"}]
    assert [scores()["cop"][item] for item in RIGHT] == [(0, True)] * 3


def test_what_a_student_wrote_is_shown_as_text(course, hand_in):
    wrote = "<script>alert(1)</script></pre><img src=x onerror=alert(2)>\n\n**bold** [link](javascript:alert(3)) $x$"
    hand_in("xss", {"t-text": wrote, "t-number": "<b onload=x>5</b>", "t-single": "right"})
    assignments.grade(course, "T1", release_feedback=True)
    graded_text = (course.autograded("xss", "T1") / "T1.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(graded_text, as_version=4)
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    texts += [
        o.data["text/html"] for c in notebook.cells for o in c.get("outputs", []) if "text/html" in o.get("data", {})
    ]
    page = (course.feedback("xss", "T1") / "T1.html").read_text(encoding="utf-8")
    for text in (*texts, page):
        assert "<script" not in text
        assert "<img" not in text
        assert "<b onload" not in text
        assert "<strong>bold" not in text
    assert "&lt;script&gt;alert(1)" in page


def test_names_in_the_exchange_that_are_no_students_stop_nobody(course, hand_in, scores):
    hand_in("ann", RIGHT)
    inbound = course.root / "exchange" / "vertebra" / "inbound"
    for name in ("..+T1+2026-11-23 09:00:00.0 UTC+x", "bad+T1+no time at all", "x+T1+99999999999999999999", "+T1+"):
        (inbound / name).mkdir()
    os.symlink(course.keys, inbound / "sym+T1+2026-11-23 09:00:00.0 UTC+x")
    outcomes = assignments.grade(course, "T1")
    assert scores()["ann"] == FULL
    assert not (course.root / "T1").exists()
    assert "sym" not in {one.student for one in outcomes}


def test_a_time_stamp_that_is_none_stops_nobody(course, hand_in, scores):
    hand_in("tim", RIGHT)
    (inbound,) = (course.root / "exchange" / "vertebra" / "inbound").glob("tim+*")
    (inbound / "timestamp.txt").write_text("yesterday, I think\x00", encoding="utf-8")
    (inbound / "submission_secret.txt").unlink()
    outcome = outcome_of(assignments.grade(course, "T1", release_feedback=True), "tim")
    assert scores()["tim"] == FULL
    assert shown(" ".join(outcome.notes), "timestamp-from-exchange")


def test_one_that_can_not_be_graded_stops_no_other(course, hand_in, scores, monkeypatch):
    hand_in("ann", RIGHT)
    hand_in("bad", RIGHT)
    whole = GradebookWriter.save

    def fails_for_bad(self, quiz, student, *rest):
        if student == "bad":
            raise RuntimeError("this one is cursed")
        whole(self, quiz, student, *rest)

    monkeypatch.setattr(GradebookWriter, "save", fails_for_bad)
    outcomes = assignments.grade(course, "T1")
    assert outcome_of(outcomes, "bad").status == "failed"
    assert "cursed" in outcome_of(outcomes, "bad").notes[0]
    assert scores()["ann"] == FULL
    monkeypatch.setattr(GradebookWriter, "save", whole)
    assert outcome_of(assignments.grade(course, "T1"), "bad").status == "graded"
    assert scores() == {"ann": FULL, "bad": FULL}
