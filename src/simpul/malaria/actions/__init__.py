"""What people and phones do in the malaria programme: one transaction each."""
