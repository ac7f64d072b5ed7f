"""Everything in formgrader that a student, a roster or a file may have named or written, tried as a script: nothing
runs, and marking works."""

import json
import os
import shutil
import sqlite3
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from question_files import write_question

from vertebra.grading import assignments
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.demo.student_client import StudentClient
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answer, Answers

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
SHOTS = os.environ.get("VERTEBRA_SCREENSHOTS")
TOKEN = "for-tests-only"
READY = "formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded && window.MathJax.loaded"

HEAD = (
    '+++\nkind = "{}"\ntitle = "{}"\nobjective = "L01.1"\nlesson_section = "What the scan measures"\npoints = {}\n+++\n'
)
CHOICE = (
    HEAD.format("single", "Which one", 1)
    + """Which is the first?

## Options

- [x] {#a} The first of them
  > It stands first.
- [ ] {#b} The second of them
  > It stands second.
"""
)
TEXT = (
    HEAD.format("text", "In words", 3)
    + "Say why.\n\n## Rubric\n\n- 3: gives the reason\n\n## Model answer\n\nBecause of it.\n"
)
ID = "<img src=x onerror=window.ran='id'>"
NAME = "<img src=x onerror=window.ran='name'>"
ASSIGNMENT = "<img src=x onerror=window.ran='assignment'>"
NOTEBOOK = "<img src=x onerror=window.ran='notebook'>"
COMMENT = "</textarea><script>window.ran='comment'</script><img src=http://elsewhere.invalid/c.png>"
QUOTES = "\";window.ran='quotes';//</script><script>window.ran='tag'</script>"
MARKUP = {
    "script": "<script>window.ran='{}'</script>",
    "handler": "<img src=x onerror=\"window.ran='{}'\">",
    "svg": "<svg onload=\"window.ran='{}'\"><script>window.ran='{}'</script></svg>",
    "frame": "<iframe srcdoc=\"<script>parent.window.ran='{}'</script>\"></iframe>",
    "link": "<a id=bait href=\"javascript:window.ran='{}'\">click</a>",
    "refresh": '<meta http-equiv=refresh content="0;url=http://elsewhere.invalid/{}">',
    "base": '<base href="http://elsewhere.invalid/">',
    "form": '<form action="http://elsewhere.invalid/{}"><input name=a></form>',
    "picture": '<img src="http://elsewhere.invalid/{}.png"> ![x](http://elsewhere.invalid/{}.png)',
    "style": "<style>body{{background:url(http://elsewhere.invalid/{})}}</style><p style='background:url(http://elsewhere.invalid/{})'>",
    "import": '<link rel=stylesheet href="http://elsewhere.invalid/{}.css"><script '
    'src="/files/submitted/x.js"></script>',
    "object": "<object data=\"data:text/html,<script>window.ran='{}'</script>\"></object><embed src='http://elsewhere.invalid/{}'>",
    "mathml": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    "onerror=window.ran='{}'&gt;\">",
    "details": "<details open ontoggle=\"window.ran='{}'\"><summary>x</summary></details>",
    "focus": "<input autofocus onfocus=\"window.ran='{}'\"><select autofocus onfocus=\"window.ran='{}'\">",
    "template": "<template><script>window.ran='{}'</script></template><noscript><p title=\"</noscript><img src=x "
    "onerror=window.ran='{}'>\">",
}


@pytest.fixture
def course(tmp_path):
    """Two students have handed in; one of them, the roster and a second assignment are hostile throughout."""
    root = tmp_path / "questions"
    for name, text in (("t-one", CHOICE), ("t-words", TEXT)):
        write_question(root / name, text)
    (root / "quizzes").mkdir()
    (root / "quizzes" / "H1.toml").write_text('title = "Hostile"\nminutes = 5\nitems = ["t-one", "t-words"]\n')
    made = create(tmp_path / "course", secret="0" * 64)
    build(made, "H1", "2027", questions=root)
    for student in ("ann", "evil"):
        seat = StudentClient(made, student, tmp_path / student)
        folder = seat.fetch("H1")
        released = json.loads((folder / "quiz.json").read_text(encoding="utf-8"))
        words = "".join(one.format("words", "words") for one in MARKUP.values())
        given = {
            "t-one": Answer("a", "2026-11-23T09:00:00+00:00"),
            "t-words": Answer(words[:2000], "2026-11-23T09:00:00+00:00"),
        }
        head = {"quiz": "H1", "release": released["release"], "student": student, "student_from": "exchange"}
        answers_file.write(
            folder / answers_file.FILE, Answers(**head, variants={"t-one": 0, "t-words": 0}, answers=given)
        )
        seat.submit("H1")
    assignments.grade(made, "H1")
    poison(made)
    return made


