"""Loading a vertebral body: force, stiffness, stress, the share of shell and core, and the load at which it fails.

A body between two stiff faces has two ways to move that matter: the upper face comes down, or it tilts forward. Both
are solved once; as the model is linear, any load at any place between front and back is a mixture of the two. A face
that may slide as well adds a third. See decisions 0451 and 0452.
"""

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import parallel
from vertebra.models.mechanics import crushing, element, kernels
from vertebra.models.mechanics.crushed_bone import as_loaded
from vertebra.models.mechanics.failure_site import FailureSite, locate
from vertebra.models.mechanics.multigrid import MultigridHierarchy
from vertebra.models.mechanics.specimen import ENDPLATES, Ends, Specimen, prepare
from vertebra.patient import Vertebra
from vertebra.texts import _, pgettext

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]

MAX_LOAD_N = 50_000.0
MAX_DISPLACEMENT_MM = 5.0
MILLIRADIAN = 1e-3
FORWARD, UP = 1, 2
APPARENT_STRAIN = 0.002
"""Shortening over height; the load at it is one of the strengths."""


class CompressionTest:
    """A vertebral body in a testing machine: solved once, then any load is answered at once.

    The bone is taken as it is given; `compress` first weakens the struts of a body that has collapsed.

    Parameters
    ----------
    vertebra : Vertebra
        Voxels (nx, ny, nz) with a body, of -200 to 3000 mg/cm3.
    law : str
        A key of `materials.LAWS`.
    ends : str
        A member of `specimen.ENDS`: pads of bone cement, or discs that bulge or do not.
    anisotropic : bool
        Whether spongy bone is stiffer along the spine than across it.
    tolerance : float
        Residual over load at which the solver stops: 1e-3 while a control moves, 1e-5 for a result.
    start : CompressionTest, optional
        A test of nearly the same body; its solution is where the solver begins.
    free_face : bool
        Whether the upper face may slide forward, as on rollers; it then takes no shear.

    Raises
    ------
    InputError
        For an unknown law or ends, no bone, densities that are not those of bone, and bone in separate pieces.
    ConvergenceError
        If the solver does not reach `tolerance`.
    """

    def __init__(
        self,
        vertebra: Vertebra,
        law: str = "kopperdahl-power",
        ends: Ends = "pads",
        anisotropic: bool = False,
        tolerance: float = 1e-5,
        start: "CompressionTest | None" = None,
        free_face: bool = False,
    ) -> None:
        self.vertebra, self.free_face = vertebra, free_face
        self.specimen = prepare(vertebra, law, ends, anisotropic)
        self.steps: list[int] = []
        self._peaks_n: dict[float, float] = {}
        self._solve(self.specimen.moduli, tolerance, start)

    def apply_load(self, load_n: float, forward_mm: float = 0.0) -> "Compression":
        """Press with a force through a joint; the upper face may tilt but not warp, and slides only if it is free.

        So an eccentric load F at e tilts a slender column of length L by F e L / (E I) where its upper face is free,
        and by a quarter of that where it can't slide.

        Parameters
        ----------
        load_n : float
            0 to 50 000 N.
        forward_mm : float
            How far the joint lies in front of the middle of the upper face, -30 to 30 mm.

        Returns
        -------
        Compression

        Raises
        ------
        InputError
            For a load or a place out of range.
        """
        load = check_range(pgettext("load", "The load"), load_n, 0, MAX_LOAD_N, "N")
        forward = check_range(_("The place of the load"), forward_mm, -30, 30, "mm")
        down, tilt = np.linalg.solve(self.reactions, [load, load * forward])
        return Compression(self, float(down), float(tilt), forward)

    def apply_displacement(self, displacement_mm: float) -> "Compression":
        """Lower the upper face and keep it level, as between the plates of a machine.

        Parameters
        ----------
        displacement_mm : float
            0 to 5 mm.

        Returns
        -------
        Compression

        Raises
        ------
        InputError
            For a displacement out of range.
        """
        down = check_range(_("The displacement"), displacement_mm, 0, MAX_DISPLACEMENT_MM, "mm")
        return Compression(self, down, 0.0, 0.0)

    def apply_motion(self, down_mm: float, tilt_mrad: float) -> "Compression":
        """Lower the upper face by `down_mm` and tilt it forward by `tilt_mrad` (milliradians); no range is checked."""
        return Compression(self, down_mm, tilt_mrad, 0.0)

    def reduce_stiffness(self, left: Singles, level: bool, tolerance: float = 1e-4) -> None:
        """Solve again with only a part of the specimen's stiffness left in each voxel.

        The test itself changes, so that a `Compression` made before no longer holds.

        Parameters
        ----------
        left : array (bricks,)
            Share of the first stiffness, 0 to 1, in the order of `np.nonzero(specimen.material_mask)`.
        level : bool
            Solve the movement straight down only; the face must then not be tilted.
        tolerance : float
            Residual over load at which the solver stops.

        Raises
        ------
        ConvergenceError
            If the solver does not reach `tolerance`.
        """
        scaled = self.specimen.moduli.copy()
        scaled[:, self.specimen.material_mask] *= left
        self.__dict__.pop("strains", None)
        self._peaks_n = {}
        self._solve(scaled, tolerance, self, (0,) if level else (0, 1))

    def peak_force_n(self, forward_mm: float = 0.0) -> float:
        """Largest force (N) that the body bears while it is crushed; the test itself does not change.

        Parameters
        ----------
        forward_mm : float
            How far in front of the middle of the upper face the force acts through a joint, -30 to 30 mm; at 0 the face
            is kept level.
        """
        forward = check_range(_("The place of the load"), forward_mm, -30, 30, "mm")
        if forward not in self._peaks_n:
            press = copy(self)
            press._peaks_n = {}

            def state_at(travel_mm: float) -> Compression:
                if forward == 0:
                    return press.apply_motion(travel_mm, 0.0)
                unit = press.apply_load(1.0, forward)
                return press.apply_load(travel_mm * unit.stiffness_n_per_mm, forward)

            self._peaks_n[forward] = crushing.peak_force_n(press, state_at, level=forward == 0)
        return self._peaks_n[forward]

    @cached_property
    def strains(self) -> tuple[Singles, Singles]:
        """Strains (bricks, 6) of the two unit movements: a millimetre down, and a milliradian forward."""
        bricks = np.stack(np.nonzero(self.specimen.material_mask), axis=1).astype(np.int32)
        matrix = element.strain_matrix(np.zeros(3), self.specimen.spacing_mm)
        ids = self.hierarchy.levels[0].node_ids
        down, tilt = np.empty((2, len(bricks), 6), np.float32)
        with parallel.ALONE:
            for u, found in zip(self.motions, (down, tilt), strict=True):
                kernels.strains(bricks, ids, u, matrix, found)
        return down, tilt

    hierarchy: MultigridHierarchy
    motions: list[Doubles]
    free_face: bool = False

    def _solve(
        self, moduli: Singles, tolerance: float, start: "CompressionTest | None", movements: tuple[int, ...] = (0, 1)
    ) -> None:
        specimen = self.specimen
        lower, upper = specimen.fixed_nodes()
        if start is not None and start._same_voxels(specimen):
            self.hierarchy = start.hierarchy
        else:
            bases = np.stack([element.stiffness(one, specimen.spacing_mm) for one in specimen.elasticity])
            self.hierarchy = MultigridHierarchy(specimen.material_mask, lower | upper, bases)
        with self.hierarchy.assembled(moduli):
            self.motions, self.reactions = self._solve_motions(tolerance, start, upper, movements)

    def _solve_motions(
        self,
        tolerance: float,
        start: "CompressionTest | None",
        upper: NDArray[np.bool_],
        movements: tuple[int, ...],
    ) -> tuple[list[Doubles], Doubles]:
        """Displacements of each unit movement, and its reactions (force, moment); a free face slides until no shear is
        left."""
        specimen = self.specimen
        places = self.hierarchy.levels[0].node_coords
        on_top = upper[tuple(places.T)]
        y_mm = specimen.origin_mm[1] + (places[:, 1] - 0.5) * specimen.spacing_mm[1]
        arm_mm = np.where(on_top, y_mm - y_mm[on_top].mean(), 0)
        upper_nodes = np.flatnonzero(on_top).astype(np.int32)
        solved, reactions = [], np.zeros((2, 2))
        slide = self._solve_motion(on_top.astype(float), tolerance, None, FORWARD) if self.free_face else None
        for at, drop in enumerate((on_top.astype(float), arm_mm * MILLIRADIAN)):
            before = None if start is None else start._motion_at(at, specimen, places)
            moved = self._solve_motion(-drop, tolerance, before) if at in movements or before is None else before
            if slide is not None:
                moved = self._without_shear(moved, slide, upper_nodes)
            push = -self.hierarchy.internal_forces(moved, upper_nodes)[:, 2]
            reactions[:, at] = push[on_top].sum(), (push * arm_mm)[on_top].sum()
            solved.append(moved)
        return solved, reactions

    def _without_shear(self, moved: Doubles, slide: Doubles, upper_nodes: NDArray[np.int32]) -> Doubles:
        """A movement with as much of sliding forward added as takes the shear off the upper face."""
        shear, for_a_millimetre = (
            float(self.hierarchy.internal_forces(one, upper_nodes)[:, FORWARD].sum()) for one in (moved, slide)
        )
        return moved - shear / for_a_millimetre * slide

    def _motion_at(self, movement: int, specimen: Specimen, places: NDArray[np.int32]) -> Doubles | None:
        """A movement of this press at the nodes of another body on the same grid, zero where this one has none."""
        if (
            specimen.material_mask.shape != self.specimen.material_mask.shape
            or specimen.spacing_mm != self.specimen.spacing_mm
        ):
            return None
        ids = self.hierarchy.levels[0].node_ids[tuple(places.T)]
        found = self.motions[movement][np.append(ids, -1)]
        found[np.append(ids < 0, True)] = 0
        return found

    def _solve_motion(self, moved_mm: Doubles, tolerance: float, start: Doubles | None, axis: int = UP) -> Doubles:
        """Displacements with the upper face held at `moved_mm` from its place along an axis, the lower face at rest."""
        n = len(moved_mm)
        given = np.zeros((n + 1, 3))
        given[:n, axis] = moved_mm
        fine = self.hierarchy.levels[0]
        reached = np.unique(fine.neighbours[moved_mm != 0])
        load = -self.hierarchy.internal_forces(given, reached[reached < n])
        load[fine.fixed[:n]] = 0
        warm = None if start is None else np.where(fine.fixed[:, None], 0, start)
        free, steps = self.hierarchy.solve(load, warm, tolerance)
        self.steps.append(steps)
        return given + free

    def _same_voxels(self, other: Specimen) -> bool:
        mine = self.specimen
        return (
            mine.spacing_mm == other.spacing_mm
            and np.array_equal(mine.material_mask, other.material_mask)
            and np.array_equal(mine.elasticity, other.elasticity)
        )


