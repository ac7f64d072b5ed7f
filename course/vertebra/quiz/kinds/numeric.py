"""A number, read as people write numbers, with its unit and tolerance."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.kinds.base import Coded, Kind, Public, Score, Secret
from vertebra.texts import _

if TYPE_CHECKING:
    from vertebra.quiz.items import Item

MAX_CHARACTERS = 80
_GROUPED = re.compile(r"[+-]?\s*\d{1,3}(?:[ ']\d{3})+(?:[.,]\d*)?")
NO_UNIT_SHARE = 0.5
_SIGNS = str.maketrans("−–—﹣－＋，．\u00a0\u2009\u202f", "-----+,.   ")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NUMBER = re.compile(r"[=≈~]?\s*([+-]?\s*(?:\d[\d .,']*|[.,]\d+)(?:[eE][+-]?\d{1,3})?)\s*(.*)\Z", re.S)


def read_number(text: str) -> tuple[float, str]:
    """`(number, unit)` of what someone typed: `-2,3`, `−2.3`, `1 234.5 mg/cm³`, `12 %`; the unit may be empty.

    A single comma is a decimal comma. Raises InputError where there is no number.
    """
    match = _NUMBER.match(text.translate(_SIGNS).strip())
    if match is None or len(text) > MAX_CHARACTERS:
        raise InputError(_("{text} can't be read as a number. Write it like -1.5 or 42.").format(text=repr(text[:40])))
    digits = match[1].strip().rstrip(",.")
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"(?<=\d)[ '](?=\d{3})", "", digits)
    digits = re.sub(r"(?<=^[+-])\s+", "", digits)
    if "," in digits and "." in digits:
        thousands, decimal = (",", ".") if digits.rfind(".") > digits.rfind(",") else (".", ",")
        digits = digits.replace(thousands, "").replace(decimal, ".")
    try:
        number = float(digits.replace(",", "."))
    except ValueError:
        raise InputError(
            _("{text} can't be read as a number. Write it like -1.5 or 42.").format(text=repr(text[:40]))
        ) from None
    if not math.isfinite(number):
        raise InputError(_("{text} is too large a number.").format(text=repr(text[:40])))
    return number, match[2].strip()


def plain_unit(unit: str) -> str:
    """A unit as it is compared: `mg / cm³`, `mg/cm^3` and `MG/CM3` are the same."""
    text = unit.translate(_SUPERSCRIPTS).translate(_SIGNS).lower()
    return re.sub(r"[\s^.*·]", "", text.replace("per cent", "%").replace("percent", "%").replace(" per ", "/"))


class Numeric(Kind):
    """A number within a tolerance.

    Head: `decimals`; `tolerance_abs` or `tolerance_rel` (the larger counts); `unit` (absent for a pure number);
    `unit_given = true` prints the unit beside the field, otherwise the learner gives it, and a right number without it earns
    half; `units = {"g/cm3" = 1000}` are accepted besides, with the factor that turns them into `unit`.
    """

    name = "numeric"

    def _tolerance(self, item: Item) -> float:
        spec = item.question.spec
        return max(float(spec.get("tolerance_abs", 0)), float(spec.get("tolerance_rel", 0)) * abs(item.key or 0.0))

    def problems(self, item: Item) -> list[str]:
        spec = item.question.spec
        if item.key is None or not math.isfinite(item.key):
            return [_("it has no number as its key")]
        found = []
        tolerance = self._tolerance(item)
        if "decimals" not in spec:
            found.append(_("its head does not say how many decimals are asked for"))
        elif 0.5 * 10.0 ** -int(spec["decimals"]) > tolerance * (1 + 1e-9):
            found.append(
                _("{decimals} decimals are too few for its tolerance of {tolerance}").format(
                    decimals=spec["decimals"], tolerance=f"{tolerance:g}"
                )
            )
        found += [
            _("the feedback {name} is missing").format(name=repr(name))
            for name in ("right", "wrong")
            if not item.feedback.get(name)
        ]
        for name, value in item.mistakes.items():
            if not item.feedback.get(f"mistake {name}"):
                found.append(_("the mistake {name} has no feedback").format(name=repr(name)))
            if abs(value - item.key) <= 2 * tolerance:
                found.append(
                    _("the mistake {name} ({value}) can't be told from the key ({key})").format(
                        name=repr(name), value=f"{value:g}", key=f"{item.key:g}"
                    )
                )
        found += [
            _("its value {name} = {value} has more digits than a stem should show").format(name=name, value=repr(value))
            for name, value in item.values.items()
            if isinstance(value, float) and not name.startswith("_") and value != round(value, 4)
        ]
        return found

    def public(self, item: Item, coded: Coded) -> dict[str, Any]:
        spec = item.question.spec
        unit = str(spec.get("unit", ""))
        given = bool(spec.get("unit_given", False))
        return {"decimals": int(spec["decimals"]), "unit": unit if given else "", "give_unit": bool(unit) and not given}

    def secret(self, item: Item, coded: Coded) -> dict[str, Any]:
        spec = item.question.spec
        unit = str(spec.get("unit", ""))
        mistakes = [
            {"name": name, "value": value, "feedback": item.feedback.get(f"mistake {name}", "")}
            for name, value in item.mistakes.items()
        ]
        return {
            "value": item.key,
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
            raise InputError(_("The answer must be a number."))
        text = str(value).strip()
        read_number(text)
        return text

    def text(self, public: Public, value: Any) -> str:
        return f"{value} {public.get('unit', '')}".strip() if not read_number(value)[1] else str(value)

    def note(self, public: Public, value: Any) -> str:
        number, unit = read_number(value)
        missing = _(" Give its unit as well.") if public["give_unit"] and not unit else ""
        return (
            _("Saved; read as {number} {unit}").format(number=f"{number:.10g}", unit=unit or public["unit"]).strip()
            + "."
            + missing
        )

    def right_text(self, secret: Secret) -> str:
        return f"{secret['value']:.{secret['decimals']}f} {secret['unit']}".strip()

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        number, unit = read_number(str(value))
        factors = {plain_unit(name): factor for name, factor in secret["units"].items()}
        said = secret["feedback"]
        if unit and plain_unit(unit) not in factors:
            expected = (
                _("Give it in {unit}.").format(unit=secret["unit"]) if secret["unit"] else _("The answer has no unit.")
            )
            return Score(
                0.0,
                points,
                "wrong",
                (_("The unit {unit} does not fit here. {expected}").format(unit=repr(unit), expected=expected),),
                "unit not accepted",
            )
        number *= factors[plain_unit(unit)] if unit else 1.0
        if self._near(number, secret["value"], secret["tolerance"]):
            if secret["give_unit"] and not unit:
                missing = _("The number is right; give the unit as well ({unit}).").format(unit=secret["unit"])
                return Score(round(points * NO_UNIT_SHARE, 4), points, "partly", (missing, said["right"]), "no unit")
            return Score(points, points, "right", (said["right"],))
        for mistake in secret["mistakes"]:
            if self._near(number, mistake["value"], secret["tolerance"]):
                return Score(0.0, points, "wrong", (mistake["feedback"],), f"mistake: {mistake['name']}")
        return Score(0.0, points, "wrong", (said["wrong"],))

    def _near(self, number: float, target: float, tolerance: float) -> bool:
        # A hair of slack, so that an answer on the edge is not lost to binary fractions.
        return abs(number - target) <= tolerance + 1e-9 * max(1.0, abs(target))

    def examples(self, item: Item, coded: Coded) -> dict[str, list[Any]]:
        secret = self.secret(item, coded)
        unit = f" {secret['unit']}" if secret["unit"] else ""
        key, decimals, tolerance = secret["value"], secret["decimals"], secret["tolerance"]
        right = f"{key:.{decimals}f}"
        near = 2 * tolerance + 10.0**-decimals
        return {
            "right": [right + unit, right.replace(".", ",") + unit, right.replace("-", "−") + unit],
            "wrong": [f"{key + sign * near:.{decimals + 2}f}{unit}" for sign in (1, -1)],
            "no unit": [right] if secret["give_unit"] else [],
            "mistake": [f"{mistake['value']:.{decimals + 2}f}{unit}" for mistake in secret["mistakes"]],
            "blank": ["", "  ", None],
            "nonsense": ["about right", [1], {"number": 1}, "--3", "1.2.3.4,5,6"],
        }