def poison(made) -> None:
    """What an older gradebook, a hand on the files, or a way in that nobody thought of might have left."""
    path = made.autograded("evil", "H1") / "H1.ipynb"
    path.chmod(0o600)
    notebook = nbformat.read(path, as_version=4)
    for name, markup in MARKUP.items():
        said = markup.format(name, name)
        notebook.cells.append(nbformat.v4.new_markdown_cell(f"{name}\n\n{said}"))
        cell = nbformat.v4.new_code_cell(f"'''{said}'''")
        cell.outputs = [
            nbformat.v4.new_output("display_data", {"text/html": said}),
            nbformat.v4.new_output("display_data", {"image/svg+xml": said, "text/plain": said}),
            nbformat.v4.new_output("display_data", {"application/javascript": f"window.ran='{name}'"}),
            nbformat.v4.new_output("display_data", {"image/png": f'x"><script>window.ran="{name}"</script>'}),
            nbformat.v4.new_output("stream", text=said),
            nbformat.v4.new_output("error", ename=said, evalue=said, traceback=[said]),
        ]
        notebook.cells.append(cell)
    hostile = nbformat.v4.new_markdown_cell("x", metadata={"nbgrader": {"grade_id": f"a{QUOTES}", "task": True}})
    hostile.metadata.nbgrader |= {"grade": False, "solution": False, "points": 1, "locked": False}
    notebook.cells.append(hostile)
    notebook.metadata["title"] = QUOTES
    nbformat.write(notebook, path)
    for name in ("page.html", "page.svg"):
        tag = "svg xmlns='http://www.w3.org/2000/svg'" if name.endswith("svg") else "html"
        (path.parent / name).write_text(f"<{tag}><script>document.title = 'ran'</script></{tag.split()[0]}>")
    with closing(sqlite3.connect(made.database)) as database:
        database.execute("UPDATE student SET id = ?, first_name = ?, last_name = ? WHERE id = 'evil'", (ID, NAME, NAME))
        database.execute("UPDATE submitted_assignment SET student_id = ? WHERE student_id = 'evil'", (ID,))
        database.execute("UPDATE comment SET manual_comment = ?", (COMMENT,))
        course_id = database.execute("SELECT id FROM course").fetchone()[0]
        database.execute("INSERT INTO assignment (id, name, course_id) VALUES ('a1', ?, ?)", (ASSIGNMENT, course_id))
        database.execute("INSERT INTO notebook (id, name, assignment_id) VALUES ('n1', ?, 'a1')", (NOTEBOOK,))
        database.execute(
            "INSERT INTO submitted_assignment (id, assignment_id, student_id) VALUES ('s1', 'a1', ?)", (ID,)
        )
        database.execute("INSERT INTO submitted_notebook (id, assignment_id, notebook_id) VALUES ('m1', 's1', 'n1')")
        database.commit()
    (made.root / "source" / ASSIGNMENT).mkdir()
    for step in ("submitted", "autograded"):
        shutil.copytree(made.root / step / "evil", made.root / step / ID)
        shutil.rmtree(made.root / step / "evil")
        (made.root / step / ID / ASSIGNMENT).mkdir()


def submissions(made) -> dict[str, str]:
    with closing(sqlite3.connect(made.database)) as database:
        rows = database.execute(
            "SELECT a.student_id, n.id FROM submitted_notebook n JOIN submitted_assignment a ON a.id = n.assignment_id "
            "JOIN notebook b ON b.id = n.notebook_id WHERE b.name = 'H1'"
        ).fetchall()
    return dict(rows)


