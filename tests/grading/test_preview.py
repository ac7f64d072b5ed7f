"""The page for authors: every variant with key and feedback, whole by itself."""

import re
import shutil

from refusals import refused
from sentences import shown

from vertebra import texts
from vertebra.errors import CourseError
from vertebra.grading import preview
from vertebra.quiz.question.question import load
from vertebra.quiz.release.variants import variants_of


def test_every_variant_is_there_with_its_key_and_what_each_answer_is_told(questions, tmp_path):
    written = preview.write("T1", tmp_path / "page.html", questions)
    page = written.path.read_text(encoding="utf-8")
    assert (written.questions, written.variants) == (4, 27)
    for item in variants_of(load("t-number", questions)):
        assert item.stem.strip() in page
        assert f"{item.content.key:.0f} mm" in page
    for told in (
        "It is the first one because",
        "It stands second",
        "Three is one more",
        "gives the reason",
        "Add the two",
    ):
        assert told in page
    assert page.count("<details") == 27


def test_the_page_asks_nothing_of_anywhere(questions, tmp_path):
    page = preview.write("T1", tmp_path / "page.html", questions).path.read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page)
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_what_is_no_quiz_and_no_question_is_named(questions, tmp_path):
    with refused(CourseError, "no-such-question", "'nothing'"):
        preview.write("nothing", tmp_path / "page.html", questions)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_on_the_page(questions, tmp_path):
    questions = shutil.copytree(questions, tmp_path / "questions")
    (questions / "t-single" / "tests.toml").unlink()
    written = preview.write("t-single", tmp_path / "page.html", questions)
    assert [texts.keys(fault) for fault in written.faults] == [{"no-test-cases"}]
    assert shown(written.path.read_text(encoding="utf-8"), "no-test-cases")


def test_what_a_student_sees_holds_no_key_and_all_that_is_asked(questions, tmp_path):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(preview.write("T1", tmp_path / "page.html", questions).path.read_bytes(), "html.parser")
    listed = [link["href"] for link in page.select("nav a")]
    assert [f"#{heading['id']}" for heading in page.select("section h2")] == listed
    assert len(listed) == 4
    whole = page.get_text()
    for hidden in page.select(".key"):
        hidden.decompose()
    visible = page.get_text()
    for secret in ("It is the first one because", "Lengths in a line", "gives the reason", "Because the reason"):
        assert secret in whole
        assert secret not in visible
    for asked in ("Which of these is the first?", "The third of them", "What are", "Say why."):
        assert asked in visible
    assert not page.select(".right")
