"""The cascade explorer: ten thousand people like the patient, fracture after fracture, with a drug and without."""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vertebra import references, tables
from vertebra.errors import InputError, check_range
from vertebra.models.epidemiology.cohort import CohortOutcome, TreatmentPolicy
from vertebra.models.epidemiology.risk import TREATMENTS
from vertebra.models.experiments.followed_cohorts import followed_cohort
from vertebra.patient import Patient
from vertebra.texts import _
from vertebra.views import cohort as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.evidence import CascadeControls, CascadeFrame

MAX_YEARS = 10


@dataclass(frozen=True)
class CascadeState:
    """What is compared.

    Parameters
    ----------
    years : int, optional
        Looked at, 1 to 10.
    treatment : str, optional
    given_years : int, optional
        0 to 10.
    taken_percent : int, optional
        Of the people, 0 to 100.
    """

    years: int = 5
    treatment: str = "zoledronate"
    given_years: int = 3
    taken_percent: int = 100

    @property
    def policy(self) -> TreatmentPolicy:
        """As the model takes it."""
        return TreatmentPolicy(self.treatment, years=self.given_years, taken_fraction=self.taken_percent / 100)


class CascadeExplorer(CourseWidget):
    """`CascadeExplorer(patient)`: who is spared by which drug, given for how long, and taken by how many."""

    script = "cohort.js"
    frame_type, controls = CascadeFrame, CascadeControls
    sheets = ("chart.css", "cohort.css")
    title = _("The next fracture")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient = patient
        super().__init__(**traits)

    def caution_text(self) -> str:
        """Where the model contradicts the evidence."""
        trial = tables.table("treatment_trials").row("treatment", "zoledronate")
        return _(
            "Over many years and over the age of 75 this model counts too many fractures: read the difference, "
            "not the level. In a trial "
            "{control} of 100 women had a new fracture within {years} years without the drug and {treated} "
            "with zoledronate ({source})."
        ).format(
            control=trial["control_percent"],
            years=trial["duration_years"],
            treated=trial["treated_percent"],
            source=references.short(trial["source"]),
        )

    def initial_state(self) -> CascadeState:
        """Five years, zoledronate for three of them, taken by all."""
        return CascadeState()

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `years` (1 to 10) looked at, `treatment`, `given` (0 to 10 years), `taken` (0 to 100 %).
        """
        return {
            "years": self._set_years,
            "treatment": self._set_treatment,
            "given": self._set_given,
            "taken": self._set_taken,
        }

    def _set_years(self, state: CascadeState, wanted: Any) -> CascadeState:
        return replace(state, years=round(check_range(_("Years"), wanted, 1, MAX_YEARS, "years")))

    def _set_treatment(self, state: CascadeState, wanted: Any) -> CascadeState:
        if wanted not in TREATMENTS:
            raise InputError(
                _("The drug {wanted} is not known; give one of {treatments}.").format(
                    wanted=repr(wanted), treatments=", ".join(TREATMENTS)
                )
            )
        return replace(state, treatment=wanted)

    def _set_given(self, state: CascadeState, wanted: Any) -> CascadeState:
        given = check_range(_("Years of treatment"), wanted, 0, MAX_YEARS, "years")
        return replace(state, given_years=round(given))

    def _set_taken(self, state: CascadeState, wanted: Any) -> CascadeState:
        return replace(state, taken_percent=round(check_range(_("The share"), wanted, 0, 100, "%")))

    def render_state(self, state: CascadeState, previous: CascadeState | None) -> FrameMessage:
        """Both curves in numbers of 1000 people, and the numbers at the year looked at."""
        plain, treated = self._outcomes(state)
        shown: dict[str, Any] = {
            "years": state.years,
            "treatment": state.treatment,
            "given": state.given_years,
            "taken": state.taken_percent,
            "readouts": view.meter_values(view.truncated(plain, state.years), view.truncated(treated, state.years)),
        }
        arrays = {
            "plain": view.per_thousand(plain).astype(np.float32),
            "treated": view.per_thousand(treated).astype(np.float32),
        }
        if previous is None:
            shown |= {"treatments": list(TREATMENTS), "longest": MAX_YEARS}
        return FrameMessage(shown, arrays)

    def alt_text(self, state: CascadeState) -> str:
        """Both cohorts in numbers of 1000 people at the year looked at."""
        plain, treated = self._outcomes(state)
        return view.describe(view.truncated(plain, state.years), view.truncated(treated, state.years), state.policy)

    def static_png(self, state: CascadeState) -> bytes:
        """The two curves, and the new fractures of each year."""
        buffer = io.BytesIO()
        plain, treated = self._outcomes(state)
        figure = view.static_figure(
            view.truncated(plain, state.years), view.truncated(treated, state.years), state.policy
        )
        figure.savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def _outcomes(self, state: CascadeState) -> tuple[CohortOutcome, CohortOutcome]:
        plain, treated = (
            followed_cohort(self.patient, policy, MAX_YEARS) for policy in (TreatmentPolicy(), state.policy)
        )
        return plain, treated
