"""Ways to score without knowing anything, tried on the bank: each should earn what guessing earns. See decision 0381.

A strategy sees what a student sees: the stem and the options as they are shown. What it earns over all items is
compared with guessing at random: `z` is the difference over its standard error.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import QuestionVariant
from vertebra.quiz.question.question_parser import Option
from vertebra.texts import N_, _

MAX_Z = 1.96
"""How far from guessing a strategy may be: the interval of 95%."""
MIN_ITEMS = 5
"""Items that a strategy must apply to before its score says anything."""
HEDGES = re.compile(
    r"\b(?:may|might|can|could|often|usually|mostly|commonly|perhaps|likely|about|nearly|generally|unless|some|"
    r"sometimes|partly|possible|possibly|probably|hardly|unclear|uncertain)\b"
)
ABSOLUTES = re.compile(r"\b(?:always|never|all|none|only|every|any|nothing|nobody|certainly|fully|exactly|must)\b")
_NUMBER = re.compile(r"[−-]?\d+(?:[.,]\d+)?")

Pick = Callable[[str, Sequence[Option]], Sequence[Option]]
"""Takes stem and options, and gives those between which it can't decide; none where it does not apply."""


@dataclass(frozen=True)
class StrategyScore:
    """What a strategy earned over the items it applies to, and what guessing earns there, as shares of the points."""

    strategy: str
    several_chosen: bool
    items: int
    earned: float
    guessing: float
    standard_error: float

    @property
    def z(self) -> float:
        """Standard errors above guessing."""
        return (self.earned - self.guessing) / self.standard_error if self.standard_error else 0.0

    @property
    def at_chance(self) -> bool:
        """Whether it is no further from guessing than chance makes; too few items show nothing.

        Of one option among several too little is as telling as too much, since then that option can be left out. To
        choose everything earns nothing by the way multiple responses are scored, which tells nothing.
        """
        further = self.z if self.several_chosen else abs(self.z)
        return self.items < MIN_ITEMS or further <= MAX_Z


