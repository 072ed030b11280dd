"""What people do in the cooperation: one transaction each."""
