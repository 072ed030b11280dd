"""Exchange (Sistem Penghubung Layanan): services of any agency, signed, permitted, provable. Law: Perpres 95/2018 art. 33.

The front door for the portal: `figures_of_others`, `search_catalogue`, `keeps_register`; for whom `app` says so:
`figures_of`, `ask_figures`. What goes over the wire is described in docs/protocol. Terms: docs/glossary.md.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simpul.exchange.model.listing import ListedService, ServiceFigures
    from simpul.kernel.platform import Platform


def figures_of_others(platform: "Platform") -> "tuple[ServiceFigures, ...]":
    """The last figures of the services that this node's settings name; none where the node is in no exchange."""
    from simpul.exchange.actions import figures

    return figures.figures(platform)


def figures_of(platform: "Platform", services: "Sequence[str]") -> "tuple[ServiceFigures, ...]":
    """The last figures of these services, in their order; none where the node is in no exchange. Nobody is asked."""
    from simpul.exchange.actions import figures

    return figures.of(platform, services) if "exchange" in platform.settings.modules else ()


def ask_figures(platform: "Platform", services: "Sequence[str]") -> None:
    """Each of these services was asked by a signed call; what it told is kept, or why it told nothing."""
    from simpul.exchange.actions import figures

    if "exchange" in platform.settings.modules:
        figures.ask(platform, services)


def search_catalogue(platform: "Platform", question: str, most: int) -> "tuple[list[ListedService], int]":
    """The public services and event types of every node that answer the question ("": all), and how many they are.

    The best of them first, at most so many, as this node last heard of them.
    """
    from simpul.exchange.actions import catalogue

    return catalogue.best(platform, q=question, most=most)


def keeps_register(platform: "Platform") -> bool:
    """Whether this node is the exchange's operator."""
    from simpul.exchange.actions import trust

    return trust.is_operator(platform)
