"""The web layer: routes with the role each demands, requests, forms, templates, problem details, honest error pages."""

from simpul.kernel.web.forms import Form, Upload
from simpul.kernel.web.problems import problem
from simpul.kernel.web.request import Request, Session
from simpul.kernel.web.responses import Response, html, json, redirect
from simpul.kernel.web.routing import RouteSpec, route

__all__ = ["Form", "Request", "Response", "RouteSpec", "Session", "Upload", "html", "json", "problem", "redirect", "route"]
