"""`simpul user` and `simpul agency`, as whoever runs the machine types them."""

from contextlib import contextmanager

import pytest
import typer
from typer.testing import CliRunner

from simpul.identity import actions
from simpul.identity.commands import GROUPS
from simpul.identity.model import AgencyNotFound, NewAccount, RoleUnknown
from simpul.kernel.actor import Actor
from simpul.kernel.context import opening_by
from tests.identity.conftest import BPBD
from tests.identity.test_signing import sign_in


@pytest.fixture
def simpul(platform):
    """Runs a command line on the test's platform; its output, or the refusal it raised."""
    cli = typer.Typer()
    for name, group in GROUPS.items():
        cli.add_typer(group, name=name)

    @contextmanager
    def opener():
        yield platform

    def run(*words):
        with opening_by(opener):
            result = CliRunner(env={"COLUMNS": "200"}).invoke(cli, list(words))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_first_account_is_made_on_the_command_line(simpul, platform):
    said = simpul("user", "add", "budi", "--name", "Budi Santoso", "--role", "disaster.officer", "--role", "node.admin")
    once = said.strip().split()[-1]
    entered = sign_in(platform, "budi", once)
    assert entered.account.roles == {"disaster.officer", "node.admin"}
    assert entered.account.agency.code == BPBD
    assert "Budi Santoso" in simpul("user", "list", "bud")
    assert "Nothing found" in simpul("user", "list", "xyz")


def test_a_wrong_role_or_agency_is_refused_by_name(simpul):
    with pytest.raises(RoleUnknown):
        simpul("user", "add", "budi", "--role", "x")
    with pytest.raises(AgencyNotFound):
        simpul("user", "add", "budi", "--agency", "ID/GOV/0/TIADA")


def test_accounts_are_disabled_enabled_reset_and_given_roles(simpul, platform, siti):
    simpul("user", "disable", "siti")
    assert "disabled" in simpul("user", "list", "siti")
    simpul("user", "enable", "siti")
    assert sign_in(platform)
    assert (
        simpul("user", "roles", "siti", "--give", "node.auditor", "--take", "disaster.officer").strip()
        == "siti: node.auditor"
    )
    assert "no roles" in simpul("user", "roles", "siti", "--take", "node.auditor")
    once = simpul("user", "reset-password", "siti").strip().split()[-1]
    assert sign_in(platform, password=once).account.must_change


def test_a_token_for_a_program(simpul, platform, siti):
    said = simpul("user", "token", "siti", "--name", "papan", "--scope", "disaster.officer", "--days", "30")
    assert actions.SessionKeeper().bearer(platform, said.strip().split()[-1]).roles == {"disaster.officer"}
    assert "2026-12-23" in said


def test_agencies(simpul, platform):
    simpul("agency", "add", "ID/GOV/0000/BNPB", "Badan Nasional Penanggulangan Bencana")
    assert "BNPB" in simpul("agency", "list", "nasional")
    actions.add_account(platform, Actor.SYSTEM, new=NewAccount("budi", "Budi", "ID/GOV/0000/BNPB"))
    assert "92.06" in simpul("agency", "list")
