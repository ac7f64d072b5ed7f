"""A panel of experts answers the items of script concordance: the form, the answers, and weights made from them.

Each expert fills in a form alone. How many chose each step is what an answer is weighed by. See decision 0384.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.quiz.question.bank import SHIPPED, TEXT, Source
from vertebra.quiz.question.concordance.kind import MIN_PANEL, SCALE
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import Question, load, question_ids
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

MAX_PANEL = 20
"""More experts add hardly any reliability. Source: Wan2015."""
STEPS = (-2, -1, 0, 1, 2)
COLUMNS = ("question", "case", "answer")
FORM_NAME = "panel-form.csv"
MAX_FORM_BYTES = 1_000_000


@dataclass(frozen=True)
class PanelWeights:
    """How many experts chose each step of a question, from -2 to +2."""

    question: str
    counts: tuple[int, ...]

    @property
    def experts(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def credits(self) -> tuple[float, ...]:
        """The share of the points that each step earns: experts who chose it over experts at the most frequent."""
        return tuple(round(n / max(self.counts), 3) for n in self.counts)

    @property
    def is_divided(self) -> bool:
        """Whether a third or more chose each side: the item may be read in two ways."""
        below, above = sum(self.counts[:2]), sum(self.counts[3:])
        return 3 * min(below, above) >= self.experts > 0


def concordance_questions(source: Source = SHIPPED) -> list[Question]:
    """The questions of script concordance in a bank."""
    return [
        question
        for question in (load(name, source) for name in question_ids(source))
        if kind_of(question.kind).scored_by_panel
    ]


def form(questions: Iterable[Question]) -> bytes:
    """The form for an expert as CSV: one row a question, and an empty column for -2 to 2."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*COLUMNS, *(f"{step:+d} {text}" for step, text in zip(STEPS, SCALE, strict=True))])
    for weight in questions:
        stem = re.split(r"^## ", weight.body, flags=re.M)[0]
        writer.writerow([weight.id, " ".join(stem.replace("**", "").split()), ""])
    return buffer.getvalue().encode("utf-8-sig")


def read_forms(folder: Path, known: Sequence[str]) -> dict[str, dict[str, int]]:
    """The answers in a folder: by the name of each expert's file, the step chosen for each question.

    Raises CourseError, naming file and row, for an answer that is none of -2 to 2, a question that there is not or that
    is answered twice, and a file that is no such form: nothing of it is counted then.
    """
    paths = [path for path in sorted(folder.glob("*.csv")) if path.name != FORM_NAME]
    faults: list[str] = []
    forms = {path.stem: _read_form(path, set(known), faults) for path in paths}
    if faults:
        raise CourseError("\n".join(faults))
    return forms


def _read_form(path: Path, known: set[str], faults: list[str]) -> dict[str, int]:
    try:
        if path.stat().st_size > MAX_FORM_BYTES:
            raise ValueError(_("it is too large for a form"))
        text = path.read_text(encoding="utf-8-sig")
        dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        rows = list(csv.DictReader(io.StringIO(text), delimiter=dialect))
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        faults.append(_("{file}: it can't be read: {why}").format(file=path.name, why=error))
        return {}
    if not rows or not {"question", "answer"} <= set(rows[0]):
        faults.append(_("{file}: it has no columns 'question' and 'answer'; fill in the form").format(file=path.name))
        return {}
    answers: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        name, given = (str(row[column] or "").strip() for column in ("question", "answer"))
        value = given.replace("−", "-").removeprefix("+")
        if not value:
            continue
        if name not in known:
            reason = _("there is no question {name}").format(name=repr(name))
        elif value not in map(str, STEPS):
            reason = _("{given} is none of -2, -1, 0, 1, 2").format(given=repr(given))
        elif name in answers:
            reason = _("{name} is answered twice").format(name=name)
        else:
            answers[name] = int(value)
            continue
        faults.append(_("{file}, row {number}: {reason}").format(file=path.name, number=number, reason=reason))
    return answers


def weights(answers: Mapping[str, Mapping[str, int]]) -> dict[str, PanelWeights]:
    """The weights of each question that an expert answered."""
    names = sorted({name for weight in answers.values() for name in weight})
    weights_by_name = {}
    for name in names:
        chosen = Counter(weight[name] for weight in answers.values() if name in weight)
        weights_by_name[name] = PanelWeights(name, tuple(chosen[step] for step in STEPS))
    return weights_by_name


def weight_faults(weights_by_name: Mapping[str, PanelWeights]) -> list[str]:
    """Why some weights can't be used: too few experts, or too many."""
    return [
        _("{name}: {n} experts answered; {least} to {most} are needed").format(
            name=name, n=weight.experts, least=MIN_PANEL, most=MAX_PANEL
        )
        for name, weight in weights_by_name.items()
        if not MIN_PANEL <= weight.experts <= MAX_PANEL
    ]


def put_into(question: Question, panel_weights: PanelWeights, note: str) -> Path:
    """Write the weights and who the panel was into a question's head, and return its file; all or nothing is written.

    Raises CourseError where the head has no line `panel = [...]`.
    """
    path = question.folder / TEXT
    text = path.read_text(encoding="utf-8")
    lines = {"panel": str(list(panel_weights.counts)), "panel_note": f'"{note}"', "panel_asked": "true"}
    head, mark, body = text.removeprefix("+++\n").partition("\n+++\n")
    if not mark or not re.search(r"(?m)^panel = ", head):
        raise CourseError(_("{file} has no line 'panel = [...]' in its head.").format(file=path))
    kept = [line for line in head.split("\n") if line.partition(" = ")[0] not in lines]
    at = next((number for number, line in enumerate(kept) if line.startswith("[")), len(kept))
    kept[at:at] = [f"{name} = {value}" for name, value in lines.items()]
    head = "\n".join(kept)
    write_atomic(path, f"+++\n{head}{mark}{body}".encode())
    return path


def table(panel_weights: Iterable[PanelWeights]) -> str:
    """The weights as a table for a terminal."""
    head = f"{_('Question'):<22}" + "".join(f"{step:>+7d}" for step in STEPS) + f"{_('experts'):>9}"
    rows = []
    for weight in panel_weights:
        rows.append(f"{weight.question:<22}" + "".join(f"{n:>7}" for n in weight.counts) + f"{weight.experts:>9}")
        rows.append(f"{_('  earns'):<22}" + "".join(f"{share:>7.2f}" for share in weight.credits))
        if weight.is_divided:
            rows.append(_("  The panel is divided: read the case again before it is asked."))
    return "\n".join([head, *rows])
