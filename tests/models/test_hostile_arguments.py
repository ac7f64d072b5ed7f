"""Every public function of the models refuses wrong arguments in words: by its annotations and its published ranges."""

import dataclasses
import importlib
import inspect
import math
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import numpy as np
import pytest

import vertebra.models
from vertebra.errors import CourseError, InputError

COMPILED = ("kernels", "remap", "tomography", "parallel")
"""Modules of compiled code, which takes arrays of the models themselves."""
HUGE = 1e9


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.walk_packages(vertebra.models.__path__, "vertebra.models."):
        if found.name.rpartition(".")[2] in COMPILED:
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            own = getattr(value, "__module__", None) == found.name and not name.startswith("_")
            if own and inspect.isfunction(value) and inspect.signature(value).parameters and name != "warm":
                yield f"{found.name.removeprefix('vertebra.models.')}.{name}", value


FUNCTIONS = dict(public_functions())


def annotations_of(function: Callable[..., Any]) -> dict[str, str]:
    return {
        name: one.annotation if isinstance(one.annotation, str) else inspect.formatannotation(one.annotation)
        for name, one in inspect.signature(function).parameters.items()
    }


def hostile_values(annotation: str) -> Iterator[object]:
    yield object()
    plain = annotation.replace(" | None", "")
    if "None" not in annotation and "Optional" not in annotation:
        yield None
    if plain in ("float", "int"):
        yield from (math.nan, math.inf, -math.inf, "5", 1j)
    if plain == "int":
        yield 1.5
    if plain.startswith(("Literal", "typing.Literal")):
        yield from ("no such", 1.5)
    if plain == "bool":
        yield "no"


VARIADIC = {"cement.leak_paths.concatenate"}
"""Takes any number of arguments of the models' own."""
SILENT = {
    *(
        (name, part)
        for name in ("anatomy.ct.read_ct", "experiments.own_scan.fractured_from_scan")
        for part in ("image", "mask")
    ),
    ("anatomy.ct_segmentation.is_kind", "names"),
    ("cement.leak_paths.concatenate", "parts"),
    ("mechanics.crushing.lose_stiffness", "press"),
    ("mechanics.crushing.peak_force_n", "press"),
    ("procedure.action_list.from_json", "plain"),
}
"""A file and a saved list that are read by what they hold, a body known by what it can do, and parameters that
stand for any number of arguments."""


def not_refused(label: str, refusal: type[Exception], function: Any, /, *args: Any, **named: Any) -> list[str]:
    """What is wrong with a call that ought to be refused: nothing, that it passed, or another error."""
    try:
        function(*args, **named)
    except refusal:
        return []
    except Exception as error:
        return [f"{label}: {error!r}"]
    return [f"{label} passed"]


def test_every_public_function_refuses_what_its_annotations_exclude():
    assert len(FUNCTIONS) > 250
    failed, tried = [], 0
    for name, function in FUNCTIONS.items():
        if name in VARIADIC:
            continue
        if not hasattr(function, "checks"):
            failed.append(f"{name} is not checked")
            continue
        for parameter, annotation in annotations_of(function).items():
            if parameter not in function.checks():
                continue
            for value in hostile_values(annotation):
                tried += 1
                failed += not_refused(f"{name}({parameter}={value!r})", InputError, function, **{parameter: value})
    assert failed == []
    assert tried > 1000


def test_few_parameters_have_annotations_that_say_nothing():
    silent = {
        (name, parameter)
        for name, function in FUNCTIONS.items()
        for parameter in annotations_of(function)
        if parameter not in getattr(function, "checks", dict)()
    }
    assert silent == SILENT