def pages(made) -> dict[str, tuple[str, str]]:
    """Every page of formgrader, with an element that is there when nbgrader's script has filled it."""
    from urllib.parse import quote

    of = submissions(made)
    row = "#main-table td.name, #main-table td.student-name"
    return {
        "assignments": ("manage_assignments", row),
        "submissions": ("manage_submissions/H1", row),
        "submissions of markup": (f"manage_submissions/{quote(ASSIGNMENT)}", "table"),
        "gradebook": ("gradebook", row),
        "notebooks": ("gradebook/H1", row),
        "notebooks of markup": (f"gradebook/{quote(ASSIGNMENT)}", "table"),
        "notebook": ("gradebook/H1/H1", row),
        "notebook of markup": (f"gradebook/{quote(ASSIGNMENT)}/{quote(NOTEBOOK)}", "table"),
        "quotes": (f"gradebook/{quote(QUOTES.replace('/', ''))}", "table"),
        "students": ("manage_students", row),
        "student": (f"manage_students/{quote(ID)}", "table"),
        "student's notebooks": (f"manage_students/{quote(ID)}/{quote(ASSIGNMENT)}", "table"),
        "quoted student": (f"manage_students/{quote(QUOTES.replace('/', ''))}/x", "table"),
        "own submission": (f"submissions/{of['ann']}/", "input.score"),
        "hostile submission": (f"submissions/{of[ID]}/", "input.score"),
        "missing submission": ("submissions/m1/", "main, .container"),
        "nothing": ("submissions/none/", "body"),
    }


@pytest.fixture
def formgrader(course, tmp_path, running, new_lab):
    """A page that is logged in; `ran` is asked after each, and `asked` holds every address that was asked for."""
    (tmp_path / "teacher").mkdir()
    with running(course.root, tmp_path / "teacher") as server:
        lab = new_lab(server, course.root)
        lab.page.goto(f"{server.url}/login?token={TOKEN}")
        lab.page.goto(f"{server.url}/api/status?token={TOKEN}")
        lab.mishaps.clear()
        yield lab


def test_no_page_runs_what_it_shows(course, formgrader):
    page, held, broken = formgrader.page, [], []
    for name, (path, element) in pages(course).items():
        page.goto(f"{formgrader.server.url}/formgrader/{path}")
        page.locator(element).first.wait_for(state="attached")
        page.wait_for_timeout(700)
        for bait in page.locator("#bait").all():
            bait.evaluate("node => node.click()")
        ran = page.evaluate("window.ran")
        (broken if ran or page.url.startswith("http://elsewhere") else held).append((name, ran))
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"hostile-{name.replace(' ', '-')}.png")
    assert broken == []
    assert len(held) == len(pages(course))
    assert formgrader.outside == []


