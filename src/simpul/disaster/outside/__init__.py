"""What comes from outside and is not to be trusted: photographs."""