def finite(value: object) -> bool:
    """Whether no NaN or infinity is in a result."""
    if isinstance(value, float | int | np.number):
        return bool(np.isfinite(value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind not in "fc" or bool(np.isfinite(value).all())
    if isinstance(value, tuple | list):
        return all(map(finite, value))
    if dataclasses.is_dataclass(value):
        return all(finite(getattr(value, one.name)) for one in dataclasses.fields(value))
    return True


def usual_arguments() -> dict[str, Any]:
    """A usual value of each parameter, by its name."""
    from vertebra.models import anatomy
    from vertebra.models.cement import delivery, rheology
    from vertebra.models.epidemiology.risk import RiskProfile
    from vertebra.models.imaging import sequences
    from vertebra.models.imaging.carm_positioning import PatientTilt, TablePose
    from vertebra.models.imaging.geometry import CArm
    from vertebra.models.imaging.instruments import Cylinder
    from vertebra.models.imaging.scatter import Room
    from vertebra.models.mechanics import loads
    from vertebra.models.preparation import antithrombotics
    from vertebra.models.procedure import balloon_inflation
    from vertebra.patient import Patient

    patient = Patient(74, t_score=-2.6)
    vertebra = anatomy.build(patient, "L1", 3.0)
    inflation = balloon_inflation.inflate(1.0, 9.0, 90.0, 2.0)
    return {
        "patient": patient,
        "vertebra": vertebra,
        "level": "L1",
        "cement": next(iter(rheology.cements().values())),
        "age_years": 70.0,
        "energy_kev": 60.0,
        "sex": "female",
        "sequence": sequences.preset("T1", 1.5),
        "volume_ml": 1.0,
        "person": RiskProfile(70),
        "arm": CArm(),
        "field_t": 1.5,
        "number": 3,
        "temperature_c": 37.0,
        "material": "water",
        "kvp": 90.0,
        "seed": 1,
        "age_s": 300.0,
        "weeks": 4.0,
        "collapsed": True,
        "room": Room(),
        "placement": "both sides",
        "half_height_mm": 9.0,
        "fat_fraction": 0.5,
        "mineral_g_cm2": np.array([0.5]),
        "bone_cm": np.array([2.0]),
        "marrow_fat": 0.5,
        "areal_g_cm2": 0.9,
        "t": -1.0,
        "drug": "apixaban",
        "flow_ml_per_s": 0.1,
        "radius_mm": 1.0,
        "loss_percent": 20.0,
        "quantity": "height_loss",
        "step_s": 1.0,
        "element": "Ca",
        "energies_kev": 60.0,
        "pose": TablePose(),
        "lie": PatientTilt(),
        "first": "marrow",
        "second": "fat",
        "load_n": 500.0,
        "weight_kg": 70.0,
        "density_mg_cm3": 100.0,
        "done": inflation,
        "side": "left",
        "transverse_deg": 10.0,
        "sagittal_deg": 5.0,
        "table": "beside",
        "voxel_mm": 3.0,
        "mineral_mg_cm3": 100.0,
        "log_low": np.array([1.0]),
        "log_high": np.array([0.5]),
        "soft_ratio": 1.3,
        "trabecular_mg_cm3": 100.0,
        "device": "injector",
        "through": delivery.cannula(13),
        "pressure_mpa": lambda flow: flow,
        "wanted_ml_per_s": 0.1,
        "most_mpa": 1.0,
        "viscosity_pa_s": 1.0,
        "minutes_since_mixing": 5.0,
        "ages_years": 70.0,
        "events_treated": 5,
        "n_treated": 50,
        "events_control": 10,
        "n_control": 50,
        "risk_control_percent": 20.0,
        "risk_treated_percent": 10.0,
        "years": 5,
        "treatment": "alendronate",
        "z_score": 0.0,
        "years_since": 1.0,
        "grade": 2,
        "shape": "wedge",
        "part": 0.5,
        "hounsfield_hu": 120.0,
        "wear": "severe",
        "cosine": np.array([0.5]),
        "angle_deg": 10.0,
        "water": 0.5,
        "fat": 0.5,
        "t1_ms": 500.0,
        "lean_deg": 5.0,
        "last": "L3",
        "turn_deg": 3.0,
        "tilt_deg": 3.0,
        "list_deg": 3.0,
        "wedge_deg": 5.0,
        "failure_height_mm": 0.0,
        "poisson_ratio": 0.3,
        "transverse_ratio": 0.5,
        "axial_shear": 0.3,
        "transverse_shear": 0.3,
        "axial_poisson": 0.3,
        "transverse_poisson": 0.3,
        "task": next(iter(loads.TASKS.values())),
        "disc_area_cm2": 14.0,
        "strength_n": 3000.0,
        "modulus_mpa": 300.0,
        "yield_stress_mpa": 2.0,
        "adrenaline": True,
        "dose_mg": 100.0,
        "percent": 1.0,
        "clearance_ml_min": 60.0,
        "rule": antithrombotics.rule_for("apixaban", 60.0),
        "hours": 5.0,
        "plateau": 1.0,
        "technique": "kyphoplasty",
        "gauge": 13,
        "thoracic_fractures_n": 2,
        "position": "prone",
        "tool": Cylinder((0.0, 0.0, 0.0), (0.0, 10.0, 0.0), 1.0),
        "entry_points": 5.0,
        "true_points": 1.0,
        "ritual_points": 1.0,
        "cem43_minutes": 10.0,
        "factor": 0.8,
    }


PARTICULAR: Mapping[str, Mapping[str, Any]] = {
    "anatomy.measurements.pedicle_axis": {"side": 1},
    "fracture.parameters.text": {"case": "grade 2"},
    "fracture.parameters.value": {"case": "grade 2"},
    "imaging.attenuation.part_cm2_g": {"part": "coherent"},
    "imaging.spine_assembly.levels_between": {"first": "L1"},
    "mechanics.compression.compress": {"load_n": 500.0},
    "mechanics.loads.force_from_pressure": {"pressure_mpa": 1.0},
    "cement.rheology.cement_by_name": {"name": "high"},
}
"""Usual arguments of one function, where a name means something else."""
ANY_SIZE = {
    "anatomy.dimensions.direction": ("transverse_deg", "sagittal_deg"),
    "imaging.spine_assembly.rotation": ("lean_deg",),
    "imaging.synthetic_scan.rotation": ("turn_deg", "tilt_deg", "list_deg"),
    "imaging.sequences.combine": ("water", "fat"),
    "anatomy.mesh.surface": ("most_triangles",),
    "epidemiology.meta_analysis.compare_risks": ("n_treated", "n_control"),
    "heat.thermal_dose.cem43_minutes": ("step_s",),
    "heat.thermal_dose.arrhenius": ("step_s",),
    "mechanics.loads.factor_of_risk": ("strength_n",),
}
"""Angles, which come round again; signals; and limits and sizes that may be as large as one likes."""


HOLDS_NAN = {"epidemiology.cohort.sample_cohort", "epidemiology.cohort.cohort_like", "imaging.scatter.scatter_map"}
"""NaN stands for no fracture yet, and for places inside the patient."""


def scalar(annotation: str) -> str:
    plain = annotation.replace(" | None", "")
    return plain if plain in ("float", "int", "str") else ""


def callable_with_usual_arguments() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any], dict[str, str]]]:
    usual = usual_arguments()
    for name, function in FUNCTIONS.items():
        kinds = {parameter: scalar(one) for parameter, one in annotations_of(function).items() if scalar(one)}
        own = {**usual, **PARTICULAR.get(name, {})}
        needed = [one.name for one in inspect.signature(function).parameters.values() if one.default is one.empty]
        given = {one: own[one] for one in {*needed, *PARTICULAR.get(name, {})} if one in own}
        if (
            kinds
            and set(needed) <= set(given)
            and not name.startswith(("experiments.", "fracture.cleft", "preparation.antithrombotics.delayed"))
        ):
            yield name, function, given, kinds


