"""Made-up students: how able each is, what they answer, and what a few of them break.

The chance of a right answer follows a three-parameter logistic model of ability and difficulty; wrong answers are the
question's own distractors and known mistakes, each with an attraction of its own.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answer

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
SLOPE, BLANK, SLIP = 1.5, 0.03, 0.25
"""Discrimination of the items; the chance to skip one; of a numeric answer's mistakes, the share that forgets the unit."""
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
    mishap: str = ""

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
    """What `learner` answers. An item that is skipped is not in it."""
    found = {}
    for item in key["items"]:
        secret = item["variants"][variants[item["id"]]]
        hardness = _stable(item["id"], -1.9, 0.4)
        # More time for a harder item; slower students differ more than items do.
        seconds = float(np.round(40 * np.exp(0.3 * hardness + rng.normal(0, 0.45)), 1))
        known = 1 / (1 + np.exp(-SLOPE * (learner.ability - hardness)))
        if rng.random() < BLANK:
            continue
        value = _ANSWERS[item["kind"]](secret, float(known), rng)
        if value:
            found[item["id"]] = Answer(value, "2026-11-23T09:00:00+00:00", int(1 + rng.poisson(0.4)), seconds)
    return found


def corrupt_submission(folder: Path, quiz: str, mishap: str) -> None:
    """Do to a student's folder what `mishap` says."""
    import nbformat

    path = folder / f"{quiz}.ipynb"
    if mishap == FAULTS[4]:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [*notebook.cells[:3], nbformat.v4.new_code_cell("raise SystemExit('this is never run')")]
        nbformat.write(notebook, path)
    elif mishap == FAULTS[11]:
        saved = folder / answers_file.FILE
        text = saved.read_text(encoding="utf-8")
        last = list(json.loads(text)["answers"])[-1]
        saved.write_text(text[: text.index(f'"{last}"', text.index('"answers"')) + 30], encoding="utf-8")
    elif mishap == FAULTS[18]:
        path.write_bytes(b"\x00" * 100)


def _single(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> str:
    right = [option["id"] for option in secret["options"] if option["right"]]
    wrong = [option for option in secret["options"] if not option["right"]]
    if rng.random() < known + (1 - known) / (len(wrong) + 1):
        return str(right[0])
    pull = np.array([_stable(option["name"] + option["text"], 0.2, 1.0) for option in wrong])
    return str(wrong[int(rng.choice(len(wrong), p=pull / pull.sum()))]["id"])


def _multiple(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> tuple[str, ...]:
    # Each option is judged by itself; who does not know it guesses.
    chosen = []
    for option in secret["options"]:
        believed = option["right"] if rng.random() < known else rng.random() < 0.5
        if believed:
            chosen.append(str(option["id"]))
    return tuple(chosen)


def _numeric(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> str:
    decimals, unit = secret["decimals"], f" {secret['unit']}" if secret["unit"] else ""
    if rng.random() < known:
        text = f"{secret['value']:.{decimals}f}"
        habit = rng.random()
        text = text.replace(".", ",") if habit < 0.1 else text.replace("-", "−") if habit < 0.2 else text
        return text if secret["give_unit"] and rng.random() < SLIP * (1 - known) else text + unit
    if secret["mistakes"] and rng.random() < 0.6:
        mistake = secret["mistakes"][int(rng.integers(len(secret["mistakes"])))]
        return f"{mistake['value']:.{decimals}f}{unit}"
    away = secret["value"] + (4 * secret["tolerance"] + 10.0**-decimals) * float(rng.choice([-2, -1, 1, 2, 3]))
    return f"{away:.{decimals}f}{unit}"


def _text(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> str:
    """The sentences of the model answer that the student would think of."""
    sentences = [part.strip() for part in secret["model_answer"].replace("\n", " ").split(". ") if part.strip()]
    kept = [sentence.rstrip(".") + "." for sentence in sentences if rng.random() < 0.25 + 0.7 * known]
    return " ".join(kept)


def _ordering(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> tuple[str, ...]:
    """The right order with some neighbours changed: the fewer, the better it is known."""
    order = [str(step["id"]) for step in secret["order"]]
    for _ in range(int(rng.poisson(3 * (1 - known)))):
        at = int(rng.integers(len(order) - 1))
        order[at], order[at + 1] = order[at + 1], order[at]
    return tuple(order)


def _point(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> str:
    from vertebra.quiz.question.point.kind import centre

    places = list(secret["regions"].values())
    meant = secret["target"] if rng.random() < known or not places else places[int(rng.integers(len(places)))]
    x, y = (float(np.clip(at + rng.normal(0, 0.01 + 0.05 * (1 - known)), 0, 1)) for at in centre(meant))
    return f"{x:.4f},{y:.4f}"


def _concordance(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> str:
    """Who knows answers as one of the panel, others anything."""
    experts = np.array([step["experts"] for step in secret["options"]], dtype=float)
    chance = known * experts / experts.sum() + (1 - known) / len(experts)
    return str(secret["options"][int(rng.choice(len(experts), p=chance / chance.sum()))]["id"])


def _simulation(secret: Mapping[str, Any], known: float, rng: np.random.Generator) -> str:
    """The solution, without its last actions where it is not known."""
    solution = secret["solution"]
    kept = solution if rng.random() < known else solution[: int(rng.integers(1, len(solution) + 1))]
    return json.dumps(kept)


_ANSWERS: dict[str, Callable[[Mapping[str, Any], float, np.random.Generator], str | tuple[str, ...]]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "ordering": _ordering,
    "point": _point,
    "concordance": _concordance,
    "simulation": _simulation,
    "text": _text,
}


def _stable(text: str, low: float, high: float) -> float:
    """A number in [low, high] that `text` always gives."""
    return low + (high - low) * zlib.crc32(text.encode("utf-8")) / 0xFFFFFFFF
