"""All that the bank as a whole is checked for: item by item, its keys, strategies without knowledge, the blueprint."""

from __future__ import annotations

from collections.abc import Iterable

from vertebra.errors import CourseError
from vertebra.quiz.bank_checks import blueprint, test_wise
from vertebra.quiz.bank_checks.item_rules import is_graded, item_advice, item_rule_faults, place_faults, share_fault
from vertebra.quiz.bank_checks.picture_need import picture_need_faults
from vertebra.quiz.question.bank import SHIPPED, Source, as_bank
from vertebra.quiz.question.question import QuestionVariant, load, question_ids
from vertebra.quiz.release.release import definition
from vertebra.quiz.release.variants import shuffle_options, variants_of
from vertebra.texts import _

SALT = "check"
VARIANTS_LOOKED_AT = 2
"""Variants of each question that are read by the rules: its others differ in numbers."""


def shown_items(source: Source = SHIPPED) -> dict[str, QuestionVariant]:
    """One variant of each question as it is shown, its options shuffled. Raises CourseError where one can't be read."""
    return {name: shuffle_options(variants_of(load(name, source), SALT, 1)[0], SALT) for name in question_ids(source)}


def strategy_scores(source: Source = SHIPPED) -> list[test_wise.StrategyScore]:
    """What can be scored on the bank without knowing anything."""
    return test_wise.strategy_scores(shown_items(source).values())


def bank_faults(source: Source = SHIPPED) -> list[str]:
    """Everything that the rules of items, keys, strategies and blueprint find, each fault with its item."""
    faults = [fault for name in question_ids(source) for fault in _faults_of(name, source)]
    if faults:
        return faults
    items = shown_items(source)
    faults += share_fault(_("The bank"), items.values())
    faults += share_fault(_("The graded items"), [item for item in items.values() if is_graded(item.question)])
    for quiz in as_bank(source).quiz_ids():
        names = definition(quiz, source).items
        faults += share_fault(_("Quiz {quiz}").format(quiz=quiz), [items[name] for name in names if name in items])
        faults += _panel_faults(quiz, names, items)
    faults += test_wise.faults(test_wise.strategy_scores(items.values()))
    return faults + blueprint.blueprint_faults(source)


def _faults_of(name: str, source: Source) -> list[str]:
    try:
        question = load(name, source)
        count = min(VARIANTS_LOOKED_AT, question.count)
        texts = {fault: None for item in variants_of(question, SALT, count) for fault in item_rule_faults(item)}
        texts |= dict.fromkeys(picture_need_faults(question, SALT))
        if question.fixed_order:
            texts |= dict.fromkeys(place_faults(variants_of(question, SALT)))
    except CourseError as error:
        return [str(error)]
    return [_("{name}: {fault}").format(name=name, fault=fault) for fault in texts]


def own_question_advice(names: Iterable[str], source: Source) -> list[str]:
    """What a teacher's own questions among `names` break of the rules of items: advice, which stops nothing.

    Questions that the course ships, and those that can't be read, are passed over: others check them.
    """
    advice: list[str] = []
    for name in names:
        try:
            question = load(name, source)
            if question.folder.parent in SHIPPED.question_folders:
                continue
            variants = variants_of(question, SALT, min(VARIANTS_LOOKED_AT, question.count))
            texts = {text: None for item in variants for text in item_advice(item)}
            texts |= dict.fromkeys(picture_need_faults(question, SALT))
            if question.fixed_order:
                texts |= dict.fromkeys(place_faults(variants_of(question, SALT)))
        except CourseError:
            continue
        advice += [_("{name}: {fault}").format(name=name, fault=text) for text in texts]
    return advice


def _panel_faults(quiz: str, names: tuple[str, ...], items: dict[str, QuestionVariant]) -> list[str]:
    return [
        _("Quiz {quiz}: no panel has answered {name} yet; leave it out, or ask one (`vertebra quiz panel`)").format(
            quiz=quiz, name=name
        )
        for name in names
        if name in items and items[name].question.spec.get("panel_asked", True) is False
    ]
