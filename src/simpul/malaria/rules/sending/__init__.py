"""A month of the register in the forms of other systems: DHIS2, ADX, FHIR; and whether they all count the same."""
