"""The bone-loss explorer: a vertebra through a life, its density map and what three scans read."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models.bone import ScanAtAge, TreatmentPlan, VertebraOverLife
from vertebra.models.experiments import bone_loss
from vertebra.patient import TREATMENTS, Patient, Sex
from vertebra.texts import _, pgettext
from vertebra.views import bone as view
from vertebra.views import style
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import BoneLossControls, BoneLossFrame
from vertebra.widgets.precompute import in_background

MIN_AGE_YEARS, MAX_AGE_YEARS = 20.0, 100.0
MENOPAUSE_YEARS = (35.0, 60.0)


@dataclass(frozen=True)
class BoneLossState:
    """Where the learner stands in a life.

    Parameters
    ----------
    age_years : float
        20 to 100.
    sex : Sex
    menopause_age_years : float
        35 to 60.
    treatment : str, optional
        From today on.
    """

    age_years: float
    sex: Sex
    menopause_age_years: float
    treatment: str = "none"

    def plan(self, today_years: float) -> TreatmentPlan:
        """What is varied, as the bone model takes it."""
        return TreatmentPlan(
            self.menopause_age_years, self.treatment, today_years if self.treatment != "none" else None
        )


class BoneLossExplorer(CourseWidget):
    """`BoneLossExplorer(patient)`: the patient's L1 at any age from 20 to 100, untreated or treated from today on."""

    script = "bone.js"
    frame_type, controls = BoneLossFrame, BoneLossControls
    sheets = ("chart.css", "bone.css")
    title = _("Bone-loss explorer")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient = patient
        super().__init__(**traits)

    def initial_state(self) -> BoneLossState:
        """Today, as the patient is."""
        menopause = tables.value("menopause_age_years")
        return BoneLossState(self.patient.age_years, self.patient.sex, menopause, self.patient.treatment)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `age` (20 to 100), `sex`, `menopause` (35 to 60) or `treatment`.
        """
        return {
            "age": self._set_age,
            "sex": self._set_sex,
            "menopause": self._set_menopause,
            "treatment": self._set_treatment,
        }

    def _set_age(self, state: BoneLossState, wanted: Any) -> BoneLossState:
        return replace(
            state, age_years=check_range(pgettext("age", "Age"), wanted, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
        )

    def _set_sex(self, state: BoneLossState, wanted: Any) -> BoneLossState:
        return replace(state, sex=_sex(wanted))

    def _set_menopause(self, state: BoneLossState, wanted: Any) -> BoneLossState:
        menopause = check_range(_("Age at menopause"), wanted, *MENOPAUSE_YEARS, "years")
        return replace(state, menopause_age_years=menopause)

    def _set_treatment(self, state: BoneLossState, wanted: Any) -> BoneLossState:
        if wanted not in TREATMENTS:
            raise InputError(
                _("Treatment {wanted} is not known. Give one of {treatments}.").format(
                    wanted=repr(wanted), treatments=", ".join(TREATMENTS)
                )
            )
        return replace(state, treatment=wanted)

    def render_state(self, state: BoneLossState, previous: BoneLossState | None) -> FrameMessage:
        """Two planes of the bone and the read-outs; the curve only where it is another than before."""
        lifetime, moment = self._moment(state)
        sagittal, coronal = (np.flipud(view.grey_levels(plane).T) for plane in lifetime.planes(moment))
        arrays = {"sagittal": np.fliplr(sagittal), "coronal": np.fliplr(coronal)}
        shown: dict[str, Any] = {
            "age": state.age_years,
            "sex": state.sex,
            "menopause": state.menopause_age_years,
            "treatment": state.treatment,
            "readouts": view.meter_values(lifetime, moment),
        }
        if previous is None:
            shown |= self._fixed(lifetime)
            arrays["colours"] = style.colour_table(view.COLOUR_MAP)
            in_background([partial(bone_loss.vertebra_over_life, bone_loss.as_sex(self.patient, _other(state.sex)))])
        if previous is None or replace(previous, age_years=0) != replace(state, age_years=0):
            life = lifetime.trajectory(state.plan(self.patient.age_years))
            for name in ("ages_years", "density_mg_cm3", "untreated_mg_cm3", "reference_mg_cm3"):
                arrays[name.rsplit("_", 1)[0].removesuffix("_mg")] = getattr(life, name).astype(np.float32)
        return FrameMessage(shown, arrays)

    def alt_text(self, state: BoneLossState) -> str:
        """The moment in one sentence, and for whom it would hold if the sex was changed."""
        lifetime, moment = self._moment(state)
        sentence = view.describe(lifetime, moment, state.plan(self.patient.age_years))
        if state.sex != self.patient.sex:
            if state.sex == "male":
                return pgettext("as-a-man", "As a man with the same Z-score today. {sentence}").format(
                    sentence=sentence
                )
            return pgettext("as-a-woman", "As a woman with the same Z-score today. {sentence}").format(
                sentence=sentence
            )
        return sentence

    def static_png(self, state: BoneLossState) -> bytes:
        """Two planes, the curve of the life and the results."""
        lifetime, moment = self._moment(state)
        figure = view.static_figure(lifetime, moment, state.plan(self.patient.age_years))
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()

    def _moment(self, state: BoneLossState) -> tuple[VertebraOverLife, ScanAtAge]:
        lifetime = bone_loss.vertebra_over_life(bone_loss.as_sex(self.patient, state.sex))
        return lifetime, lifetime.at(state.age_years, state.plan(self.patient.age_years))

    def _fixed(self, lifetime: VertebraOverLife) -> dict[str, Any]:
        dx, dy, dz = lifetime.vertebra.spacing_mm
        return {
            "today": self.patient.age_years,
            "treatments": list(TREATMENTS),
            "spacing": {"sagittal": [dy, dz], "coronal": [dx, dz]},
            "window": list(view.WINDOW_MG_CM3),
            "limits": [tables.value("qct_osteoporosis_mg_cm3"), tables.value("qct_low_mg_cm3")],
            "transition": tables.value("menopause_transition_years"),
        }


def _other(sex: Sex) -> Sex:
    return "male" if sex == "female" else "female"


def _sex(wanted: Any) -> Sex:
    if wanted not in ("female", "male"):
        raise InputError(_("Sex is {wanted}; the model knows 'female' and 'male'.").format(wanted=repr(wanted)))
    return "female" if wanted == "female" else "male"
