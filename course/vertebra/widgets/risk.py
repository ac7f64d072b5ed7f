"""The risk explorer: a hundred people like the one you set, how many of them will fracture, and how sure that is."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from vertebra.errors import InputError
from vertebra.models.epidemiology import risk
from vertebra.patient import Patient
from vertebra.texts import _
from vertebra.views import risk as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.evidence import RiskControls, RiskFrame

FIELDS = {"age": "age_years", "sex": "sex", "z": "z_score", "fractures": "fractures_n", "since": "years_since"}
"""Fields of the person by control."""
SPANS_YEARS = (1, 10)
RECENT_YEARS = (0.1, 1.0, 2.0, 5.0, 10.0)
"""How long ago the last fracture may be, as the learner chooses it."""


@dataclass(frozen=True)
class RiskState:
    """A person and how far ahead the learner looks."""

    person: risk.RiskProfile
    years: int = 1


class RiskExplorer(CourseWidget):
    """`RiskExplorer(patient)`: new vertebral fractures of 100 people like the patient, of 50 to 90 years."""

    script = "risk.js"
    frame_type, controls = RiskFrame, RiskControls
    sheets = ("chart.css", "risk.css")
    title = _("Risk explorer")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient = patient
        super().__init__(**traits)

    def initial_state(self) -> RiskState:
        """The patient, a year ahead."""
        return RiskState(risk.risk_profile(self.patient))

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `age`, `sex`, `z`, `fractures` (0 to 3), `since` (years since the last one) or `years` (1 or
            10).
        """
        return {"years": self._set_years, **{name: partial(_with_field, field) for name, field in FIELDS.items()}}

    def _set_years(self, state: RiskState, wanted: Any) -> RiskState:
        if wanted not in SPANS_YEARS:
            raise InputError(
                _("The years ahead are {wanted}; give one of {spans_years}.").format(
                    wanted=repr(wanted), spans_years=SPANS_YEARS
                )
            )
        return replace(state, years=int(wanted))

    def render_state(self, state: RiskState, previous: RiskState | None) -> FrameMessage:
        """Three counts of 100, and the curve of the rate by age where the person is another apart from
        the age."""
        person = state.person
        expected, low, high = view.people(risk.risk_within(person, state.years))
        shown: dict[str, Any] = {
            "age": person.age_years,
            "sex": person.sex,
            "z": round(person.z_score, 2),
            "fractures": person.fractures_n,
            "since": person.years_since,
            "years": state.years,
            "people": [expected, low, high],
            "rate": risk.incidence(person).value,
        }
        arrays = {}
        if previous is None:
            shown |= {
                "recent": list(RECENT_YEARS),
                "numbers": list(view.NUMBERS),
                "last_measured": view.last_measured_years(),
            }
        if previous is None or replace(previous.person, age_years=70) != replace(person, age_years=70):
            curve = risk.incidence_curve(person)
            average = risk.population_incidence(curve.ages_years, person.sex)
            curves = (curve.ages_years, curve.per_1000_years, curve.low, curve.high, average)
            names = ("ages", "rates", "low", "high", "average")
            arrays = {name: values.astype(np.float32) for name, values in zip(names, curves, strict=True)}
        return FrameMessage(shown, arrays)

    def alt_text(self, state: RiskState) -> str:
        """The risk as a number of people in 100, with the interval."""
        return view.describe(state.person, state.years)

    def static_png(self, state: RiskState) -> bytes:
        """The hundred people and the curve."""
        buffer = io.BytesIO()
        view.static_figure(state.person, state.years).savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _with_field(field: str, state: RiskState, wanted: Any) -> RiskState:
    changed: dict[str, Any] = {field: wanted}
    return replace(state, person=replace(state.person, **changed))
