"""Made-up students: how able each is, what they answer, and what a few of them break.

The chance of a right answer follows a three-parameter logistic model of ability and difficulty; wrong answers are the
question's own distractors and known mistakes, each with an attraction of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vertebra import checked_json
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.simulated_student import constant_of
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answer
from vertebra.quiz.session.validate_answers import AnswersFile

FIRST = [
    "Ada",
    "Ben",
    "Chloe",
    "Dara",
    "Emil",
    "Fatima",
    "Goran",
    "Hana",
    "Idris",
    "Jun",
    "Kofi",
    "Lena",
    "Maya",
    "Nils",
    "Omar",
    "Petra",
    "Quinn",
    "Rosa",
    "Sven",
    "Tara",
]
LAST = [
    "Abel",
    "Brandt",
    "Costa",
    "Dahl",
    "Eriksen",
    "Farah",
    "Gruber",
    "Haddad",
    "Ito",
    "Jansen",
    "Kaya",
    "Lopez",
    "Moreau",
    "Novak",
    "Okafor",
    "Patel",
    "Rossi",
]
SLOPE, BLANK = 1.5, 0.03
"""Discrimination of the items; the chance to skip one."""
FAULTS = {4: "cells deleted and code put in", 11: "answers.json cut short", 18: "notebook lost"}
"""By place in the class: what went wrong before the quiz was handed in."""


@dataclass(frozen=True)
class SimulatedStudent:
    """A made-up student. `ability` is in standard deviations of the class."""

    id: str
    first_name: str
    last_name: str
    ability: float
    seed: int
    fault: str = ""

    def roster(self) -> dict[str, str]:
        """The entry in the gradebook."""
        return {"id": self.id, "first_name": self.first_name, "last_name": self.last_name}


def simulated_class(count: int, seed: int) -> list[SimulatedStudent]:
    """A class; the same for the same seed, and the first students are the same in a larger class."""
    everyone = []
    for at in range(count):
        rng = np.random.default_rng([seed, at])
        first, last, ability = str(rng.choice(FIRST)), str(rng.choice(LAST)), float(rng.normal())
        everyone.append(
            SimulatedStudent(f"s{at + 1:02d}", first, last, ability, seed * 10_000 + at, FAULTS.get(at, ""))
        )
    return everyone


def answer_quiz(
    key: Mapping[str, Any], variants: Mapping[str, int], learner: SimulatedStudent, rng: np.random.Generator
) -> dict[str, Answer]:
    """Draw a student's answers; an item that is skipped is not among them."""
    answers = {}
    for item in key["items"]:
        secret = item["variants"][variants[item["id"]]]
        hardness = constant_of(item["id"], -1.9, 0.4)
        # More time for a harder item; slower students differ more than items do.
        seconds = float(np.round(40 * np.exp(0.3 * hardness + rng.normal(0, 0.45)), 1))
        known = 1 / (1 + np.exp(-SLOPE * (learner.ability - hardness)))
        if rng.random() < BLANK:
            continue
        value = kind_of(item["kind"]).simulate_answer(secret, float(known), rng)
        if value:
            answers[item["id"]] = Answer(value, "2026-11-23T09:00:00+00:00", int(1 + rng.poisson(0.4)), seconds)
    return answers


def corrupt_submission(folder: Path, quiz: str, fault: str) -> None:
    """Do to a student's folder what `fault` says."""
    import nbformat

    path = folder / f"{quiz}.ipynb"
    if fault == FAULTS[4]:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [*notebook.cells[:3], nbformat.v4.new_code_cell("raise SystemExit('this is never run')")]
        nbformat.write(notebook, path)
    elif fault == FAULTS[11]:
        saved = folder / answers_file.FILE
        text = saved.read_text(encoding="utf-8")
        last = list(checked_json.decode(text.encode("utf-8"), AnswersFile).answers)[-1]
        saved.write_text(text[: text.index(f'"{last}"', text.index('"answers"')) + 30], encoding="utf-8")
    elif fault == FAULTS[18]:
        path.write_bytes(b"\x00" * 100)
