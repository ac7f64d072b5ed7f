"""The planner for antithrombotic drugs: when the last dose has to be, whether heparin bridges the pause, when it is
taken again."""

import io
from dataclasses import replace
from functools import partial
from typing import Any

from vertebra import tables
from vertebra.models.preparation import antithrombotics as model
from vertebra.models.preparation.antithrombotics import PatientOnDrug
from vertebra.texts import _
from vertebra.views import antithrombotics as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.preparation import AntithromboticControls, AntithromboticFrame

CONTROLS = {
    "drug": "drug",
    "reason": "reason",
    "clearance": "clearance_ml_min",
    "last": "last_dose_h",
    "inr": "inr",
    "platelets": "platelets",
    "bleeding": "bleeding_risk",
}
"""By control, the field of `PatientOnDrug` that it sets."""


class AntithromboticPlanner(CourseWidget):
    """`AntithromboticPlanner(patient)`: choose drug, kidneys, last dose and reason,
    and see when the needle may come."""

    script = "antithrombotics.js"
    frame_type, controls = AntithromboticFrame, AntithromboticControls
    sheets = ("chart.css", "preparation.css")
    title = _("The anticoagulant and the needle")

    def __init__(self, patient: PatientOnDrug | None = None, **traits: Any) -> None:
        self.patient = patient or PatientOnDrug()
        super().__init__(**traits)

    def initial_state(self) -> PatientOnDrug:
        """The patient as given."""
        return self.patient

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `drug`, `reason`, `bleeding`, `clearance` (mL/min), `last` (hours since the last dose), `inr`,
            `platelets`.
        """
        return {name: partial(_with_field, field) for name, field in CONTROLS.items()}

    def render_state(self, state: PatientOnDrug, previous: PatientOnDrug | None) -> FrameMessage:
        """The plan, the drug's effect over nine days, and what forbids the needle now."""
        plan = model.plan(state)
        hours, left = view.effect_curve(plan)
        shown: dict[str, Any] = {name: getattr(state, field) for name, field in CONTROLS.items()}
        shown |= {
            "pause_h": plan.pause_h,
            "wait_h": plan.wait_h,
            "restart_h": list(plan.restart_h),
            "ready": plan.ready,
            "blockers": list(plan.blockers),
            "cautions": list(plan.cautions),
            "bridge": plan.bridge,
            "hours": hours,
            "left": left,
            "readouts": view.meter_values(plan),
            "advice": view.advice(plan),
        }
        if previous is None:
            shown |= {
                "drugs": [[name, _(view.DRUG_LABELS[name])] for name in model.drugs()],
                "reasons": [[name, _(view.REASON_LABELS[name])] for name in model.reasons()],
                "risks": [[name, _(view.RISK_LABELS[name])] for name in model.BLEEDING_RISKS],
                "min_platelets": tables.value("augmentation_min_platelets"),
            }
        return FrameMessage(shown)

    def alt_text(self, state: PatientOnDrug) -> str:
        """The plan in words."""
        return view.describe(model.plan(state))

    def static_png(self, state: PatientOnDrug) -> bytes:
        """The effect over the days, with needle and restart."""
        buffer = io.BytesIO()
        view.static_figure(model.plan(state)).savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _with_field(field: str, state: PatientOnDrug, wanted: Any) -> PatientOnDrug:
    value: Any = wanted if isinstance(wanted, str) else float(wanted)
    return replace(state, **{field: value})
