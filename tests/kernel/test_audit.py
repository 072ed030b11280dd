"""The audit chain: tampering shows and says where; erasing the values does not break it; nobody waits for the sealer."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.kernel.audit import chain
from simpul.kernel.audit.chain import check, seal
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform


def write(platform: Platform, count: int, agency: str | None = None) -> None:
    for n in range(count):
        with platform.database.writing() as unit:
            unit.audit("kernel.test", subject=f"thing {n}", before={"n": n}, after={"n": n + 1})


def sealed(platform: Platform) -> int:
    with platform.database.writing() as unit:
        unit.unaudited("the chain is the trail's own")
        return seal(unit.connection, clock=platform.clock, keys=platform.keys)


def verdict(platform: Platform, keys: Keys | None = None) -> chain.Verdict:
    with platform.database.reading() as unit:
        return check(unit.connection, keys=keys or platform.keys)


def tamper(platform: Platform, statement: str) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("somebody with the database's password")
        assert unit.connection.execute(text(statement)).rowcount > 0


@pytest.fixture
def trail(platform: Platform, monkeypatch) -> Platform:
    """Twelve rows in three batches of four, all sealed."""
    monkeypatch.setattr(chain, "BATCH", 4)
    write(platform, 12)
    assert [sealed(platform) for _ in range(4)] == [4, 4, 4, 0]
    return platform


def test_an_untouched_trail_holds(trail):
    assert verdict(trail) == chain.Verdict(12, 0)


def test_an_empty_trail_holds(platform):
    assert verdict(platform) == chain.Verdict(0, 0)


def test_rows_written_later_wait_and_are_then_in_the_chain(trail):
    write(trail, 2)
    assert verdict(trail) == chain.Verdict(12, 2)
    sealed(trail)
    assert verdict(trail) == chain.Verdict(14, 0)


TAMPERINGS = [
    ("another actor", "UPDATE kernel_audit SET actor = gen_random_uuid() WHERE seq = 6", 6),
    ("another agency", "UPDATE kernel_audit SET agency = 'ID/GOV/1' WHERE seq = 6", 6),
    ("another action", "UPDATE kernel_audit SET action = 'x' WHERE seq = 1", 1),
    ("another subject", "UPDATE kernel_audit SET subject = 'x' WHERE seq = 12", 12),
    ("another time", "UPDATE kernel_audit SET at = at + interval '1 microsecond' WHERE seq = 7", 7),
    ("another digest", "UPDATE kernel_audit SET digest_after = digest_before WHERE seq = 5", 5),
    ("another link", r"UPDATE kernel_audit SET link = '\x00' WHERE seq = 9", 9),
    ("a row dropped", "DELETE FROM kernel_audit WHERE seq = 6", 6),
    ("the first row dropped", "DELETE FROM kernel_audit WHERE seq = 1", 1),
    ("the tail dropped", "DELETE FROM kernel_audit WHERE seq > 10", 11),
    ("all rows dropped", "DELETE FROM kernel_audit", 1),
    ("a row taken out of the chain", "UPDATE kernel_audit SET seq = NULL, link = NULL WHERE seq = 12", 12),
    ("two rows exchanged", "UPDATE kernel_audit SET seq = 20 - seq + 1000 WHERE seq IN (5, 6)", 5),
    ("a seal's signature", r"UPDATE kernel_audit_seal SET signature = '\x00' WHERE last_seq = 8", 8),
    ("a seal's head", r"UPDATE kernel_audit_seal SET head = '\x00' WHERE last_seq = 4", 4),
    ("the last seal dropped", "DELETE FROM kernel_audit_seal WHERE last_seq = 12", 9),
    ("every seal dropped", "DELETE FROM kernel_audit_seal", 1),
]


@pytest.mark.parametrize(("what", "statement", "where"), TAMPERINGS, ids=[t[0] for t in TAMPERINGS])
def test_tampering_is_found_and_says_where(trail, what, statement, where):
    tamper(trail, statement)
    found = verdict(trail)
    assert found.broken_at == where, found
    assert found.why


def test_a_chain_rebuilt_by_somebody_without_the_nodes_key_is_found(trail, tmp_path):
    """Links are plain SHA-256, which anybody can compute; the seals are what they cannot make."""
    tamper(trail, "UPDATE kernel_audit SET subject = 'forged', seq = NULL, link = NULL")
    tamper(trail, "DELETE FROM kernel_audit_seal")
    stranger = Keys.kept_in(tmp_path / "keys")
    with trail.database.writing() as unit:
        unit.unaudited("a forger's chain")
        seal(unit.connection, clock=trail.clock, keys=stranger)
    assert verdict(trail).why == "a seal does not fit"
    assert verdict(trail, stranger).broken_at is None


def test_erasing_the_values_keeps_the_chain(trail):
    tamper(trail, "UPDATE kernel_audit SET sealed = NULL WHERE seq < 8")
    assert verdict(trail) == chain.Verdict(12, 0)


def test_of_two_sealers_at_once_one_works_and_the_other_goes_home(platform):
    write(platform, 5)
    with platform.database.writing() as unit:
        unit.unaudited("the first sealer, not yet done")
        assert seal(unit.connection, clock=platform.clock, keys=platform.keys) == 5
        assert sealed(platform) == 0
    assert sealed(platform) == 0
    assert verdict(platform) == chain.Verdict(5, 0)


def test_sealers_and_writers_all_at_once(platform, clock):
    """Four threads write while two seal: nobody fails, and the chain covers every row once."""
    done = threading.Event()

    def sealing() -> None:
        while not done.is_set():
            sealed(platform)

    writers = [threading.Thread(target=write, args=(platform, 25)) for _ in range(2)]
    sealers = [threading.Thread(target=sealing) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join(30)
    done.set()
    for thread in sealers:
        thread.join(30)
    sealed(platform)
    assert verdict(platform) == chain.Verdict(50, 0)


def test_writers_never_wait_for_the_sealer(platform):
    """A sealer stands in the middle of its transaction; a writer commits all the same, within its lock timeout."""
    write(platform, 3)
    with platform.database.writing() as unit:
        unit.unaudited("a slow sealer")
        seal(unit.connection, clock=platform.clock, keys=platform.keys)
        with platform.database.writing() as other:
            other.connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
            other.audit("kernel.test", subject="meanwhile")
    assert verdict(platform) == chain.Verdict(3, 1)


def test_a_row_that_commits_late_takes_its_place_behind_the_seal(platform, clock):
    with platform.database.writing() as late:
        late.audit("kernel.test", subject="began first")
        clock.advance(timedelta(seconds=1))
        write(platform, 2)
        sealed(platform)
    sealed(platform)
    assert verdict(platform) == chain.Verdict(3, 0)
