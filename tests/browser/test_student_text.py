"""What a student typed is text: no page made of it renders anything of it, and none asks another host."""

import json
import os
import sys
from pathlib import Path

import pytest
from grading.conftest import answered
from question_files import write_code, write_question
from small_quiz import NUMBER, NUMBER_CODE, QUIZ, SINGLE, TEXT

from vertebra.grading import assignments
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.demo.student_client import StudentClient
from vertebra.grading.item_analysis import report
from vertebra.quiz.question.question import load
from vertebra.quiz.release.variants import variants_of
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.feedback import feedback_for_answer
from vertebra.quiz.session.quiz_view import script, style
from vertebra.quiz.session.quiz_widget import Quiz

pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]
SHOTS = os.environ.get("VERTEBRA_SCREENSHOTS")
HOST = "elsewhere.invalid"
PAYLOADS = {
    "image": f"![x](http://{HOST}/b.png)",
    "link": f"[x](http://{HOST}/)",
    "reference": f"[x][y]\n\n[y]: http://{HOST}/",
    "autolink": f"<http://{HOST}/> https://{HOST}/ www.{HOST}",
    "markup": f"<img src=http://{HOST}/i.png onerror=window.ran=1><script>window.ran=2</script>",
    "style": f"<style>body{{background:url(http://{HOST}/s)}}</style>",
    "closing": f"</pre></div></td><img src=http://{HOST}/c.png><iframe src=http://{HOST}/f></iframe>",
    "emphasis": "**bold** _em_ `code` ~~gone~~",
    "heading": "# heading\n\n- list\n\n> quote\n\n```\ncode\n```",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "entity": "&lt;b&gt; &#60;img&#62; &amp;",
    "href": f"$\\href{{http://{HOST}/}}{{x}}$ \\(\\href{{http://{HOST}/}}{{x}}\\)",
    "macro": "$\\require{html}\\style{background:red}{x}$ $$\\unicode{x3c}$$ $\\def\\x{y}\\x$",
    "hidden": "$\\phantom{secret}$ $\\color{white}{secret}$ $\\tiny{x}$",
    "begin": "\\begin{equation}x\\end{equation}",
    "attachment": "![x](attachment:a.png)",
    "data": "![x](data:image/svg+xml,<svg onload=window.ran=3>)",
    "script link": "[x](javascript:window.ran=4)",
    "controls": "\x1b[31mred\x07 \u202egpj.exe",
}
RENDERED = (
    f"a[href], img[src*='{HOST}'], iframe, script[src*='{HOST}'], strong, em, code, h1, h2, blockquote, "
    f"ul, li, table, style, math, svg, .MathJax, .mjx-chtml"
)
PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>quiz</title><style>{css}</style><body></body>
<script type="module">
{script}
const handlers = [];
const model = {{
  get: () => window.view,
  on: (name, act) => name === "msg:custom" && handlers.push(act),
  off: () => {{}},
  send: (message) => {{
    const reply = message.kind === "check"
      ? {{ kind: "result", result: window.result }}
      : {{ kind: "saved", note: window.note, value: message.value }};
    const {{ item, seq, from }} = message;
    setTimeout(() => handlers.forEach((act) => act({{ item, seq, from, ...reply }})), 5);
  }},
}};
window.view = {view}; window.result = {result}; window.note = {note};
quiz.render({{ model, el: document.body }});
</script>"""


@pytest.fixture
def questions(tmp_path):
    root = tmp_path / "questions"
    for name, text in (("t-single", SINGLE), ("t-number", NUMBER), ("t-text", TEXT)):
        write_question(root / name, text)
    write_code(root / "t-number", NUMBER_CODE)
    (root / "quizzes").mkdir()
    (root / "quizzes" / "T1.toml").write_text(QUIZ.replace('"t-multi", ', ""), encoding="utf-8")
    return root


@pytest.fixture
def course(tmp_path, questions):
    """Each student has typed one payload wherever something can be typed."""
    made = create(tmp_path / "course", secret="0" * 64)
    build(made, "T1", "2027", questions=questions)
    for at, payload in enumerate(PAYLOADS.values()):
        student = f"s{at:02}"
        seat = StudentClient(made, student, tmp_path / student)
        folder = seat.fetch("T1")
        released = json.loads((folder / "quiz.json").read_text(encoding="utf-8"))
        # As a unit, which is quoted as one that does not fit, and as what is no number at all.
        values = {"t-number": f"5 {'mm ' if at % 3 else ''}{payload}"[:79], "t-text": payload, "t-single": "right"}
        given = answered(made, released, student, values)
        if at % 2:  # A name that is not the student's own stands in the reason why the answers are held.
            given = answered(made, released, student, values, student=payload[:190])
        answers_file.write(folder / answers_file.FILE, given)
        seat.submit("T1")
    assignments.grade(made, "T1")
    assignments.grade(made, "T1")
    return made


def watched(browser):
    """A page that notes what it asks for, and what ran in it."""
    context = browser.new_context(viewport={"width": 1000, "height": 1400})
    page, asked = context.new_page(), []
    page.on(
        "request",
        lambda request: (
            request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")) or asked.append(request.url)
        ),
    )
    return context, page, asked


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_feedback_and_report_show_it_as_it_was_typed(course, browser):
    context, page, asked = watched(browser)
    for at, (name, payload) in enumerate(PAYLOADS.items()):
        page.goto((course.feedback(f"s{at:02}", "T1") / "T1.html").as_uri())
        words = page.locator("pre.words").first
        rendered = words.locator(RENDERED)
        assert rendered.count() == 0, (name, rendered.first.evaluate("(node) => node.outerHTML"))
        typed = payload.replace("\x1b", "").replace("\x07", "")
        assert words.inner_text().split() == typed.split(), name
        assert page.locator(f"a[href*='{HOST}'], [src*='{HOST}'], a[href^=javascript]").count() == 0
        assert page.evaluate("window.ran") is None
        if name in ("image", "macro"):
            shot(page, f"student_text_{name}")
    page.goto(report.write_report(course, "T1").as_uri())
    assert page.locator(f"a[href]:not([href^='#']), [src*='{HOST}'], iframe, script").count() == 0
    assert page.evaluate("window.ran") is None
    assert asked == []
    context.close()


def test_formgrader_shows_it_as_it_was_typed(course, tmp_path, running, new_lab):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        ids = [gradebook.find_submission_notebook("T1", "T1", f"s{at:02}").id for at in range(len(PAYLOADS))]
    (tmp_path / "teacher").mkdir()
    with running(course.root, tmp_path / "teacher", "--LabApp.expose_app_in_browser=True") as server:
        lab = new_lab(server, course.root)
        page = lab.page
        page.goto(f"{server.url}/lab?token=for-tests-only")
        page.locator("#jp-main-dock-panel").wait_for()
        for (name, payload), submission in zip(PAYLOADS.items(), ids, strict=True):
            page.goto(f"{server.url}/formgrader/submissions/{submission}/")
            lab.await_true("window.MathJax && MathJax.loaded")
            container = page.locator("#notebook-container").first
            words = container.locator("pre.tex2jax_ignore").last
            assert words.locator(RENDERED).count() == 0, name
            typed = payload.replace("\x1b", "").replace("\x07", "")
            assert words.inner_text().split() == typed.split(), name
            assert container.locator(f"a[href*='{HOST}'], [src*='{HOST}'], a[href^=javascript], iframe").count() == 0, (
                name
            )
            assert container.locator(".MathJax, .MathJax_Preview, math").count() == 0, name
            assert page.evaluate("window.ran") is None
            if name in ("image", "href"):
                shot(page, f"student_text_formgrader_{name}")
        assert lab.outside == []


def test_the_quiz_and_a_self_check_show_it_as_it_was_typed(course, questions, tmp_path, browser):
    context, page, asked = watched(browser)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    item = variants_of(load("t-number", questions))[0]
    for at, (name, payload) in enumerate(PAYLOADS.items()):
        typed = f"5 {'mm ' if at % 3 else ''}{payload}"[:79].replace("\n", " ")
        quiz = Quiz.open("T1", tmp_path / f"s{at:02}" / "T1")
        views = [quiz.item(one).view["items"][0] for one in ("t-number", "t-text")]
        parts = {
            "graded": {"mode": "graded", "items": views},
            "review": quiz.review().view,
            "head": {**quiz.head().view, "warnings": [payload]},
            "check": {"mode": "check", "items": [{**views[0], "value": typed, "label": "Check", "taken": []}]},
        }
        for mode, view in parts.items():
            module = script().replace("export default ", "const quiz = ")
            text = PAGE.format(
                css=style(),
                script=module,
                view=json.dumps(view).replace("</", "<\\/"),
                result=json.dumps(feedback_for_answer(item, typed)).replace("</", "<\\/"),
                note=json.dumps(f"Saved; read as {payload}.").replace("</", "<\\/"),
            )
            (tmp_path / "page.html").write_text(text, encoding="utf-8")
            page.goto((tmp_path / "page.html").as_uri())
            page.locator(".vq-item").first.wait_for()
            if mode == "graded":
                number = page.locator(".vq-number-input")
                number.fill(typed)
                assert page.locator(".vq-reading").inner_text() != ""
                assert page.locator(".vq-reading *").count() == 0
                number.blur()
                page.locator(".vq-saved").first.wait_for(state="attached")
            if mode == "check":
                page.locator("[data-do=check]").click()
                told = page.locator(".vq-told")
                told.locator("p").first.wait_for()
                assert told.locator("a, img, em, code, math, svg, p strong").count() == 0, name
            assert page.locator(f"a[href], [src*='{HOST}'], iframe, script[src]").count() == 0, (name, mode)
            assert page.evaluate("window.ran") is None
            if name == "image":
                shot(page, f"student_text_quiz_{mode}")
    assert asked == []
    context.close()
