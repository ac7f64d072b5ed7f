"""The parts of a lesson that look the same in every lesson: its title, its boxes, its folded explanations.

See decision 0370.
"""

import hashlib
import re

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra.book import claims, roles
from vertebra.book.source import Lesson
from vertebra.errors import CourseError
from vertebra.texts import _

EXPLANATION = "What to see, and why"
"""What shows of a folded explanation, in the lessons' language."""
_LABELS = {"take-away": "**Take away**\n\n"}


def text_cell(text: str) -> NotebookNode:
    """A cell of Markdown that a double click does not open for editing."""
    return nbformat.v4.new_markdown_cell(text, metadata={"editable": False, "deletable": False})


def title(lesson: Lesson) -> str:
    """Title, minutes, prerequisites and learning objectives."""
    objectives = "\n".join(f"- {objective} <small>({key})</small>" for key, objective in lesson.objectives.items())
    return (
        f"# {lesson.title}\n\n"
        f'<span class="vertebra-meta">Lesson {lesson.number} · about {lesson.minutes} minutes · '
        f"before it: {lesson.prerequisites}</span>\n\n"
        f"After this lesson you can:\n\n{objectives}"
    )


def aside(kind: str, text: str) -> str:
    """Text set apart from the lesson's flow. The blank lines let Markdown inside be read as Markdown."""
    label = _LABELS.get(kind, "")
    return f'<aside class="vertebra-{kind}">\n\n{label}{text}\n\n</aside>'


def explanation(question_ids: tuple[str, ...], text: str) -> NotebookNode:
    """Return an explanation, folded; JupyterLab opens it when the questions in `question_ids` have an answer.

    The cell's metadata name the questions for `labextension/static/explanation.js`; elsewhere the reader unfolds it.
    Headings become bold lines: a heading inside would end the fold where a page is divided by its headings.

    Raises
    ------
    CourseError
        Where no question is named.
    """
    if not question_ids:
        raise CourseError(_("{explanation} takes the names of the questions that come before it; it has none."))
    body = re.sub(r"^#+ +(.+)$", r"**\1**", text, flags=re.MULTILINE).strip()
    cell = text_cell(
        f'<details class="vertebra-explanation">\n<summary>{EXPLANATION}</summary>\n\n{body}\n\n</details>'
    )
    cell.metadata["vertebra"] = {"after": list(question_ids)}
    return cell


def evidence(name: str) -> str:
    """The claim, the best published figure with its interval, the verdict and the source."""
    claim = claims.claim(name)
    sources = "; ".join(roles.citation(key) for key in claim.sources) or "no source settles it"
    rows = {
        "Claim": claim.sentence,
        "Best figure": claim.figure,
        "Verdict": f"**{claim.verdict}**",
        "Source": sources,
    }
    body = "\n".join(f"| {label} | {one_line(text)} |" for label, text in rows.items())
    return f'<aside class="vertebra-evidence">\n\n**Evidence {name}**\n\n| | |\n|---|---|\n{body}\n\n</aside>'


def question(name: str) -> str:
    """A question as it stands on paper: stem and options, and folded below them what is said about each."""
    from vertebra.quiz.question import question as items
    from vertebra.quiz.question.kinds import kind_of

    item = items.load(name).item()
    kind = kind_of(item.question.kind)
    shuffled = sorted(item.options, key=lambda option: hashlib.sha256(f"{name} {option.id}".encode()).digest())
    shown = item.options if item.question.fixed_order else shuffled
    feedback = [f"- {option.text}: {option.feedback}" for option in shown if option.feedback]
    said = "\n\n".join(filter(None, ("\n".join(feedback), item.explanation, kind.after_answer(item))))
    options = "\n".join(f"- {option.text}" for option in shown)
    folded = f'<details class="vertebra-card">\n<summary>What is said about it</summary>\n\n{said}\n\n</details>'
    return f"**{kind.self_check_label()}: {item.question.title}**\n\n{item.stem}\n\n{options}\n\n{folded}"


def one_line(text: str) -> str:
    """Text as it fits into a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
