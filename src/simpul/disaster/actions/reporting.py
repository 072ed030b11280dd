"""A resident reports, or tells what has become of what they reported."""

from simpul.disaster.actions.intake import Offered, take
from simpul.disaster.actions.placing import place
from simpul.disaster.actions.trail import audited
from simpul.disaster.model import Draft, Sent
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

__all__ = ["audited", "place", "report"]


def report(platform: Platform, actor: Actor, draft: Draft) -> Sent:
    """The report that this draft became, durable, on the map at once as not verified, and told to nobody as an event.

    A second draft of the same form is the same report. Invalid for a card, text or place that no report may have;
    SimilarReport when the device reported the same a few minutes ago and did not say what this is; TooMany. An officer
    who answers for the place has verified the report by sending it.
    """
    [answer] = take(platform, [Offered(draft, actor)])
    if isinstance(answer, Refusal):
        raise answer
    return answer
