"""The patient's panel: everybody has words for everything, nothing said names a diagnosis, alarms are marked."""

import pytest
from rows import each_row

from vertebra import texts
from vertebra.models import fracture, procedure
from vertebra.models.awake import SEDATIONS, SYMPTOMS, VITALS
from vertebra.models.procedure import CementAction
from vertebra.patient import mrs_a
from vertebra.views import patient_panel
from vertebra.views.patient_voice import QUIET, SYMPTOM_NAMES, SYMPTOM_VOICES, VOICES, spoken, voice_of
from vertebra.widgets.frame_types import faults
from vertebra.widgets.frame_types.patient import PatientFrame

DIAGNOSES = ("embol", "leak", "cement", "nerve root", "radicul", "canal", "haematoma", "toxic", "vasovagal", "paresis")


@each_row("voice", VOICES)
def test_each_way_of_speaking_has_words_for_each_symptom(voice):
    said = [spoken((symptom,), "awake", level, voice) for symptom in SYMPTOMS for level in ("T9", "L1")]
    assert len(set(said)) == len(SYMPTOMS) + 1
    assert spoken(("leg weak",), "silent", "L1", voice) == QUIET[voice][2]
    assert len(set(QUIET[voice])) == 3
    assert set(SYMPTOM_NAMES) == set(SYMPTOMS)


def test_nobody_says_a_diagnosis():
    for words in [*(text for voice in SYMPTOM_VOICES.values() for text in voice.values()), *sum(QUIET.values(), ())]:
        assert texts.keys(words)
        assert not [one for one in DIAGNOSES if one in words.lower()], words


def test_the_patients_of_the_case_room_do_not_all_speak_alike_nor_as_mrs_a():
    assert {voice_of(number) for number in range(6)} == set(VOICES) - {"mrs_a"}


@pytest.fixture(scope="module")
def bone():
    return fracture.as_recorded(mrs_a(), "L1", 2.0)


def test_the_frame_is_what_its_type_says_and_alarms_follow_the_model(bone):
    calm = patient_panel.frame(procedure.run(bone, ()), SEDATIONS["light"], "mrs_a")
    flood = (CementAction("inject", 90, 0.15), CementAction("side", -1), CementAction("inject", 60, 0.15))
    grave = patient_panel.frame(procedure.run(bone, flood), SEDATIONS["light"], "mrs_a")
    for shown in (calm, grave):
        assert not list(faults(shown, PatientFrame))
        assert [row["key"] for row in shown["vitals"]] == list(VITALS)
        assert all(len(row["times"]) == len(row["trend"]) for row in shown["vitals"])
    assert calm["symptoms"] == []
    assert texts.keys(calm["says"]) == {"voice-quiet"}
    assert not any(row["alarm"] for row in calm["vitals"])
    assert grave["symptoms"]
    assert any(row["alarm"] for row in grave["vitals"])
    assert patient_panel.describe(grave) != patient_panel.describe(calm)
