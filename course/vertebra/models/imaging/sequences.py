"""Signal of a tissue in a pulse sequence: closed-form spin echo, inversion recovery, fat suppression and Dixon."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.texts import _, pgettext

TR_RANGE_MS = 50.0, 20_000.0

Fat = Literal["kept", "saturated", "in phase", "opposed phase", "water only", "fat only"]
FATS: tuple[Fat, ...] = ("kept", "saturated", "in phase", "opposed phase", "water only", "fat only")
FIELDS_T = (1.5, 3.0)
WATERS = ("marrow water", "oedema water")


@checked_fields
@dataclass(frozen=True)
class Sequence:
    """A pulse sequence.

    Parameters
    ----------
    tr_ms : float
        Repetition time, 50 to 20 000 ms.
    te_ms : float
        Echo time, 1 to 500 ms.
    ti_ms : float, optional
        Inversion time of an inversion recovery, 10 to 5000 ms.
    fat : str
        Treatment of fat's signal, one of `FATS`; the last four are the pictures of a Dixon measurement.
    fast : bool
        A fast (turbo) spin echo, under which fat keeps its signal longer.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    tr_ms: float
    te_ms: float
    ti_ms: float | None = None
    fat: Fat = "kept"
    fast: bool = False

    def __post_init__(self) -> None:
        check_range(_("The repetition time"), self.tr_ms, *TR_RANGE_MS, "ms")
        check_range(_("The echo time"), self.te_ms, 1, 500, "ms")
        if self.ti_ms is not None:
            check_range(_("The inversion time"), self.ti_ms, 10, 5000, "ms")
        if self.fat not in FATS:
            raise InputError(_("Fat is {fat}; give one of {fats}.").format(fat=repr(self.fat), fats=", ".join(FATS)))

    def relaxed_signal(self, t1_ms: float, t2_ms: float) -> float:
        """Signal of one pool of protons as a share of the fully relaxed one.

        Parameters
        ----------
        t1_ms, t2_ms : float
            Relaxation times of the pool.

        Returns
        -------
        float
            Negative while an inverted pool has not yet recovered to zero.
        """
        recovered = 1 - np.exp(-self.tr_ms / t1_ms)
        if self.ti_ms is not None:
            recovered = 1 - 2 * np.exp(-self.ti_ms / t1_ms) + np.exp(-self.tr_ms / t1_ms)
        return float(recovered * np.exp(-self.te_ms / t2_ms))


@dataclass(frozen=True)
class TissueRelaxation:
    """Relaxation times (ms) at one field, and protons as a share of water's."""

    t1_ms: float
    t2_ms: float
    proton_fraction: float


@checked
@cache.CONSTANTS.memoize
def tissue(name: str, field_t: float = 1.5) -> TissueRelaxation:
    """Relaxation times and proton density of a tissue of `mri_tissues.csv`.

    Parameters
    ----------
    name : str
        A tissue of the table.
    field_t : {1.5, 3.0}
        Field in tesla.

    Raises
    ------
    InputError
        For an unknown tissue or field.
    """
    check_field(field_t)
    known = tables.table("mri_tissues").texts("tissue")
    if name not in known:
        raise InputError(
            _("Tissue {name} is not known. Give one of {known}.").format(name=repr(name), known=", ".join(known))
        )
    row = tables.table("mri_tissues").row("tissue", name)
    at = "1_5t" if field_t == FIELDS_T[0] else "3t"
    return TissueRelaxation(float(row[f"t1_{at}_ms"]), float(row[f"t2_{at}_ms"]), float(row["proton_fraction"]))


@checked
def check_field(field_t: float) -> float:
    """Return the field if it is 1.5 or 3 T.

    Raises
    ------
    InputError
        For any other field.
    """
    if field_t not in FIELDS_T:
        raise InputError(
            pgettext("unknown-field", "The field is {field_t} T; the tables know 1.5 and 3.").format(
                field_t=repr(field_t)
            )
        )
    return field_t


def preset_names() -> tuple[str, ...]:
    """The sequences of `mri_sequences.csv`."""
    return tables.table("mri_sequences").texts("sequence")


@checked
def preset(name: str, field_t: float = 1.5) -> Sequence:
    """A usual sequence by name.

    Parameters
    ----------
    name : str
        One of `preset_names()`.
    field_t : {1.5, 3.0}
        Field in tesla, which sets the inversion time.

    Raises
    ------
    InputError
        For an unknown name or field.

    Source
    ------
    `assets/tables/mri_sequences.csv`.
    """
    check_field(field_t)
    if name not in preset_names():
        raise InputError(
            _("Sequence {name} is not known. Give one of {preset_names}.").format(
                name=repr(name), preset_names=", ".join(preset_names())
            )
        )
    row = tables.table("mri_sequences").row("sequence", name)
    inversion = row["ti_1_5t_ms" if field_t == FIELDS_T[0] else "ti_3t_ms"]
    return Sequence(
        float(row["tr_ms"]),
        float(row["te_ms"]),
        float(inversion) if inversion else None,
        row["fat"],  # type: ignore[arg-type]
        row["fast"] == "yes",
    )