def test_every_answer_of_formgraders_server_has_a_policy(course, formgrader):
    own = submissions(course)[ID]
    paths = [path for path, _ in pages(course).values()]
    data = ["api/students", "api/assignments", "api/submissions/H1", f"api/grades?submission_id={own}"]
    data += [f"submissions/{own}/page.html", f"submissions/{own}/page.svg", f"api/comments?submission_id={own}"]
    for path in paths + data:
        answer = formgrader.page.request.get(f"{formgrader.server.url}/formgrader/{path}")
        policy = dict(one.strip().partition(" ")[::2] for one in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'", path
        assert policy["base-uri"] == "'none'", path
        assert "unsafe-inline" not in policy.get("script-src", ""), path
        assert "unsafe-eval" not in policy.get("script-src", ""), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "sandbox" in policy or "'nonce-" in policy["script-src"], path
    two = [formgrader.page.request.get(f"{formgrader.server.url}/formgrader/gradebook").headers for _ in range(2)]
    assert two[0]["content-security-policy"] != two[1]["content-security-policy"]


@pytest.mark.parametrize("name", ["page.html", "page.svg"])
def test_a_file_beside_a_submission_does_not_run(course, formgrader, name):
    formgrader.page.goto(f"{formgrader.server.url}/formgrader/submissions/{submissions(course)[ID]}/{name}")
    formgrader.page.wait_for_timeout(300)
    assert formgrader.page.title() != "ran"


def test_answers_of_the_interface_opened_as_pages_do_not_run(course, formgrader):
    for path in ("api/students", "api/assignments", f"api/comments?submission_id={submissions(course)[ID]}"):
        formgrader.page.goto(f"{formgrader.server.url}/formgrader/{path}")
        formgrader.page.wait_for_timeout(300)
        assert formgrader.page.evaluate("window.ran") is None, path


def test_marking_a_hostile_submission_works(course, formgrader):
    page, url, of = formgrader.page, formgrader.server.url, submissions(course)
    page.goto(f"{url}/formgrader/submissions/{of[ID]}/")
    formgrader.await_true(READY)
    body = page.locator("#notebook-container").inner_text()
    assert "<script>window.ran='words'</script>" in body
    comment = page.locator("textarea[id='t-words-comment']")
    assert comment.input_value() == COMMENT
    with page.expect_response(lambda a: "/formgrader/api/grade/" in a.url and a.request.method == "PUT" and a.ok):
        page.locator("input[id='t-words']").fill("2")
        page.locator("input[id='t-words']").blur()
    with page.expect_response(lambda a: "/formgrader/api/comment/" in a.url and a.request.method == "PUT" and a.ok):
        comment.fill("<b>Well</b> said")
        comment.blur()
    with closing(sqlite3.connect(course.database)) as database:
        assert database.execute("SELECT manual_score FROM grade WHERE manual_score IS NOT NULL").fetchall() == [(2.0,)]
        assert ("<b>Well</b> said",) in database.execute("SELECT manual_comment FROM comment").fetchall()
    assert not page.locator(".name-shown").first.is_visible()
    page.locator("span.glyphicon.name-hidden").click()
    assert NAME in page.locator("a.name-shown").inner_text()
    assert formgrader.mishaps == [one for one in formgrader.mishaps if "favicon" in one]
    page.locator("li.next a" if sorted(of.values())[0] == of[ID] else "li.previous a").click()
    page.wait_for_url(f"**/submissions/{of['ann']}/**")
    page.locator(".breadcrumb a[href$='/formgrader/gradebook']").click()
    page.wait_for_url("**/formgrader/gradebook")


def test_lists_can_be_sorted_searched_and_added_to(course, formgrader):
    page, url = formgrader.page, formgrader.server.url
    page.goto(f"{url}/formgrader/gradebook/H1/H1")
    page.locator("#main-table td.name").nth(1).wait_for()
    page.locator("#toggle_names").click()
    assert page.locator("#main-table").get_by_text(f"{NAME}, {NAME}", exact=True).is_visible()
    page.get_by_role("searchbox").fill("nobody at all")
    page.locator("#main-table td.dataTables_empty").wait_for()
    page.goto(f"{url}/formgrader/manage_students")
    page.locator("#main-table td.id").first.wait_for()
    page.locator("#add-new").click()
    page.locator(".modal input.id").fill("new")
    with page.expect_response(lambda a: "/api/student/new" in a.url and a.ok):
        page.locator(".modal .save").click()
    page.locator("#main-table").get_by_text("new", exact=True).first.wait_for()
    page.goto(f"{url}/formgrader/manage_assignments")
    page.locator("#main-table td.name").first.wait_for()
    assert page.locator("#main-table td.name", has_text=ASSIGNMENT).count() == 1
    page.locator("#add-new").click()
    page.locator(".modal input.name").wait_for()


def test_the_files_it_can_be_reached_by_are_sandboxed_without_our_pages(formgrader):
    """Nothing outside formgrader was taken over: the server's own pages keep their own policy."""
    request = urllib.request.Request(f"{formgrader.server.url}/api/status?token={TOKEN}")
    with urllib.request.urlopen(request, timeout=120) as answer:
        assert "nonce" not in answer.headers["Content-Security-Policy"]
