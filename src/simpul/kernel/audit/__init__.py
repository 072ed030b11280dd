"""The audit trail: who did what, when; before and after, encrypted and erasable; a chain that shows tampering."""
