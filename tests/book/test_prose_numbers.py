"""A number that a table should hold is found where it is typed, whatever its unit; what only explains is not."""

from rows import each_row

from vertebra.book import check, prose_numbers, source


@each_row(
    "line",
    [
        "Leaks were seen in 82% of bodies.",
        "Leaks were seen in 82 % of bodies.",
        "It reached 49 to 112 °C in the centre.",
        "Give 1.5 mg slowly.",
        "At most 4.5 mg/kg is given.",
        "A trial of 858,978 people found it.",
        "It happened in 26 of 3175.",
        "The ratio was 0.38 (0.29 to 0.51).",
        "Kyphosis fell by 3.1° in two years.",
        "An operator got 2.9 µSv.",
        "| cement | 44 % |",
    ],
)
def test_a_typed_number_is_found(line):
    assert len(list(prose_numbers.typed(line))) == 1


@each_row(
    "line",
    [
        "Leaks were seen in {value}`hsieh_disc_percent` of bodies.",
        "It happened in {cell}`complications > Cement in the spinal canal > events` of them.",
        "A wedge of {example}`15°` is drawn, which gives {computed}`3 MPa`.",
        "She lies at L1 and T11; lesson 05 asks why.",
        "The 95% confidence interval crosses one.",
        "Tell her numbers of 100 people.",
        "In 2019 {cite}`Lindsay2001` it was so.",
        "TI is 0.69 times T1.",
    ],
)
def test_what_is_read_from_a_table_or_explains_is_not(line):
    assert list(prose_numbers.typed(line)) == []


def test_lessons_and_sheets_type_none():
    assert list(check.typed_numbers(source.read(path) for path in source.paths())) == []
