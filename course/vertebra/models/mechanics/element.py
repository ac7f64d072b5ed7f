"""The eight-node brick: elasticity, stiffness and strain, and how a coarse brick interpolates its eight children.

Nodes of a brick are numbered 4 i + 2 j + k with i, j, k in {0, 1} along x, y, z. Strains are engineering strains in the
order xx, yy, zz, xy, yz, zx.
"""

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.texts import _

Floats = NDArray[np.float64]

CORNERS = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])


@checked
def isotropic(poisson_ratio: float) -> Floats:
    """Elasticity matrix (6, 6) of an isotropic material with a Young's modulus of 1.

    Parameters
    ----------
    poisson_ratio : float
        -0.9 to 0.49.

    Raises
    ------
    InputError
        For a ratio out of range.
    """
    nu = check_range(_("Poisson's ratio"), poisson_ratio, -0.9, 0.49)
    shear = 1 / (2 * (1 + nu))
    matrix = np.zeros((6, 6))
    matrix[:3, :3] = nu / ((1 + nu) * (1 - 2 * nu))
    matrix[range(3), range(3)] += 2 * shear
    matrix[range(3, 6), range(3, 6)] = shear
    return matrix


@checked
def transversely_isotropic(
    transverse_ratio: float,
    axial_shear: float,
    transverse_shear: float,
    axial_poisson: float,
    transverse_poisson: float,
) -> Floats:
    """Elasticity matrix (6, 6) with the stiff axis along z, for an axial modulus of 1.

    Parameters
    ----------
    transverse_ratio : float
        Transverse over axial modulus, 0.01 to 10.
    axial_shear, transverse_shear : float
        Shear moduli over the axial modulus, 0.001 to 10: in planes with z, and in the plane across it.
    axial_poisson : float
        Transverse strain under axial stress, -0.9 to 0.9.
    transverse_poisson : float
        Strain across a transverse stress, within the transverse plane, -0.9 to 0.9.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The transverse modulus over the axial one"), transverse_ratio, 0.01, 10)
    for ratio in (axial_shear, transverse_shear):
        check_range(_("A shear modulus over the axial modulus"), ratio, 0.001, 10)
    for poisson in (axial_poisson, transverse_poisson):
        check_range(_("Poisson's ratio"), poisson, -0.9, 0.9)
    compliance = np.zeros((6, 6))
    compliance[range(3), range(3)] = 1 / transverse_ratio, 1 / transverse_ratio, 1
    compliance[0, 1] = compliance[1, 0] = -transverse_poisson / transverse_ratio
    compliance[0, 2] = compliance[2, 0] = compliance[1, 2] = compliance[2, 1] = -axial_poisson
    compliance[range(3, 6), range(3, 6)] = 1 / transverse_shear, 1 / axial_shear, 1 / axial_shear
    return np.asarray(np.linalg.inv(compliance), dtype=np.float64)


@checked
def strain_matrix(at: Floats, spacing_mm: tuple[float, float, float]) -> Floats:
    """Strain (6) for each nodal displacement: a matrix (6, 24), in 1/mm.

    Parameters
    ----------
    at : array (3,)
        Point of the brick in local coordinates, -1 to 1.
    spacing_mm : tuple
        Edges of the brick.
    """
    signs = 2 * CORNERS - 1
    factor = 1 + signs * at
    shape = np.stack(
        [
            signs[:, 0] * factor[:, 1] * factor[:, 2],
            signs[:, 1] * factor[:, 0] * factor[:, 2],
            signs[:, 2] * factor[:, 0] * factor[:, 1],
        ],
        axis=1,
    )
    slopes = shape / 8 * (2 / np.asarray(spacing_mm))
    matrix = np.zeros((6, 24))
    for node, (x, y, z) in enumerate(slopes):
        matrix[:, 3 * node : 3 * node + 3] = [[x, 0, 0], [0, y, 0], [0, 0, z], [y, x, 0], [0, z, y], [z, 0, x]]
    return matrix


@checked
def stiffness(elasticity: Floats, spacing_mm: tuple[float, float, float]) -> Floats:
    """Stiffness (24, 24) of a brick, by two Gauss points along each edge.

    Parameters
    ----------
    elasticity : array (6, 6)
        In MPa for a stiffness in N/mm.
    spacing_mm : tuple
        Edges of the brick.
    """
    point = 1 / np.sqrt(3)
    volume = float(np.prod(spacing_mm)) / 8
    total = np.zeros((24, 24))
    for corner in CORNERS:
        strain = strain_matrix((2 * corner - 1) * point, spacing_mm)
        total += strain.T @ elasticity @ strain * volume
    return total


def child_interpolation() -> Floats:
    """Matrices (8, 24, 24) from the displacements of a brick's nodes to those of each of its eight children."""
    matrix = np.zeros((8, 24, 24))
    for child, place in enumerate(CORNERS):
        for node, corner in enumerate(CORNERS):
            local = (place + corner) / 2
            for parent, side in enumerate(CORNERS):
                weight = float(np.prod(np.where(side == 1, local, 1 - local)))
                for axis in range(3):
                    matrix[child, 3 * node + axis, 3 * parent + axis] = weight
    return matrix