@dataclass(frozen=True, eq=False)
class Compression:
    """A loaded body. Volumes have the shape of the specimen's grid and are 0 where there is no material.

    Parameters
    ----------
    test : CompressionTest
    displacement_mm : float
        By how much the middle of the upper face has come down.
    tilt_mrad : float
        By how much the upper face tilts forward, in milliradians.
    forward_mm : float
        How far in front of the middle of the upper face the load acts.
    """

    test: CompressionTest
    displacement_mm: float
    tilt_mrad: float
    forward_mm: float

    @property
    def force_n(self) -> float:
        """Force on the upper face (N)."""
        return float(self.test.reactions[0] @ (self.displacement_mm, self.tilt_mrad))

    @property
    def moment_n_mm(self) -> float:
        """Moment (N mm) that bends the body forward, about the middle of the upper face."""
        return float(self.test.reactions[1] @ (self.displacement_mm, self.tilt_mrad))

    @property
    def stiffness_n_per_mm(self) -> float:
        """Force for each millimetre of shortening at the place where the load acts (N/mm)."""
        travel = self.displacement_mm + self.tilt_mrad * MILLIRADIAN * self.forward_mm
        return self.force_n / travel if travel else float(self.test.reactions[0, 0])

    @cached_property
    def strain(self) -> Singles:
        """Strain (bricks, 6) of all material voxels, in the order of np.nonzero(specimen.material_mask): xx, yy, zz,
        xy, yz, zx."""
        down, tilt = self.test.strains
        return np.float32(self.displacement_mm) * down + np.float32(self.tilt_mrad) * tilt

    @cached_property
    def yield_ratio(self) -> Singles:
        """Equivalent strain over the voxel's yield strain (nx, ny, nz): 1 where bone begins to yield.

        The equivalent strain is that of a uniaxial test with the same strain energy.
        """
        return self._volume(self._strain_ratio(self.test.specimen.yield_strain))

    def elastic_limit_ratio(self) -> Singles:
        """Equivalent strain over the voxel's elastic limit (bricks,), in the order of the material voxels."""
        return self._strain_ratio(self.test.specimen.elastic_limit)

    def _strain_ratio(self, limit: Singles) -> Singles:
        specimen = self.test.specimen
        active = specimen.material_mask
        energy = np.zeros(len(self.strain), np.float32)
        total = np.zeros_like(energy)
        for kind in (0, 1):
            modulus = specimen.moduli[kind][active]
            stress = self.strain @ specimen.elasticity[kind].astype(np.float32)
            energy += modulus * np.einsum("ij,ij->i", stress, self.strain)
            total += modulus
        equivalent = np.sqrt(energy / np.where(total > 0, total, 1))
        return np.where(total > 0, equivalent / np.maximum(limit[active], 1e-6), 0).astype(np.float32)

    @cached_property
    def axial_stress_mpa(self) -> Singles:
        """Compressive stress along z (MPa; nx, ny, nz), summed over shell, core and ends as they share the voxel."""
        return self._volume(self._axial(0) + self._axial(1) + self._axial(2))

    def shell_fraction(self) -> tuple[Doubles, Doubles]:
        """Share of the force that the cortical wall bears, layer by layer.

        The rest is borne by the core and, near the ends, by the endplates. Layers in which pads or discs bear half of
        the force or more, beside the rims, are left out.

        Returns
        -------
        z_mm : array (layers,)
            Height of each layer.
        fraction : array (layers,)
            Share of the force, 0 to 1.
        """
        specimen = self.test.specimen
        wall = np.where(np.isin(specimen.labels, ENDPLATES), 0, self._volume(self._axial(0)))
        everything, ends = (
            self._volume(one).sum(axis=(0, 1), dtype=np.float64)
            for one in (self._axial(0) + self._axial(1) + self._axial(2), self._axial(2))
        )
        within = ends < 0.5 * everything
        z_mm = specimen.origin_mm[2] + np.arange(len(within)) * specimen.spacing_mm[2]
        return z_mm[within], (wall.sum(axis=(0, 1), dtype=np.float64)[within] / everything[within])

    @cached_property
    def strength_by_criterion_n(self) -> dict[str, float]:
        """Loads (N) at which the body fails by a linear criterion, when it is pressed like this.

        "pistoia": 2 % of the bone's volume is strained beyond yield. "apparent_strain": the body is shortened by 0.2 %
        of its height. They cost nothing, and lie below the largest force that the body bears (`strength_n`).

        Raises
        ------
        InputError
            For a body without a force on it.

        Source
        ------
        Pistoia2002 (the share of the volume).
        """
        if self.force_n <= 0:
            raise InputError(_("Strength is read from a loaded body: give a load or a displacement above zero."))
        ratio = self.yield_ratio[self.test.specimen.tissue]
        worst = float(np.percentile(ratio, 100 - tables.value("pistoia_share_percent")))
        height = self.test.specimen.height_mm
        return {
            "pistoia": self.force_n / worst,
            "apparent_strain": self.stiffness_n_per_mm * APPARENT_STRAIN * height,
        }

    @property
    def strength_n(self) -> float:
        """Largest force (N) that the body bears when it is pressed like this: the peak of a crush test.

        A body pressed in its middle is crushed between faces that stay level, as in `crush_test`; one that is pressed
        in front or behind, through a joint at that place. It is found once for a place.

        Raises
        ------
        InputError
            For a body without a force on it.
        ConvergenceError
            If the solver does not converge.
        """
        if self.force_n <= 0:
            raise InputError(_("Strength is read from a loaded body: give a load or a displacement above zero."))
        return self.test.peak_force_n(0.0 if self.tilt_mrad == 0 else self.forward_mm)

    @cached_property
    def first_failure(self) -> FailureSite:
        """Place where bone yields first.

        Among the 2 % of the bone that is strained most it is the piece with the largest sum of strain.
        """
        return locate(self.test.specimen, self.yield_ratio, tables.value("pistoia_share_percent"))

    def _axial(self, kind: int) -> Singles:
        specimen = self.test.specimen
        along = self.strain @ specimen.elasticity[kind][2].astype(np.float32)
        return np.asarray(-specimen.moduli[kind][specimen.material_mask] * along, dtype=np.float32)

    def _volume(self, values: Singles) -> Singles:
        specimen = self.test.specimen
        whole = np.zeros(specimen.material_mask.shape, np.float32)
        whole[specimen.material_mask] = values
        return whole