def far_out(name: str, parameter: str, kind: str) -> tuple[object, ...]:
    if kind == "str":
        return ("no such",)
    if parameter == "seed":
        return (-1,)
    values = (-HUGE, HUGE) if kind == "float" else (-(10**10), 10**10)
    return () if parameter in ANY_SIZE.get(name, ()) else values


@pytest.mark.slow
def test_every_number_has_a_range_and_every_name_is_looked_up():
    """Neither a bare error of Python's, nor an answer to a question that makes no sense."""
    failed, tried = [], 0
    for name, function, given, kinds in callable_with_usual_arguments():
        assert name in HOLDS_NAN or finite(function(**given)), name
        for parameter, kind in kinds.items():
            for value in far_out(name, parameter, kind):
                tried += 1
                failed += not_refused(
                    f"{name}({parameter}={value!r})", CourseError, function, **{**given, parameter: value}
                )
    assert failed == []
    assert tried > 250


def objects() -> list[Any]:
    from vertebra.models.cement import delivery, rheology
    from vertebra.models.epidemiology.cohort import TreatmentPolicy
    from vertebra.models.epidemiology.risk import RiskProfile
    from vertebra.models.imaging import sequences
    from vertebra.models.imaging.carm_positioning import PatientTilt, TablePose
    from vertebra.models.imaging.findings import Finding
    from vertebra.models.imaging.fluoroscopy import ExposureSettings
    from vertebra.models.imaging.geometry import CArm
    from vertebra.models.imaging.instruments import Cylinder, Ellipsoid
    from vertebra.models.imaging.projection import VolumePose
    from vertebra.models.imaging.scatter import Room
    from vertebra.models.preparation.antithrombotics import PatientOnDrug
    from vertebra.models.procedure.action import CementAction
    from vertebra.models.procedure.needle import Needle
    from vertebra.models.procedure.outcome import Equipment
    from vertebra.patient import Fracture, Patient

    return [
        Patient(70),
        Fracture("L1"),
        TablePose(),
        PatientTilt(),
        CArm(),
        Room(),
        Finding("L1"),
        ExposureSettings(),
        VolumePose(),
        Cylinder((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), 1.0),
        Ellipsoid((0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 2.0, 1.0),
        sequences.preset("T1", 1.5),
        delivery.cannula(13),
        next(iter(rheology.cements().values())),
        RiskProfile(70),
        TreatmentPolicy("alendronate"),
        PatientOnDrug(),
        Needle((20.0, -60.0, 5.0), 10.0, 5.0, 30.0, "left"),
        Equipment(),
        CementAction("inject", 1.0),
    ]


FREE_FIELDS = {
    ("Cement", "name"),
    ("Cement", "growth_s"),
    ("Cement", "setting_s"),
    ("Patient", "seed"),
    ("Patient", "body_seed"),
}
"""A fluid of any name, which may grow stiff as late as one likes; and large seeds."""


def test_no_object_takes_a_field_that_makes_no_sense():
    failed, tried = [], 0
    for thing in objects():
        for field in dataclasses.fields(thing):
            kind = scalar(field.type if isinstance(field.type, str) else inspect.formatannotation(field.type))
            free = (type(thing).__name__, field.name) in FREE_FIELDS
            values: list[object] = [object()]
            values += [math.nan, math.inf, "5"] if kind in ("float", "int") else []
            values += [1e12, -1e12] if kind in ("float", "int") and not free else []
            values += [1.5] if kind == "int" else []
            values += ["no such"] if kind == "str" and not free else []
            for value in values:
                tried += 1
                failed += not_refused(
                    f"{type(thing).__name__}({field.name}={value!r})",
                    CourseError,
                    dataclasses.replace,
                    thing,
                    **{field.name: value},
                )
    assert failed == []
    assert tried > 300


def without_spongy_bone() -> Any:
    from vertebra.models import anatomy
    from vertebra.patient import Part, Patient

    built = anatomy.build(Patient(74, t_score=-2.6), "L1", 3.0)
    solid = np.where(built.labels == Part.TRABECULAR, Part.CORTICAL_SHELL, built.labels).astype(np.uint8)
    return dataclasses.replace(built, labels=solid)


def test_a_body_without_spongy_bone_is_refused_by_whatever_needs_it():
    from vertebra.models.anatomy.adjacent_structures import body_extent_mm
    from vertebra.models.fracture.cleft import with_cleft
    from vertebra.models.imaging.densitometry import with_worn_facets
    from vertebra.models.mechanics.augmentation import ellipsoid_cement
    from vertebra.models.procedure.assessment import posterior_third_fraction
    from vertebra.models.procedure.cavity import balloon_site

    solid = without_spongy_bone()
    for asked in (
        lambda: body_extent_mm(solid),
        lambda: with_cleft(solid, 1.0),
        lambda: with_worn_facets(solid, "severe"),
        lambda: ellipsoid_cement(solid, 2.0),
        lambda: posterior_third_fraction(solid, np.zeros(solid.shape, np.float32)),
        lambda: balloon_site(solid),
    ):
        with pytest.raises(InputError):
            asked()


def test_bone_without_mineral_is_not_scaled():
    from vertebra.models import anatomy
    from vertebra.models.bone.calibration import calibrate_density
    from vertebra.models.imaging.densitometry import with_worn_facets
    from vertebra.patient import Part, Patient

    patient = Patient(74, t_score=-2.6)
    built = anatomy.build(patient, "L1", 3.0)
    empty = dataclasses.replace(built, density_mg_cm3=np.zeros_like(built.density_mg_cm3))
    with pytest.raises(InputError):
        calibrate_density(empty, patient)
    x, _, _ = built.axes_mm()
    middle = np.abs(x)[:, None, None] < 3
    bare = np.where((built.labels == Part.POSTERIOR_ELEMENTS) & ~middle, 0, built.labels).astype(np.uint8)
    with pytest.raises(InputError):
        with_worn_facets(dataclasses.replace(built, labels=bare), "severe")


def test_groups_without_events_have_no_ratio():
    from vertebra.models.epidemiology.meta_analysis import compare_risks

    for counts in ((0, 50, 5, 50), (5, 50, 0, 50), (0, 50, 0, 50)):
        assert compare_risks(*counts).risk_ratio is None
    assert finite(compare_risks(1, 50, 5, 50))


def test_a_clearance_beyond_the_table_is_no_unknown_drug():
    from refusals import refused

    from vertebra.models.preparation.antithrombotics import rule_for

    with refused(InputError, "out-of-range", "200.0"):
        rule_for("apixaban", 200.0)


def test_an_empty_table_is_named(tmp_path, monkeypatch):
    from vertebra import tables

    (tmp_path / "nothing.csv").write_text("# source: Course\n", "utf-8")
    monkeypatch.setattr(tables, "TABLES", tmp_path)
    with pytest.raises(CourseError):
        tables.table("nothing")


def test_only_severe_collapse_keeps_oedema_as_long_as_its_source_says():
    from vertebra.models.imaging.findings import Finding
    from vertebra.models.imaging.oedema import oedema_extent

    for grade in range(4):
        assert Finding("L1", weeks=26, grade=grade).extent == oedema_extent(26, collapsed=grade == 3)


def test_a_crushed_body_is_weak_in_every_test():
    from vertebra.models import anatomy, fracture, mechanics
    from vertebra.models.mechanics.adjacent_vertebra import MotionSegment
    from vertebra.models.mechanics.crushed_bone import as_loaded
    from vertebra.patient import Patient

    patient = Patient(74, t_score=-2.6)
    collapsed = fracture.of_patient(patient, "L1", 3.0, grade=2)
    damaged = as_loaded(collapsed)
    assert mechanics.crush_test(collapsed, steps=3).peak_n == mechanics.crush_test(damaged, steps=3).peak_n
    upper = anatomy.build(patient, "T12", 3.0)
    assert MotionSegment(collapsed, upper).compress() == MotionSegment(damaged, upper).compress()


def test_balloons_at_the_hinge_have_one_lever():
    """The place that limits the lift is the place that the lift is computed from."""
    from vertebra.models import fracture
    from vertebra.models.procedure import cavity
    from vertebra.patient import Patient

    site = cavity.balloon_site(fracture.of_patient(Patient(74, t_score=-2.6), "L1", 2.0, grade=2))
    hinge = dataclasses.replace(site, anterior_fraction=cavity.MIN_ANTERIOR_FRACTION)
    assert site.anterior_fraction > cavity.MIN_ANTERIOR_FRACTION
    lost = hinge.before.anterior_mm - hinge.collapsed.anterior_mm
    assert cavity.full_inflation(hinge).lift_mm[-1] <= lost * hinge.anterior_fraction + 1e-9


def test_the_kernels_dose_is_that_of_the_history(monkeypatch):
    """One breakpoint, read from the table, in the march of heat and in the measure of a history."""
    from vertebra import tables
    from vertebra.models.heat import ThermalProperties, cem43_minutes, solve_heat

    real = tables.value
    for breakpoint_c in (43.0, 46.0):
        monkeypatch.setattr(
            tables, "value", lambda name, at=breakpoint_c: at if name == "cem43_breakpoint_c" else real(name)
        )
        ones = np.ones((4, 4, 4), np.float32)
        still = ThermalProperties(ones, ones, ones * 0, ones * 0)
        solved = solve_heat(still, ones * np.float32(44.5), (1.0, 1.0, 1.0), 60.0, insulated=True)
        assert solved.cem43_minutes[2, 2, 2] == pytest.approx(cem43_minutes(np.full(60, 44.5), 1.0), rel=1e-3)


def test_right_arguments_are_not_looked_into():
    """What a check costs: one call for the wrapper, and one for each float, which may be infinite."""
    from vertebra.arguments import checked

    @checked
    def drawn(who: str, count: int, is_new: bool, size_mm: float = 1.0) -> tuple[object, ...]:
        return who, count, is_new, size_mm

    def calls(*args: Any, **named: Any) -> list[str]:
        entered: list[str] = []
        drawn(*args, **named)
        sys.setprofile(lambda frame, event, _: entered.append(frame.f_code.co_name) if event == "call" else None)
        try:
            drawn(*args, **named)
        finally:
            sys.setprofile(None)
        return entered

    assert calls("her", 2, True) == ["wrapper", "drawn"]
    assert len(calls("her", 2, is_new=True, size_mm=2.0)) == 3
    assert drawn("her", 2.0, is_new=False) == ("her", 2, False, 1.0)
    assert isinstance(drawn("her", count=2.0, is_new=False)[1], int)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [True, 1.0, "low ", None, ["low"]])
def test_a_choice_is_one_of_its_members_by_type_and_value(wrong):
    from vertebra.arguments import checked

    @checked
    def chosen(which: Literal["low", 1, False]) -> object:
        return which

    assert [chosen("low"), chosen(1), chosen(False)] == ["low", 1, False]
    with pytest.raises(InputError):
        chosen(wrong)
