"""`simpul exchange service describe|deprecate|retire|restore …`: what callers may expect of a service, and until when."""

from dataclasses import replace
from typing import Annotated

import typer

from simpul.exchange.actions import services
from simpul.exchange.commands.base import day_of, minute, say, terms_of
from simpul.exchange.commands.offers import Code, as_offered, named_service, service
from simpul.exchange.model.services import Classification, Lifecycle
from simpul.exchange.rules.offers import path_of
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform

TERMS = ("contact", "classification", "availability", "response-ms", "hours", "person-in")
WITH = (
    "A term as NAME=VALUE; may be repeated. contact: whom callers may ask; "
    f"classification: {', '.join(Classification)}; availability: percent; response-ms: usual milliseconds; hours: when it "
    "is looked after; person-in: where a call names a person, such as query:nik or path:/persons/{id}. Empty takes it back."
)
Successor = Annotated[str, typer.Option(help="The service to use instead, as ID/GOV/6000/BPBD/reports.")]


@service.command("describe")
def describe(code: Code, terms: Annotated[list[str], typer.Option("--with", help=WITH)]) -> None:
    """Say what callers may expect of a service; what is left out stays as it is."""
    told = terms_of(terms, TERMS)
    with opened_platform() as platform:
        now = as_offered(platform, code)
        promise = replace(
            now.promise,
            availability=told.get("availability", now.promise.availability),
            response_ms=_milliseconds(told["response-ms"]) if "response-ms" in told else now.promise.response_ms,
            hours=told.get("hours", now.promise.hours),
        )
        to = replace(
            now,
            contact=told.get("contact", now.contact),
            classification=_classification(told.get("classification", now.classification.value)),
            promise=promise,
            person_in=told.get("person-in", now.person_in),
        )
        services.change(platform, Actor.SYSTEM, to=to)
    say(f"Changed {path_of(to.subsystem, to.code)}.")


@service.command("deprecate")
def deprecate(
    code: Code, until: Annotated[str, typer.Option(help="The last day, as 2027-06-30.")], successor: Successor = ""
) -> None:
    """Announce the end of a service: every answer says so, with the last day."""
    with opened_platform() as platform:
        last = (day_of(until), successor)
        name = named_service(platform, code)
        made = services.set_lifecycle(platform, Actor.SYSTEM, service=name, to=Lifecycle.DEPRECATED, until=last)
    say(f"{path_of(*name)} is deprecated; it ends {minute(made.sunset_at) if made.sunset_at else 'never'}.")


@service.command("retire")
def retire(code: Code, successor: Successor = "") -> None:
    """End a service now; callers read that it is retired, and what to use instead."""
    with opened_platform() as platform:
        name = named_service(platform, code)
        services.set_lifecycle(platform, Actor.SYSTEM, service=name, to=Lifecycle.RETIRED, until=(None, successor))
    say(f"{path_of(*name)} is retired. `simpul exchange service restore {code}` undoes it.")


@service.command("restore")
def restore(code: Code) -> None:
    """Publish a deprecated or retired service again; its last day and its successor are forgotten."""
    with opened_platform() as platform:
        name = named_service(platform, code)
        services.set_lifecycle(platform, Actor.SYSTEM, service=name, to=Lifecycle.PUBLISHED)
    say(f"{path_of(*name)} is published.")


def _milliseconds(text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise typer.BadParameter("response-ms is a whole number of milliseconds")
    return int(text or 0)


def _classification(text: str) -> Classification:
    try:
        return Classification(text)
    except ValueError:
        raise typer.BadParameter(f"classification is one of {', '.join(Classification)}") from None
