"""Consent in absolute numbers: the learner guesses how many people, and then sees how many were counted.

See decision 0371.
"""

import io
from dataclasses import dataclass, replace
from typing import Any

from vertebra.errors import InputError, check_range
from vertebra.models.epidemiology.risk import risk_profile
from vertebra.models.preparation import consent as model
from vertebra.models.preparation.consent import EVENTS, Proposal
from vertebra.patient import Patient
from vertebra.texts import _, pgettext
from vertebra.views import consent as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.preparation import ConsentControls, ConsentFrame


@dataclass(frozen=True)
class ConsentState:
    """What is proposed to whom, which event is open, and for each event the guess and whether it was answered."""

    proposal: Proposal
    at: int = 0
    guesses: tuple[float | None, ...] = (None,) * len(EVENTS)
    shown: tuple[bool, ...] = (False,) * len(EVENTS)


class ConsentPeople(CourseWidget):
    """`ConsentPeople(patient)`: numbers in 100 or 1000 people, guessed first, then as they were counted."""

    script = "consent.js"
    frame_type, controls = ConsentFrame, ConsentControls
    sheets = ("consent.css",)
    title = _("Consent in people")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.person = risk_profile(patient)
        super().__init__(**traits)

    def initial_state(self) -> ConsentState:
        """Vertebroplasty of one body, and nothing guessed."""
        return ConsentState(Proposal(self.person))

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `technique`, `bodies` (1 to 3), `age` (50 to 90 years), `at` (the event), `guess` (people, None
            to clear), `show` (the event's count, once it has a guess).
        """
        return {
            "technique": self._set_technique,
            "bodies": self._set_bodies,
            "age": self._set_age,
            "at": self._set_at,
            "guess": self._set_guess,
            "show": self._show,
        }

    def final(self, previous: ConsentState, state: ConsentState) -> str:
        """A count that was seen can't be guessed any more."""
        if sum(state.shown) > sum(previous.shown):
            return pgettext("count-was-seen", "A guess stands once its count is shown. Press R to begin again.")
        return ""

    def _set_technique(self, state: ConsentState, wanted: Any) -> ConsentState:
        return replace(state, proposal=replace(state.proposal, technique=wanted))

    def _set_bodies(self, state: ConsentState, wanted: Any) -> ConsentState:
        bodies = check_range(pgettext("treated-bodies", "The number of bodies"), wanted, 1, model.MAX_BODIES)
        return replace(state, proposal=replace(state.proposal, bodies=round(bodies)))

    def _set_age(self, state: ConsentState, wanted: Any) -> ConsentState:
        person = replace(state.proposal.person, age_years=float(wanted))
        return replace(state, proposal=replace(state.proposal, person=person))

    def _set_at(self, state: ConsentState, wanted: Any) -> ConsentState:
        return replace(state, at=round(check_range(pgettext("consent-event", "The event"), wanted, 0, len(EVENTS) - 1)))

    def _set_guess(self, state: ConsentState, wanted: Any) -> ConsentState:
        if state.shown[state.at]:
            raise InputError(
                pgettext(
                    "guess-after-answer", "The count is shown already; a guess comes before it. Press R to begin again."
                )
            )
        most = model.people_counts(state.proposal)[state.at].out_of
        guess = None if wanted is None else check_range(_("The guess"), wanted, 0, most)
        return replace(state, guesses=_with(state.guesses, state.at, guess))

    def _show(self, state: ConsentState, wanted: Any) -> ConsentState:
        if wanted and state.guesses[state.at] is None:
            raise InputError(pgettext("guess-first", "Say first how many you expect."))
        return replace(state, shown=_with(state.shown, state.at, bool(wanted) or state.shown[state.at]))

    def render_state(self, state: ConsentState, previous: ConsentState | None) -> FrameMessage:
        """Every event with its guess; its count where it was asked for."""
        counts = model.people_counts(state.proposal)
        rows = []
        for count, guess, seen in zip(counts, state.guesses, state.shown, strict=True):
            known = seen and count.expected is not None
            rows.append(
                {
                    "event": count.event,
                    "label": _(view.EVENT_LABELS[count.event]),
                    "out_of": count.out_of,
                    "guess": guess,
                    "shown": seen,
                    "expected": count.expected if known else None,
                    "low": count.low if known else None,
                    "high": count.high if known else None,
                    "without": count.without if known else None,
                    "words": view.finding_text(count, state.proposal) if seen else "",
                    "verdict": view.verdict(guess, count) if seen and guess is not None else "",
                    "comment": _(view.VERDICTS[view.verdict(guess, count)]) if known and guess is not None else "",
                }
            )
        return FrameMessage(
            {
                "technique": state.proposal.technique,
                "bodies": state.proposal.bodies,
                "age": state.proposal.person.age_years,
                "at": state.at,
                "rows": rows,
                "techniques": [[name, _(label)] for name, label in view.TECHNIQUE_LABELS.items()],
            }
        )

    def alt_text(self, state: ConsentState) -> str:
        """Each event: what was guessed, or what was counted."""
        return view.describe(model.people_counts(state.proposal), state.guesses, state.shown, state.proposal)

    def static_png(self, state: ConsentState) -> bytes:
        """Numbers in 100 or 1000 people for each event."""
        buffer = io.BytesIO()
        figure = view.static_figure(model.people_counts(state.proposal))
        figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _with(values: tuple[Any, ...], at: int, value: Any) -> tuple[Any, ...]:
    return (*values[:at], value, *values[at + 1 :])