@checked
def compress(
    vertebra: Vertebra,
    load_n: float | None = None,
    displacement_mm: float | None = None,
    law: str = "kopperdahl-power",
    forward_mm: float = 0.0,
    ends: Ends = "pads",
    anisotropic: bool = False,
    free_face: bool = False,
) -> Compression:
    """Load a vertebral body by a force or by a displacement.

    A vertebra that has collapsed bears load with its struts broken, treated or not (see `crushed_bone`).
    Example: `compress(vertebra, load_n=1000).strength_n`.

    Parameters
    ----------
    vertebra : Vertebra
    load_n : float, optional
        0 to 50 000 N, through a joint: the upper face may tilt.
    displacement_mm : float, optional
        0 to 5 mm; the upper face stays level. Give this or `load_n`.
    law : str
        A key of `materials.LAWS`.
    forward_mm : float
        How far in front of the middle of the upper face the force acts, -30 to 30 mm.
    ends : str
        A member of `specimen.ENDS`.
    anisotropic : bool
        Whether spongy bone is stiffer along the spine than across it.
    free_face : bool
        Whether the upper face may slide forward: an eccentric load then tilts it more.

    Returns
    -------
    Compression

    Raises
    ------
    InputError
        For both or neither of load and displacement, a value out of range, and a body that cannot be loaded.
    ConvergenceError
        If the solver does not converge.

    Source
    ------
    `assets/tables/mechanics.toml`.
    """
    if (load_n is None) == (displacement_mm is None):
        raise InputError(pgettext("load-and-displacement", "Give either load_n or displacement_mm, and not both."))
    press = CompressionTest(as_loaded(vertebra), law, ends, anisotropic, free_face=free_face)
    return (
        press.apply_load(load_n, forward_mm)
        if load_n is not None
        else press.apply_displacement(float(displacement_mm or 0))
    )
