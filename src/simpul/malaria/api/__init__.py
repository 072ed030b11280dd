"""Interfaces of the malaria programme: what phones send and fetch, and figures for everybody."""

from simpul.malaria.api.figures import router as router
from simpul.malaria.api.sync import RAW as RAW
