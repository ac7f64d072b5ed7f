"""Whose vertebra a trainer opens on: a patient's, as the course builds it, or one that is given, such as from a CT."""

from collections.abc import Callable
from dataclasses import replace

from vertebra.errors import InputError
from vertebra.patient import Patient, Vertebra
from vertebra.texts import pgettext


def patient_and_vertebra(
    patient: Patient | None, vertebra: Vertebra | None, build: Callable[[Patient], Vertebra]
) -> tuple[Patient, Vertebra]:
    """Return a trainer's patient and vertebra.

    Parameters
    ----------
    patient : Patient, optional
        By default the given vertebra's. Neighbours and soft tissue are built for them.
    vertebra : Vertebra, optional
        Opened as it is; by default the patient's is built.
    build : callable
        Builds a patient's vertebra.

    Raises
    ------
    InputError
        Where nobody is named.
    """
    person = vertebra.patient if patient is None and vertebra is not None else patient
    if person is None:
        raise InputError(
            pgettext(
                "trainer-without-patient",
                "The trainer does not know whose vertebra it is; give patient=Patient(age_years, sex), also for a "
                "vertebra "
                "from a CT: neighbours and soft tissue are built for them.",
            )
        )
    if vertebra is None:
        return person, build(person)
    return person, vertebra if vertebra.patient == person else replace(vertebra, patient=person)