def _longest(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    return _most(options, lambda option: len(option.text))


def _shortest(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    return _most(options, lambda option: -len(option.text))


def _first(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    return options[:1]


def _last(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    return options[-1:]


def _middle_number(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    numbers = {option.id: _NUMBER.search(option.text) for option in options}
    if not all(match and match.start() <= 8 for match in numbers.values()):
        return ()
    values = {name: float(m[0].replace("−", "-").replace(",", "")) for name, m in numbers.items() if m}
    low, high = min(values.values()), max(values.values())
    return [option for option in options if low < values[option.id] < high]


def _most_hedged(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    hedges = {option.id: len(set(HEDGES.findall(option.text.lower()))) for option in options}
    return _most(options, lambda option: hedges[option.id]) if any(hedges.values()) else ()


def _no_absolutes(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    calm = [option for option in options if not ABSOLUTES.search(option.text.lower())]
    return calm if 0 < len(calm) < len(options) else ()


def _repeats_stem(stem: str, options: Sequence[Option]) -> Sequence[Option]:
    said = {word for word in _words(stem) if len(word) > 4}
    shared = {option.id: len(said & set(_words(option.text))) for option in options}
    return _most(options, lambda option: shared[option.id]) if any(shared.values()) else ()


STRATEGIES: dict[str, Pick] = {
    N_("longest option"): _longest,
    N_("shortest option"): _shortest,
    N_("first option shown"): _first,
    N_("last option shown"): _last,
    N_("middle number"): _middle_number,
    N_("most hedged option"): _most_hedged,
    N_("option without absolutes"): _no_absolutes,
    N_("option that repeats the stem"): _repeats_stem,
}
ALL_OF_A_KIND = N_("all options chosen")
LONGER_HALF = N_("longer half chosen")
HEDGED_CHOSEN = N_("hedged options chosen")


def strategy_scores(items: Iterable[QuestionVariant]) -> list[StrategyScore]:
    """What each strategy earns on single-choice and on multiple-response items, as they are shown."""
    known = list(items)
    singles = [item for item in known if kind_of(item.question.kind).has_one_right_option]
    several = [item for item in known if kind_of(item.question.kind).has_several_right_options]
    scores = [_single_score(name, pick, singles) for name, pick in STRATEGIES.items()]
    return [
        *scores,
        _multiple_score(ALL_OF_A_KIND, lambda item: item.options, several),
        _multiple_score(LONGER_HALF, _longer_half, several),
        _multiple_score(HEDGED_CHOSEN, lambda item: _most_hedged("", item.options), several),
    ]


def table(scores: Iterable[StrategyScore]) -> str:
    """The strategies as a table for a terminal."""
    head = f"{_('Strategy'):<30} {_('Items'):>6} {_('Earned'):>8} {_('Guessing'):>9} {'z':>6}"
    rows = [
        f"{_(score.strategy):<30} {score.items:>6} {100 * score.earned:>7.1f}% {100 * score.guessing:>8.1f}% "
        f"{score.z:>6.2f}"
        for score in scores
    ]
    return "\n".join([head, *rows])


def faults(scores: Iterable[StrategyScore]) -> list[str]:
    """The strategies that score without knowledge."""
    return [
        _(
            "The bank: '{strategy}' earns {earned}% of {n} items where guessing earns {guessing}% (z {z}). Rewrite "
            "options so that it tells nothing"
        ).format(
            strategy=_(score.strategy),
            earned=f"{100 * score.earned:.0f}",
            n=score.items,
            guessing=f"{100 * score.guessing:.0f}",
            z=f"{score.z:.1f}",
        )
        for score in scores
        if not score.at_chance
    ]


def _single_score(name: str, pick: Pick, items: Sequence[QuestionVariant]) -> StrategyScore:
    earned, chance, variance = [], [], 0.0
    for item in items:
        chosen = pick(item.stem, item.options)
        if not chosen:
            continue
        p = 1 / len(item.options)
        earned.append(sum(option.correct for option in chosen) / len(chosen))
        chance.append(p)
        # Who can't decide between several guesses among them, which varies less.
        variance += p * (1 - p) / len(chosen)
    return _score(name, False, earned, chance, variance)


def _multiple_score(
    name: str, choose: Callable[[QuestionVariant], Sequence[Option]], items: Sequence[QuestionVariant]
) -> StrategyScore:
    earned, chance, variance = [], [], 0.0
    for item in items:
        chosen = choose(item)
        if not chosen:
            continue
        guesses = [
            _points(some, item.options)
            for size in range(1, len(item.options) + 1)
            for some in combinations(item.options, size)
        ]
        earned.append(_points(chosen, item.options))
        chance.append(statistics.fmean(guesses))
        variance += statistics.pvariance(guesses)
    return _score(name, True, earned, chance, variance)


def _score(name: str, several_chosen: bool, earned: list[float], chance: list[float], variance: float) -> StrategyScore:
    n = len(earned)
    if not n:
        return StrategyScore(name, several_chosen, 0, 0.0, 0.0, 0.0)
    return StrategyScore(
        name, several_chosen, n, statistics.fmean(earned), statistics.fmean(chance), math.sqrt(variance) / n
    )


def _points(chosen: Sequence[Option], options: Sequence[Option]) -> float:
    """The share of the points of a multiple response, as its kind scores it."""
    net = sum(1 if option.correct else -1 for option in chosen)
    return max(0, net) / sum(option.correct for option in options)


def _longer_half(item: QuestionVariant) -> Sequence[Option]:
    ranked = sorted(item.options, key=lambda option: -len(option.text))
    return ranked[: len(ranked) // 2]


def _most(options: Sequence[Option], measure: Callable[[Option], int]) -> list[Option]:
    most = max(measure(option) for option in options)
    return [option for option in options if measure(option) == most]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
