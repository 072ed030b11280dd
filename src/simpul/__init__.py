"""Simpul: one program, run by each agency, to take part in SPBE. Law: Perpres 95/2018. Terms: docs/glossary.md."""

__version__ = "0.1.0"
