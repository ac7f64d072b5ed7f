"""The forest explorer: which trials are pooled, how, and what the answer hangs on."""

import io
from dataclasses import dataclass, replace
from typing import Any, Literal

from vertebra.errors import InputError
from vertebra.models.epidemiology import meta_analysis
from vertebra.models.epidemiology.meta_analysis import Estimate, Trial
from vertebra.texts import _
from vertebra.views import meta_analysis as view
from vertebra.views import trial_plots
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.evidence import ForestControls, ForestFrame

YEAR_MONTHS = (11.0, 13.0)
ANY_MONTHS = (0.0, 24.0)
GROUPS = ("all", "sham", "usual care")


@dataclass(frozen=True)
class ForestState:
    """Who is left out, by which model the others are pooled, and whether at a year or at each trial's first result."""

    left_out: frozenset[str] = frozenset()
    model: Literal["fixed", "random"] = "random"
    at_a_year: bool = False


class ForestExplorer(CourseWidget):
    """`ForestExplorer()`: take trials of vertebroplasty out and in, and see the pool follow."""

    script = "meta_analysis.js"
    frame_type, controls = ForestFrame, ForestControls
    sheets = ("chart.css", "meta_analysis.css")
    title = _("What the trials found")

    def initial_state(self) -> ForestState:
        """Every trial, random effects."""
        return ForestState()

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `toggle` a trial by name; `only` all, sham or usual care; `model` fixed or random; `year` or
            not.
        """
        return {
            "year": self._set_year,
            "model": self._set_model,
            "only": self._set_only,
            "toggle": self._set_toggle,
        }

    def _set_year(self, state: ForestState, wanted: Any) -> ForestState:
        return replace(state, at_a_year=bool(wanted))

    def _set_model(self, state: ForestState, wanted: Any) -> ForestState:
        if wanted not in ("fixed", "random"):
            raise InputError(_("The model {wanted} is not known; give fixed or random.").format(wanted=repr(wanted)))
        return replace(state, model=wanted)

    def _set_only(self, state: ForestState, wanted: Any) -> ForestState:
        if wanted not in GROUPS:
            raise InputError(
                _("The group {wanted} is not known; give one of {groups}.").format(
                    wanted=repr(wanted), groups=", ".join(GROUPS)
                )
            )
        others = {trial.name for trial in _trials(False) + _trials(True) if wanted not in ("all", trial.control)}
        return replace(state, left_out=frozenset(others))

    def _set_toggle(self, state: ForestState, wanted: Any) -> ForestState:
        known = {trial.name for trial in _trials(state.at_a_year)}
        if wanted not in known:
            raise InputError(
                _("The trial {wanted} is not here; give one of {known}.").format(
                    wanted=repr(wanted), known=", ".join(sorted(known))
                )
            )
        return replace(state, left_out=state.left_out ^ {wanted})

    def render_state(self, state: ForestState, previous: ForestState | None) -> FrameMessage:
        """Each trial with its interval and weight, the pool, and the pool without each in turn."""
        chosen = _chosen(state)
        pooled = meta_analysis.pool_trials(chosen, state.model) if len(chosen) > 1 else None
        weights = dict(
            zip((trial.name for trial in chosen), pooled.weights_percent if pooled else (100.0,), strict=False)
        )
        without = meta_analysis.leave_one_out(chosen, state.model) if len(chosen) > 2 else {}
        shown = {
            "trials": [_row(trial, weights.get(trial.name)) for trial in _trials(state.at_a_year)],
            "pool": pooled and _ends(pooled.pooled),
            "poolWords": trial_plots.format_interval(pooled.pooled) if pooled else "",
            "without": [[name, *_ends(pooled_effect.pooled)] for name, pooled_effect in without.items()],
            "model": state.model,
            "year": state.at_a_year,
            "matters": trial_plots.mcid_points(),
            "readouts": view.meter_values(chosen, state.model),
        }
        return FrameMessage(shown, {})

    def alt_text(self, state: ForestState) -> str:
        """The pool in one sentence, against nothing and against what matters."""
        return view.describe(_chosen(state), state.model)

    def static_png(self, state: ForestState) -> bytes:
        """Forest, funnel and leave-one-out plots."""
        buffer = io.BytesIO()
        chosen = _chosen(state) or list(_trials(state.at_a_year))
        view.static_figure(chosen, state.model).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()


def _trials(at_a_year: bool) -> tuple[Trial, ...]:
    return tuple(meta_analysis.trials("all", YEAR_MONTHS if at_a_year else ANY_MONTHS))


def _chosen(state: ForestState) -> list[Trial]:
    return [trial for trial in _trials(state.at_a_year) if trial.name not in state.left_out]


def _ends(estimate: Estimate) -> list[float]:
    return [estimate.value, estimate.low, estimate.high]


def _row(trial: Trial, weight: float | None) -> dict[str, Any]:
    return {
        "name": trial.name,
        "blinded": trial.blinded,
        "weight": weight,
        "ends": _ends(trial.difference_points),
        "words": trial_plots.format_published(trial.difference_points),
        "about": _("{year}, {control}, {n} patients, {time_months} mo").format(
            year=trial.year, control=_(trial.control), n=trial.n, time_months=f"{trial.time_months:g}"
        ),
    }
