"""What is not ours: key files, the operator's register over HTTP."""
