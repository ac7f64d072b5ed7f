"""The solver and the vertebra under load."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from vertebra.models import anatomy, fracture, mechanics
from vertebra.models.mechanics import element, loads, materials
from vertebra.models.mechanics.multigrid import MultigridHierarchy
from vertebra.patient import Patient, Vertebra
from vertebra.validation.run import computes

_WHO = Patient(74, "female", 158, 58, t_score=-2.8, seed=1)
_MAN_OF_THE_DISC = Patient(45, "male", 170, 70)
_MODULUS_MPA, _STRAIN = 300.0, 0.01


@contextmanager
def _block(moduli: NDArray[np.float64], poisson: float, spacing: float) -> Iterator[MultigridHierarchy]:
    held = np.zeros(tuple(side + 1 for side in moduli.shape), dtype=bool)
    held[:, :, 0] = held[:, :, -1] = True
    base = element.stiffness(element.isotropic(poisson), (spacing,) * 3)
    hierarchy = MultigridHierarchy(moduli > 0, held, base[None])
    with hierarchy.assembled(moduli[None].astype(np.float32)):
        yield hierarchy


def _squeeze(hierarchy: MultigridHierarchy, drop_mm: float) -> tuple[NDArray[np.float64], float]:
    level = hierarchy.levels[0]
    top = level.node_coords[:, 2] == level.node_coords[:, 2].max()
    given = np.zeros((len(top) + 1, 3))
    given[:-1][top, 2] = -drop_mm
    load = -hierarchy.internal_forces(given)
    load[level.fixed[:-1]] = 0
    moved = given + hierarchy.solve(load, tolerance=1e-7)[0]
    return moved[:-1, 2], -float(hierarchy.internal_forces(moved)[top, 2].sum())


@computes("V6.1-stress", "V6.1-mesh")
def prism() -> dict[str, float]:
    """Stress (MPa) in the middle of a slender prism, and the difference (%) of a held block's force between bricks of
    2 mm and of 1 mm."""
    with _block(np.full((8, 8, 40), _MODULUS_MPA), 0.3, 1.0) as slender:
        z, force = _squeeze(slender, 40 * _STRAIN)
        height = slender.levels[0].node_coords[:, 2]
        strain = (z[height == 10].mean() - z[height == 30].mean()) / 20
    forces = []
    for count in (12, 24):
        with _block(np.full((count,) * 3, _MODULUS_MPA), 0.3, 24 / count) as held:
            forces.append(_squeeze(held, 24 * _STRAIN)[1])
    return {"V6.1-stress": force / 64 * _STRAIN / strain, "V6.1-mesh": 100 * abs(forces[0] / forces[1] - 1)}


@computes("V6.2-share")
def shell_and_core() -> dict[str, float]:
    """Deviation (%) of the load that a stiff half takes from its share of the stiffness."""
    beside = np.full((6, 6, 12), 100.0)
    beside[3:] = 900
    with _block(beside, 0.0, 1.0) as both:
        force = _squeeze(both, 12 * _STRAIN)[1]
    soft = 100 * 18 * _STRAIN
    return {"V6.2-share": 100 * abs((force - soft) / force / 0.9 - 1)}


@computes("V6.3-stress", "V6.3-strain")
def yield_of_the_core() -> dict[str, float]:
    """Yield stress (MPa) and strain (%) at 100 mg/cm3."""
    law = materials.density_law("kopperdahl-linear")
    modulus, stress = float(law.modulus_mpa(100)), float(law.yield_stress_mpa(100))
    return {"V6.3-stress": stress, "V6.3-strain": 100 * float(materials.offset_yield_strain(modulus, stress))}


@computes("V6.4-shell", "V6.4-core")
def load_sharing() -> dict[str, float]:
    """Greatest share (%) of the load in the shell near mid-height, and in the core near the endplates."""
    z_mm, shell = mechanics.compress(anatomy.build(_WHO, "L1", 1.0), load_n=1000).shell_fraction()
    away = np.abs(z_mm)
    return {"V6.4-shell": 100 * float(shell[away < 6].max()), "V6.4-core": 100 * float((1 - shell[away >= 6]).max())}


def _stretched_fraction(vertebra: Vertebra, ends: str, limit: float | None) -> tuple[float, float]:
    state = mechanics.compress(vertebra, load_n=1000, ends=ends)  # type: ignore[arg-type]
    specimen = state.test.specimen
    plate = np.isin(specimen.labels[specimen.material_mask], [3, 4])
    tension = np.maximum(state.strain[plate][:, :2].max(axis=1), 0)
    limit = float(np.percentile(tension, 90)) if limit is None else limit
    return limit, float((tension > limit).mean())


@computes("V7.1-tension", slow=True)
def endplate_tension() -> dict[str, float]:
    """By how much (%) less endplate is highly stretched when the disc does not bulge."""
    vertebra = anatomy.build(_WHO, "L1", 1.0)
    limit, bulging = _stretched_fraction(vertebra, "discs", None)
    still = _stretched_fraction(vertebra, "discs without bulging", limit)[1]
    return {"V7.1-tension": 100 * (1 - still / bulging)}


@computes("V7.2-grades")
def grades() -> dict[str, float]:
    """How many losses of height at the limits get the wrong grade."""
    limits = ((0, 0), (19.99, 0), (20, 1), (24.99, 1), (25, 2), (40, 2), (40.01, 3), (70, 3))
    return {"V7.2-grades": float(sum(fracture.genant_grade(loss) != grade for loss, grade in limits))}


@computes("V7.3-standing", "V7.3-bent", "V7.3-lifting")
def loads_of_the_back() -> dict[str, float]:
    """Force (N) between L4 and L5 by the balance of moments."""
    tasks = {
        "standing": loads.TASKS["stand"],
        "bent": loads.TASKS["bend"],
        "lifting": loads.LoadingTask("lift 20", "", 45, 20, 330),
    }
    return {
        f"V7.3-{name}": float(np.mean([loads.spinal_load(_MAN_OF_THE_DISC, task, at).force_n for at in ("L4", "L5")]))
        for name, task in tasks.items()
    }
