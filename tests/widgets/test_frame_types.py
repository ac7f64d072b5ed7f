"""What widgets send is what their scripts are typed for."""

import inspect
import json

import numpy as np
import pytest
from widgets_shown import widget_classes

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.patient import Patient
from vertebra.widgets.base import CourseWidget
from vertebra.widgets.frame_types import declared, faults, fields, typescript
from vertebra.widgets.frame_types.trainers import CementControls, CementFrame, Handles

COURSE = [kind for kind in widget_classes() if kind.__module__.startswith("vertebra.widgets.") and kind.frame_type]


def made(kind: type[CourseWidget]) -> CourseWidget:
    patient = inspect.signature(kind.__init__).parameters.get("patient")
    return kind(mrs_a()) if patient and patient.annotation in (Patient, Patient | None) else kind()


def test_every_widget_of_the_course_has_types():
    without = [
        kind.__name__ for kind in widget_classes() if kind.__module__.startswith("vertebra.") and not kind.frame_type
    ]
    assert without == ["PredictionGate", "ProcedureTrainer"]
    assert len(COURSE) == 24


def test_the_declarations_of_the_scripts_are_up_to_date():
    assert typescript.FILE.read_text(encoding="utf-8") == typescript.source(), "run: python -m vertebra book"


@pytest.mark.slow
@pytest.mark.parametrize("kind", COURSE, ids=lambda kind: kind.__name__)
def test_the_first_frame_holds_what_its_type_says(kind):
    widget = made(kind)
    message = widget.render_state(widget.state, None)
    sent = {**json.loads(json.dumps(message.state)), **message.arrays}
    assert list(faults(sent, kind.frame_type)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", COURSE, ids=lambda kind: kind.__name__)
def test_a_control_that_is_not_declared_is_refused(kind):
    widget = made(kind)
    assert "no_such_control" not in fields(kind.controls)
    with pytest.raises(InputError):
        widget.update(widget.state, {"no_such_control": 1})


def test_faults_are_named():
    frame = dict.fromkeys(fields(CementFrame), 0)
    found = list(faults(frame, CementFrame))
    named = [fault.split()[0] for fault in found]
    assert {"CementFrame.view", "CementFrame.readouts"} <= set(named)
    assert [one.split()[0] for one in faults({"wait": 30, "inect": 1}, CementControls, complete=False)] == ["inect"]
    assert [one.split()[0] for one in faults({"entry": [1, 2]}, Handles)] == [
        "Handles.tip",
        "Handles.aim",
        "Handles.mark",
        "Handles.hub",
        "Handles.ahead",
    ]
    wrong = list(faults({"image": np.zeros(3, np.float32)}, CementFrame, complete=False))
    assert len(wrong) == 1
    assert wrong[0].split()[0] == "CementFrame.image"


def test_every_type_has_a_form_in_typescript():
    text = typescript.source()
    for name, kind in declared().items():
        assert f"export interface {name} {{" in text
        assert all(f"  {field}" in text for field in fields(kind))
