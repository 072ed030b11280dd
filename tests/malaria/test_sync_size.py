"""A new phone has its village within ten seconds over 64 kbit/s: at most 80 KB in all, 16 KB a page."""

from simpul.malaria.actions import changing, seeding
from tests.malaria import big_village


def test_six_hundred_people_of_five_years_fit_in_eighty_kilobytes(platform):
    device = big_village.filled(platform)
    size, people = big_village.pulled(platform, device)
    print(f"first sync: {size:,} bytes for {people} people")
    assert people == big_village.PEOPLE
    assert size <= 80 * 1024
    seeding.clear(platform)
    assert changing.changes(platform, device, "").people == []
