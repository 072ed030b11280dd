"""What agencies, assessors and the ministry do in the maturity evaluation: one transaction each."""
