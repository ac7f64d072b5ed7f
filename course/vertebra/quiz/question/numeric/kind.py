"""A number, read as people write numbers, with its unit and tolerance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.printing import printable
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Quoting, Score, Secret, VariantSource
from vertebra.quiz.question.numeric import numbers
from vertebra.quiz.question.numeric.unit_names import Match, matched
from vertebra.texts import _, join, pgettext

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import QuestionVariant

NO_UNIT_FRACTION = 0.5
"""Of the points, for a right number without its unit."""
SLIP = 0.25
"""Of a simulated student's numeric answers, the share that forgets the unit."""


@dataclass(frozen=True)
class NumericContent:
    """The right number, None where the author gave none, and known wrong ones by name; all in the question's unit."""

    key: float | None
    mistakes: Mapping[str, float] = field(default_factory=dict)


class Numeric(Kind):
    """A number within a tolerance.

    Head: `decimals`; `tolerance_abs` or `tolerance_rel` (the larger counts); `unit` (absent for a pure number);
    `unit_given = true` prints the unit beside the field, otherwise the learner gives it, and a right number without it
    earns half, as does one whose unit has a wrong capital letter; `units = {"g/cm3" = 1000}` are accepted besides, with
    the factor that turns them into `unit`. What is read as which number, `numbers.py` says.
    """

    name = "numeric"
    page_marking = "number"
    asks_for_number = True
    script = Path(__file__).with_name("numeric.js")
    keeps_unreadable_text = True
    notes_are_mistakes = True

    def parse(self, source: VariantSource) -> Parsed:
        key, spec = source.key, source.question.spec
        number = key if isinstance(key, int | float) and not isinstance(key, bool) else spec.get("key")
        mistakes = source.mistakes or dict(spec.get("mistakes", {}))
        return Parsed(content=NumericContent(None if number is None else float(number), mistakes))

    def _tolerance(self, item: QuestionVariant) -> float:
        spec = item.question.spec
        return max(
            float(spec.get("tolerance_abs", 0)), float(spec.get("tolerance_rel", 0)) * abs(item.content.key or 0.0)
        )

    def problems(self, item: QuestionVariant) -> list[str]:
        spec = item.question.spec
        if item.content.key is None or not math.isfinite(item.content.key):
            return [pgettext("no-number-as-key", "it has no number as its key")]
        faults = []
        tolerance = self._tolerance(item)
        if "decimals" not in spec:
            faults.append(_("its head does not say how many decimals are asked for"))
        elif 0.5 * 10.0 ** -int(spec["decimals"]) > tolerance * (1 + 1e-9):
            faults.append(
                pgettext(
                    "too-few-decimals",
                    "{decimals} decimals are too few for its tolerance of {tolerance}",
                ).format(decimals=spec["decimals"], tolerance=f"{tolerance:g}")
            )
        faults += [
            pgettext("feedback-missing", "the feedback {name} is missing").format(name=repr(name))
            for name in ("right", "wrong")
            if not item.feedback.get(name)
        ]
        for name, value in item.content.mistakes.items():
            if not item.feedback.get(f"mistake {name}"):
                faults.append(
                    pgettext("mistake-without-feedback", "the mistake {name} has no feedback").format(name=repr(name))
                )
            if abs(value - item.content.key) <= 2 * tolerance:
                faults.append(
                    pgettext(
                        "mistake-like-the-key",
                        "the mistake {name} ({value}) can't be told from the key ({key})",
                    ).format(name=repr(name), value=f"{value:g}", key=f"{item.content.key:g}")
                )
        faults += [
            _("its value {name} = {value} has more digits than a stem should show").format(name=name, value=repr(value))
            for name, value in item.values.items()
            if isinstance(value, float) and not name.startswith("_") and value != round(value, 4)
        ]
        return faults

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        spec = item.question.spec
        unit = str(spec.get("unit", ""))
        given = bool(spec.get("unit_given", False))
        return {"decimals": int(spec["decimals"]), "unit": unit if given else "", "give_unit": bool(unit) and not given}

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        spec = item.question.spec
        unit = str(spec.get("unit", ""))
        mistakes = [
            {"name": name, "value": value, "feedback": item.feedback.get(f"mistake {name}", "")}
            for name, value in item.content.mistakes.items()
        ]
        return {
            "value": item.content.key,
            "tolerance": self._tolerance(item),
            "decimals": int(spec["decimals"]),
            "unit": unit,
            "give_unit": bool(unit) and not bool(spec.get("unit_given", False)),
            "units": {unit: 1.0, **{str(name): float(factor) for name, factor in spec.get("units", {}).items()}},
            "feedback": {name: item.feedback.get(name, "") for name in ("right", "wrong")},
            "mistakes": mistakes,
        }

    def read(self, public: Public, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InputError(pgettext("answer-no-number", "The answer must be a number."))
        text = str(value).strip()
        numbers.read(text)
        return text

    def text(self, public: Public, value: Any) -> str:
        return f"{value} {public.get('unit', '')}".strip() if not numbers.read(value).unit else str(value)

    def note(self, public: Public, value: Any) -> str:
        typed, given = numbers.read(value), public["unit"]
        number = f"{typed.number:.10g} {printable(typed.unit) or given}".strip()
        said = pgettext("number-read-as", "Saved; read as {number}.").format(number=number)
        if public["give_unit"] and not typed.unit:
            return join(said, pgettext("give-its-unit", "Give its unit as well."))
        if given and typed.unit and not isinstance(matched(typed.unit, {given: 1.0}), float):
            other = pgettext("number-other-unit", "The answer is asked for in {unit}.").format(unit=given)
            return join(said, other)
        return said

    def right_text(self, secret: Secret) -> str:
        return f"{secret['value']:.{secret['decimals']}f} {secret['unit']}".strip()

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        typed, said = numbers.read(str(value)), secret["feedback"]
        factor = matched(typed.unit, secret["units"]) if typed.unit else 1.0
        if factor is Match.OTHER:
            return Score(0.0, points, "wrong", (_other_unit(typed.unit, secret["unit"]),), "unit not accepted")
        unclear = factor is Match.UNCLEAR
        number = typed.number * (factor if isinstance(factor, float) else 1.0)
        if self._near(number, secret["value"], secret["tolerance"]):
            if unclear or (secret["give_unit"] and not typed.unit):
                missing = _unclear_unit(typed.unit, secret["unit"]) if unclear else _missing_unit(secret["unit"])
                note = "unit unclear" if unclear else "no unit"
                return Score(round(points * NO_UNIT_FRACTION, 4), points, "partly", (missing, said["right"]), note)
            return Score(points, points, "right", (said["right"],))
        for mistake in secret["mistakes"]:
            if self._near(number, mistake["value"], secret["tolerance"]):
                return Score(0.0, points, "wrong", (mistake["feedback"],), f"mistake: {mistake['name']}")
        return Score(0.0, points, "wrong", (said["wrong"],))

    def _near(self, number: float, target: float, tolerance: float) -> bool:
        # A hair of slack, so that an answer on the edge is not lost to binary fractions.
        return abs(number - target) <= tolerance + 1e-9 * max(1.0, abs(target))

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        secret = self.secret(item, token)
        unit = f" {secret['unit']}" if secret["unit"] else ""
        key, decimals, tolerance = secret["value"], secret["decimals"], secret["tolerance"]
        right = f"{key:.{decimals}f}"
        near = 2 * tolerance + 10.0**-decimals
        # Before three decimals a comma can stand for thousands, and is refused.
        with_comma = [right.replace(".", ",") + unit] if decimals != 3 else []
        return {
            "right": [right + unit, *with_comma, right.replace("-", "−") + unit],
            "wrong": [f"{key + sign * near:.{decimals + 2}f}{unit}" for sign in (1, -1)],
            "no unit": [right] if secret["give_unit"] else [],
            "mistake": [f"{mistake['value']:.{decimals + 2}f}{unit}" for mistake in secret["mistakes"]],
            "blank": ["", "  ", None],
            "nonsense": ["about right", [1], {"number": 1}, "--3", "1.2.3.4,5,6"],
        }

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
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

    def field_on_paper(self, public: Public) -> str:
        unit = public.get("unit") or (_("with its unit") if public.get("give_unit") else "")
        return _("Answer: ________ {unit}").format(unit=unit)

    def export_note(self, variant: ExportedVariant, reads_units: bool) -> str:
        unit, needs_unit = variant.secret["unit"], variant.secret["give_unit"] and reads_units
        return _("Answer in {unit}.").format(unit=unit) if unit and not needs_unit else ""

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.numeric import export

        export.to_moodle(element, variant)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.numeric import export

        return export.to_qti(variant)


def _other_unit(typed: str, wanted: str) -> Quoting:
    unit = f"'{printable(typed, 40)}'"
    if not wanted:
        return Quoting.of(
            pgettext("unit-where-none-is", "The unit {unit} does not fit here. The answer has no unit.").format(
                unit=unit
            )
        )
    return Quoting.of(
        pgettext(
            "unit-does-not-fit",
            "The unit {unit} does not fit here. Give it in {wanted}; capitals count: mPa is not MPa.",
        ).format(unit=unit, wanted=wanted)
    )


def _unclear_unit(typed: str, wanted: str) -> Quoting:
    said = pgettext(
        "unit-unclear",
        "The number is right; {unit} is not quite a unit. Write {wanted}: capitals count, since mPa is not MPa.",
    )
    return Quoting.of(said.format(unit=f"'{printable(typed, 40)}'", wanted=wanted))


def _missing_unit(wanted: str) -> str:
    return pgettext("give-the-unit", "The number is right; give the unit as well ({unit}).").format(unit=wanted)
