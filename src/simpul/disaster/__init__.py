"""Disaster (PetaBencana): residents' reports, verified by the agency that answers for the place. Law: UU 24/2007."""
