"""Interfaces of the malaria programme: what phones send and fetch."""

from simpul.malaria.api.sync import RAW as RAW