@checked
def pool_signal(sequence: Sequence, name: str, field_t: float = 1.5) -> float:
    """Signed signal of a tissue's protons, fat or water, before fat suppression, as a share of fully relaxed water.

    Raises
    ------
    InputError
        For an unknown tissue or field.
    """
    found = tissue(name, field_t)
    t2_ms = found.t2_ms
    if name == "fat" and sequence.fast:
        t2_ms = max(t2_ms, tables.value("fat_t2_fast_echo_ms"))
    return found.proton_fraction * sequence.relaxed_signal(found.t1_ms, t2_ms)


@checked
def combine(sequence: Sequence, water: float, fat: float) -> float:
    """Magnitude in the picture of a place with these signed signals, under the sequence's fat suppression."""
    by_kind = {
        "kept": water + fat,
        "in phase": water + fat,
        "opposed phase": water - fat,
        "saturated": water + (1 - tables.value("fat_saturation_fraction")) * fat,
        "water only": water,
        "fat only": fat,
    }
    return abs(by_kind[sequence.fat])


@checked
def signal(sequence: Sequence, name: str, field_t: float = 1.5, fat_fraction: float | None = None) -> float:
    """Signal of a tissue as a share of fully relaxed water.

    Parameters
    ----------
    sequence : Sequence
    name : str
        A tissue of `mri_tissues.csv`, or "marrow" and "oedema" for their water mixed with fat.
    field_t : {1.5, 3.0}
        Field in tesla.
    fat_fraction : float, optional
        Share of the protons in fat, 0 to 1. By default half in marrow, all in fat, the tables' shares in oedema and
        tumour, none elsewhere.

    Raises
    ------
    InputError
        For an unknown tissue or field, or a share outside its range.
    """
    usual = {
        "marrow": 0.5,
        "oedema": tables.value("oedema_fat_fraction"),
        "tumour": tables.value("tumour_fat_fraction"),
        "fat": 1.0,
    }
    share = usual.get(name, 0.0) if fat_fraction is None else fat_fraction
    check_range(pgettext("fat-share", "The share of fat"), share, 0, 1)
    water = f"{name} water" if f"{name} water" in WATERS else name
    wet = pool_signal(sequence, water, field_t) if share < 1 else 0.0
    return combine(sequence, (1 - share) * wet, share * pool_signal(sequence, "fat", field_t) if share else 0.0)


@checked
def null_ti_ms(t1_ms: float, tr_ms: float | None = None) -> float:
    """Inversion time (ms) at which a tissue gives no signal: T1 ln 2 for a long repetition time, else less.

    Parameters
    ----------
    t1_ms : float
        10 to 6000 ms.
    tr_ms : float, optional
        Repetition time, 50 to 20 000 ms; by default long.

    Raises
    ------
    InputError
        For a time outside its range.
    """
    check_range("T1", t1_ms, 10, 6000, "ms")
    if tr_ms is None:
        return float(t1_ms * np.log(2))
    check_range(_("The repetition time"), tr_ms, *TR_RANGE_MS, "ms")
    return float(t1_ms * (np.log(2) - np.log1p(np.exp(-tr_ms / t1_ms))))


@checked
def fat_water_hz(field_t: float) -> float:
    """Frequency difference (Hz) by which fat precesses more slowly than water at 1.5 or 3 T.

    Raises
    ------
    InputError
        For any other field.
    """
    return tables.value("fat_water_shift_ppm") * tables.value("proton_frequency_mhz_t") * check_field(field_t)


@checked
def dixon_echoes_ms(field_t: float) -> tuple[float, float]:
    """The first echo times (ms) at which fat and water are in opposed phase, and in phase, at 1.5 or 3 T.

    Raises
    ------
    InputError
        For any other field.
    """
    turn_ms = 1000 / fat_water_hz(field_t)
    return turn_ms / 2, turn_ms


@dataclass(frozen=True)
class TissueContrast:
    """How two tissues differ: their signals, the ratio of the first to the second, and the difference in units of the
    noise."""

    first: float
    second: float
    ratio: float
    to_noise: float


@checked
def contrast(
    sequence: Sequence,
    first: str,
    second: str,
    field_t: float = 1.5,
    fat_fractions: tuple[float | None, float | None] = (None, None),
) -> TissueContrast:
    """Contrast of two tissues, from their closed-form signals.

    Parameters
    ----------
    sequence : Sequence
    first, second : str
        Tissues as for `signal`.
    field_t : {1.5, 3.0}
        Field in tesla.
    fat_fractions : (float or None, float or None)
        Share of fat in each, as for `signal`.

    Returns
    -------
    TissueContrast
        The ratio is infinite where the second gives no signal.

    Raises
    ------
    InputError
        For an unknown tissue or field, or a share outside its range.
    """
    one, two = (
        signal(sequence, name, field_t, share) for name, share in zip((first, second), fat_fractions, strict=True)
    )
    ratio = one / two if two > 0 else float("inf")
    return TissueContrast(one, two, ratio, (one - two) / noise_sd(field_t))


@checked
def noise_sd(field_t: float) -> float:
    """Standard deviation of the noise in each channel; signal to noise grows with the field."""
    return tables.value("mri_noise_fraction") * FIELDS_T[0] / check_field(field_t)
