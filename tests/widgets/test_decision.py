"""The decision sheet keeps what is filled in, hides the trials until asked, and prints both."""

from refusals import refused
from rows import each_row

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
    assert state["rows"][0]["verdict"] == "16 of 100 too many"
    assert state["rows"][1]["verdict"] == "not filled in"


def test_near_is_near_and_an_emptied_field_is_open_again(sent):
    sheet = DecisionSheet(mrs_a())
    sheet.dispatch(at=0, **{"with": 40, "without": 24}, compare=True)
    assert sent[-1][0]["state"]["rows"][0]["verdict"] == "near"
    sheet.dispatch(at=0, **{"with": None, "without": None})
    assert sent[-1][0]["state"]["rows"][0]["verdict"] == "not filled in"


def test_the_page_holds_the_sheet_and_nothing_that_runs(sent):
    sheet = DecisionSheet(mrs_a())
    sheet.dispatch(at=1, **{"with": 16, "without": 25}, matters="<script>dance</script>", decided="wait", compare=True)
    page = sent[-1][0]["state"]["page"]
    assert "with cement 16 of 100, without 25 of 100" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "http" not in page
    for one in decision.decision_outcomes():
        assert one.name in page


def test_the_sentence_counts_what_is_filled_in():
    sheet = DecisionSheet(mrs_a())
    assert sheet.current_alt_text.startswith("0 of 5")
    assert sheet.dispatch(at=2, **{"with": 80, "without": 0}).startswith("1 of 5")


@each_row(
    ("action", "named"), [({"with": 140}, "140"), ({"at": 9}, "9"), ({"matters": "x" * 3000}, "2000"), ({"q": 1}, "q")]
)
def test_what_is_not_possible_is_said_and_changes_nothing(action, named):
    sheet = DecisionSheet(mrs_a())
    with refused(InputError, named):
        sheet.dispatch(**action)
    assert sheet.state == sheet.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    data, _ = DecisionSheet(mrs_a())._repr_mimebundle_()
    assert data["text/plain"].startswith("Decision sheet. 0 of 5")
    assert len(data["image/png"]) > 10_000
