"""The decision sheet keeps what is filled in, hides the trials until asked, and prints both."""

from refusals import refused
from rows import each_row
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.views import decision
from vertebra.widgets.decision import DecisionSheet


def test_the_trials_stay_hidden_until_the_learner_compares(sent):
    sheet = DecisionSheet(mrs_a())
    sheet.dispatch(at=0, **{"with": 60, "without": 20})
    state = sent[-1][0]["state"]
    assert state["rows"][0]["said"] == [60, 20]
    assert state["page"] == ""
    assert all(row["found"] is None and not row["words"] for row in state["rows"])
    sheet.dispatch(compare=True)
    state = sent[-1][0]["state"]
    first = decision.decision_outcomes()[0]
    assert state["rows"][0]["found"] == [first.with_cement_percent, first.without_cement_percent]
    assert state["rows"][0]["verdict"].key == "estimate-too-high"
    assert state["rows"][0]["verdict"].values == {"people": "16"}
    assert state["rows"][1]["verdict"].key == "estimate-open"


def test_near_is_near_and_an_emptied_field_is_open_again(sent):
    sheet = DecisionSheet(mrs_a())
    sheet.dispatch(at=0, **{"with": 40, "without": 24}, compare=True)
    assert sent[-1][0]["state"]["rows"][0]["verdict"].key == "estimate-near"
    sheet.dispatch(at=0, **{"with": None, "without": None})
    assert sent[-1][0]["state"]["rows"][0]["verdict"].key == "estimate-open"


def test_the_page_holds_the_sheet_and_nothing_that_runs(sent):
    sheet = DecisionSheet(mrs_a())
    sheet.dispatch(at=1, **{"with": 16, "without": 25}, matters="<script>dance</script>", decided="wait", compare=True)
    page = sent[-1][0]["state"]["page"]
    assert decision.trial_result_text(decision.decision_outcomes()[1], (16, 25))["words"] in page
    assert decision.both_arms_text((16, 25)) in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "http" not in page
    for one in decision.decision_outcomes():
        assert one.name in page


def test_the_sentence_counts_what_is_filled_in():
    sheet = DecisionSheet(mrs_a())
    assert texts.values(sheet.current_alt_text) == {"full": 0, "n_every": 5}
    assert texts.values(sheet.dispatch(at=2, **{"with": 80, "without": 0})) == {"full": 1, "n_every": 5}


@each_row(
    ("action", "named"), [({"with": 140}, "140"), ({"at": 9}, "9"), ({"matters": "x" * 3000}, "2000"), ({"q": 1}, "q")]
)
def test_what_is_not_possible_is_said_and_changes_nothing(action, named):
    sheet = DecisionSheet(mrs_a())
    with refused(InputError, named):
        sheet.dispatch(**action)
    assert sheet.state == sheet.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(DecisionSheet(mrs_a()))
