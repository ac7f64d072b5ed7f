"""The parts of a lesson that look the same in every lesson: its title and its boxes."""

import hashlib

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra.book import claims, roles
from vertebra.book.source import Lesson

_LABELS = {"take-away": "**Take away**\n\n"}


def text_cell(text: str) -> NotebookNode:
    """A cell of Markdown that a double click does not open for editing."""
    return nbformat.v4.new_markdown_cell(text, metadata={"editable": False, "deletable": False})


def title(lesson: Lesson) -> str:
    """Title, minutes, prerequisites and learning objectives."""
    objectives = "\n".join(f"- {deed} <small>({key})</small>" for key, deed in lesson.objectives.items())
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


def evidence(name: str) -> str:
    """The claim, the best published figure with its interval, the verdict and the source."""
    found = claims.claim(name)
    sources = "; ".join(roles.citation(key) for key in found.sources) or "no source settles it"
    rows = {
        "Claim": found.sentence,
        "Best figure": found.figure,
        "Verdict": f"**{found.verdict}**",
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
    told = [f"- {option.text}: {option.feedback}" for option in shown if option.feedback]
    said = "\n\n".join(filter(None, ("\n".join(told), item.explanation, kind.after_answer(item))))
    options = "\n".join(f"- {option.text}" for option in shown)
    folded = f'<details class="vertebra-card">\n<summary>What is said about it</summary>\n\n{said}\n\n</details>'
    return f"**{kind.self_check_label()}: {item.question.title}**\n\n{item.stem}\n\n{options}\n\n{folded}"


def one_line(text: str) -> str:
    """Text as it fits into a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
