"""Grading end to end, through nbgrader's own fetch, submit and collect."""

from vertebra.grading import assignments

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}
WRONG = {"t-single": "wrong", "t-multi": "wrong", "t-number": "wrong"}


def test_right_wrong_partial_and_blank_answers_reach_the_gradebook(course, hand_in, scores):
    hand_in("ann", RIGHT)
    hand_in("bob", WRONG)
    hand_in("cy", {"t-number": "about right", "t-single": "right"})
    outcomes = assignments.grade(course, "T1")
    assert [(one.student, one.status) for one in outcomes] == [("ann", "graded"), ("bob", "graded"), ("cy", "graded")]
    got = scores()
    assert got["ann"] == {"t-single": (1, False), "t-multi": (2, False), "t-number": (2, False), "t-text": (None, True)}
    assert got["bob"] == {"t-single": (0, False), "t-multi": (0, False), "t-number": (0, False), "t-text": (0, False)}
    assert got["cy"] == {"t-single": (1, False), "t-multi": (0, False), "t-number": (0, False), "t-text": (0, False)}
