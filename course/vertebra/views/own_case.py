"""A vertebra from a CT that is practised on: whose it is, and what its scan does not show."""

import html

from vertebra.models.anatomy.ct_landmarks import missing_landmarks
from vertebra.patient import Vertebra
from vertebra.texts import _, pgettext


def describe(body: Vertebra) -> str:
    """Return whose vertebra it is, what is not of this person, and which landmarks are missing."""
    person = body.patient
    who = (
        _("{level} of a person of unknown age").format(level=body.level)
        if person is None
        else _("{level} of a person of {age} years ({sex})").format(
            level=body.level, age=f"{person.age_years:g}", sex=_("female") if person.sex == "female" else _("male")
        )
    )
    shape = " x ".join(map(str, body.shape))
    words = _(
        "{who}, {shape} voxels of {edge} mm. Only this vertebra is from the scan; its neighbours, soft tissue, nerves "
        "and vessels "
        "are built from tables."
    ).format(who=who, shape=shape, edge=f"{body.spacing_mm[0]:g}")
    missing = missing_landmarks(body)
    if missing:
        words += " " + _("The scan does not show: {names}.").format(names=", ".join(missing))
    return words


def box(words: str, grave: bool = False) -> str:
    """Return words as a box of a notebook; a `grave` one says why something can't be done."""
    colour = "#a33c00" if grave else "#0072b2"
    return (
        f'<div class="vertebra-own-case" role="{"alert" if grave else "note"}" style="border-left: .3rem solid '
        f"{colour}; "
        f'padding: .4rem .8rem; margin: .3rem 0; max-width: 60rem">{html.escape(words)}</div>'
    )


def refusal(trainer: str, why: str) -> str:
    """Return why a trainer does not open on a vertebra."""
    return pgettext("trainer-does-not-open", "{trainer} can't be done on this vertebra. {why}").format(
        trainer=trainer, why=why
    )
