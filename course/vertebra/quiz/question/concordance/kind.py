"""Script concordance: how a finding changes a hypothesis, scored by what a panel of experts said. Source: Wan2015.

See decision 0102.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Score, Secret, VariantSource
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import QuestionVariant

SCALE = (
    _("much less likely, or ruled out"),
    _("less likely"),
    _("neither less nor more likely"),
    _("more likely"),
    _("much more likely, or certain"),
)
MIN_PANEL = 10
"""Below this many experts the scores are not reliable. Source: Wan2015."""
RULE = _("The points follow how many of a panel of experts chose the same: all for the most frequent answer.")


@dataclass(frozen=True)
class ConcordanceContent:
    """How many experts chose each step of the scale."""

    panel: tuple[int, ...]


class Concordance(Kind):
    """One step of a scale from -2 to +2. It earns the points times (experts who chose it / experts at the modal step).

    Head: `panel = [0, 1, 3, 10, 6]`, the number of experts at each step; `panel_note`, who they were; `scale`, other
    words for the steps. key.py may return the panel from `key(values)`.
    """

    name = "concordance"
    page_marking = "choice"
    scored_by_panel = True
    script = Path(__file__).with_name("concordance.js")

    def parse(self, source: VariantSource) -> Parsed:
        panel = source.key or source.question.spec.get("panel", ())
        return Parsed(content=ConcordanceContent(tuple(int(n) for n in panel)))

    def problems(self, item: QuestionVariant) -> list[str]:
        panel, scale = item.content.panel, self._scale(item)
        faults = []
        if len(panel) != len(scale):
            faults.append(
                pgettext("panel-not-the-scale", "its panel has {n_panel} numbers, its scale {n_scale} steps").format(
                    n_panel=len(panel), n_scale=len(scale)
                )
            )
        if sum(panel) < MIN_PANEL:
            faults.append(
                pgettext(
                    "panel-too-small",
                    "its panel has {panel} experts; at least {least_panel} are needed",
                ).format(panel=sum(panel), least_panel=MIN_PANEL)
            )
        if any(n < 0 for n in panel):
            faults.append(pgettext("panel-negative", "its panel has a negative number"))
        if len({step.lower() for step in scale}) < len(scale):
            faults.append(_("two steps of its scale read the same"))
        if not item.question.spec.get("panel_note"):
            faults.append(pgettext("panel-unnamed", "its head does not say who the panel was (panel_note)"))
        if not item.explanation:
            faults.append(_("it has no section 'Explanation'"))
        return faults

    def _scale(self, item: QuestionVariant) -> tuple[str, ...]:
        return tuple(map(str, item.question.spec.get("scale", SCALE)))

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        steps = enumerate(self._scale(item))
        return {"options": [{"id": token(f"step{at}"), "text": text} for at, text in steps], "rule": RULE}

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        top = max(item.content.panel)
        steps = [
            {"id": token(f"step{at}"), "name": f"step{at}", "text": text, "experts": n, "right": n == top}
            for at, (text, n) in enumerate(zip(self._scale(item), item.content.panel, strict=True))
        ]
        return {"options": steps, "panel_note": str(item.question.spec["panel_note"])}

    def right_text(self, secret: Secret) -> str:
        return "; ".join(step["text"] for step in secret["options"] if step["right"])

    def read(self, public: Public, value: object) -> str:
        if not isinstance(value, str) or value not in {step["id"] for step in public["options"]}:
            raise InputError(_("{value} is none of this question's answers.").format(value=repr(str(value)[:40])))
        return value

    def text(self, public: Public, value: Any) -> str:
        return next(step["text"] for step in public["options"] if step["id"] == value)

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        steps = secret["options"]
        chosen = next(step for step in steps if step["id"] == value)
        earned = points * chosen["experts"] / max(step["experts"] for step in steps)
        verdict = "right" if chosen["right"] else "partly" if earned > 0 else "wrong"
        said = ", ".join(f"{step['experts']} “{step['text']}”" for step in steps if step["experts"])
        summary = pgettext("experts-chose", "Of {steps} experts ({panel_note}) chose: {said}.").format(
            steps=sum(step["experts"] for step in steps), panel_note=secret["panel_note"], said=said
        )
        return Score(round(earned, 4), points, verdict, (summary,))

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        top = max(item.content.panel, default=0)
        named = [(token(f"step{at}"), n) for at, n in enumerate(item.content.panel)]
        return {
            "right": [name for name, n in named if n == top],
            "wrong": [name for name, n in named if n == 0],
            "partly": [name for name, n in named if 0 < n < top],
            "blank": ["", None],
            "nonsense": ["no such step", ["a"], 2, {"step": 1}],
        }

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
        import numpy as np

        # Who knows answers as one of the panel, others anything.
        experts = np.array([step["experts"] for step in secret["options"]], dtype=float)
        chance = known * experts / experts.sum() + (1 - known) / len(experts)
        return str(secret["options"][int(rng.choice(len(experts), p=chance / chance.sum()))]["id"])

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.concordance import export

        export.to_moodle(element, variant)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.concordance import export

        return export.to_qti(variant)
