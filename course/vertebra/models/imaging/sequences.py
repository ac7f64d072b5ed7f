"""What a tissue's signal is in a pulse sequence: closed-form spin echo, inversion recovery,
fat suppression and Dixon."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra import cache, tables
from vertebra.errors import InputError, check_range
from vertebra.texts import _, pgettext

Fat = Literal["kept", "saturated", "in phase", "opposed phase", "water only", "fat only"]
FATS: tuple[Fat, ...] = ("kept", "saturated", "in phase", "opposed phase", "water only", "fat only")
FIELDS_T = (1.5, 3.0)
WATERS = ("marrow water", "oedema water")


@dataclass(frozen=True)
class Sequence:
    """A pulse sequence.

    Times in ms: repetition `tr_ms` (50 to 20 000), echo `te_ms` (1 to 500), and for an inversion recovery the
    inversion time `ti_ms` (10 to 5000).

    `fat` says what becomes of fat's signal; the four last are the pictures of a Dixon measurement. `fast` is a fast
    (turbo) spin echo, under which fat keeps its signal longer.
    """

    tr_ms: float
    te_ms: float
    ti_ms: float | None = None
    fat: Fat = "kept"
    fast: bool = False

    def __post_init__(self) -> None:
        check_range(_("The repetition time"), self.tr_ms, 50, 20_000, "ms")
        check_range(_("The echo time"), self.te_ms, 1, 500, "ms")
        if self.ti_ms is not None:
            check_range(_("The inversion time"), self.ti_ms, 10, 5000, "ms")
        if self.fat not in FATS:
            raise InputError(_("Fat is {fat}; give one of {fats}.").format(fat=repr(self.fat), fats=", ".join(FATS)))

    def relaxed_signal(self, t1_ms: float, t2_ms: float) -> float:
        """The signal of one pool of protons (share of the fully relaxed one); negative before an inverted pool passes
        zero."""
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


@cache.CONSTANTS.memoize
def tissue(name: str, field_t: float = 1.5) -> TissueRelaxation:
    """A tissue of `mri_tissues.csv` at 1.5 or 3 T."""
    check_field(field_t)
    known = tables.table("mri_tissues").texts("tissue")
    if name not in known:
        raise InputError(
            _("Tissue {name} is not known. Give one of {known}.").format(name=repr(name), known=", ".join(known))
        )
    row = tables.table("mri_tissues").row("tissue", name)
    at = "1_5t" if field_t == FIELDS_T[0] else "3t"
    return TissueRelaxation(float(row[f"t1_{at}_ms"]), float(row[f"t2_{at}_ms"]), float(row["proton_fraction"]))


def check_field(field_t: float) -> float:
    """Return the field if the tables know it."""
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


def preset(name: str, field_t: float = 1.5) -> Sequence:
    """A usual sequence by name (see `preset_names`) at 1.5 or 3 T."""
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


def pool_signal(sequence: Sequence, name: str, field_t: float = 1.5) -> float:
    """The signal of a tissue's protons, fat or water, before fat suppression; signed."""
    found = tissue(name, field_t)
    t2_ms = found.t2_ms
    if name == "fat" and sequence.fast:
        t2_ms = max(t2_ms, tables.value("fat_t2_fast_echo_ms"))
    return found.proton_fraction * sequence.relaxed_signal(found.t1_ms, t2_ms)


def combine(sequence: Sequence, water: float, fat: float) -> float:
    """What the picture shows of a place with these two signals."""
    by_kind = {
        "kept": water + fat,
        "in phase": water + fat,
        "opposed phase": water - fat,
        "saturated": water + (1 - tables.value("fat_saturation_fraction")) * fat,
        "water only": water,
        "fat only": fat,
    }
    return abs(by_kind[sequence.fat])


def signal(sequence: Sequence, name: str, field_t: float = 1.5, fat_fraction: float | None = None) -> float:
    """The signal (share of fully relaxed water) of a tissue, with a share of its protons (0 to 1) in fat.

    "marrow" and "oedema" stand for their water mixed with fat: half, and a quarter, where `fat_fraction` is not given.
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


def null_ti_ms(t1_ms: float, tr_ms: float | None = None) -> float:
    """The inversion time at which a tissue with this T1 gives no signal: T1 ln 2 for a long repetition time,
    else less."""
    check_range("T1", t1_ms, 10, 6000, "ms")
    if tr_ms is None:
        return float(t1_ms * np.log(2))
    return float(t1_ms * (np.log(2) - np.log1p(np.exp(-tr_ms / t1_ms))))


def fat_water_hz(field_t: float) -> float:
    """How much slower fat turns than water (Hz)."""
    return tables.value("fat_water_shift_ppm") * tables.value("proton_frequency_mhz_t") * check_field(field_t)


def dixon_echoes_ms(field_t: float) -> tuple[float, float]:
    """The first echo times at which fat and water oppose each other, and at which they agree."""
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


def contrast(
    sequence: Sequence,
    first: str,
    second: str,
    field_t: float = 1.5,
    fat_fractions: tuple[float | None, float | None] = (None, None),
) -> TissueContrast:
    """Contrast of two tissues, from their closed-form signals."""
    one, two = (
        signal(sequence, name, field_t, share) for name, share in zip((first, second), fat_fractions, strict=True)
    )
    ratio = one / two if two > 0 else float("inf")
    return TissueContrast(one, two, ratio, (one - two) / noise_sd(field_t))


def noise_sd(field_t: float) -> float:
    """Standard deviation of the noise in each channel; signal to noise grows with the field."""
    return tables.value("mri_noise_fraction") * FIELDS_T[0] / check_field(field_t)
