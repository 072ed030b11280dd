"""Tests of the maturity evaluation."""
