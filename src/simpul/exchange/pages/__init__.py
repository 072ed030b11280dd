"""The exchange's pages: this node's place in it and who takes part; at the operator, the requests to join."""

from simpul.exchange.pages import front, requests

ROUTES = [*front.ROUTES, *requests.ROUTES]
