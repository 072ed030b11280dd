"""The dosing table as law data: checked as it is read, carried the same byte for byte."""

import hashlib
import json
from importlib.resources import files

import pytest

from simpul.malaria.rules.dosing_table import TABLE, DoseTableFlawed, read

pytestmark = pytest.mark.rules
TEXT = files("simpul.law").joinpath("malaria/dosing.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('signed_off_by = ""', 'signed_off_by = "dr. X"'),
        ('over = "5"\nmost = "6"', 'over = "5"\nmost = "5.5"'),
        ('over = "5"\nmost = "6"', 'over = "5"\nmost = "7"'),
        ("months = [13, 59]", "months = [13, 58]"),
        ('dhp = "3/2"\nprimaquine = "1/2"', 'dhp = "0"\nprimaquine = "1/2"'),
        ('dhp = "3/2"\nprimaquine = "1/2"', 'dhp = 1.5\nprimaquine = "1/2"'),
        ('dhp = "3/2"\nprimaquine = "1/2"', 'dhp = "one"\nprimaquine = "1/2"'),
        ('agrees = [["10", "17"]]', 'agrees = [["10", "20"]]'),
        ('agrees = [["60", "80"]]', "agrees = []"),
        ("primaquine_days = 14", "primaquine_days = 7"),
        ('colour = "violet"', ""),
    ],
)
def test_a_table_that_contradicts_itself_is_not_read(before, after):
    assert before in TEXT
    with pytest.raises(DoseTableFlawed):
        read(TEXT.replace(before, after, 1))


def test_what_is_carried_is_the_same_each_time_and_holds_no_float():
    assert read(TEXT) == TABLE
    assert read(TEXT).carried == TABLE.carried
    assert hashlib.sha256(TABLE.carried).hexdigest() == TABLE.sha256
    json.loads(TABLE.carried, parse_float=lambda text: pytest.fail(f"a float: {text}"))


def test_a_changed_amount_changes_the_digest_and_a_comment_does_not():
    assert read(TEXT.replace('dhp = "1/3"', 'dhp = "1/2"')).sha256 != TABLE.sha256
    assert read("# another comment\n" + TEXT).sha256 == TABLE.sha256


def test_every_formulation_says_whether_the_source_states_it():
    assert {one.code for one in TABLE.formulations if not one.verified} == {"dhp_tablet", "primaquine_tablet"}
