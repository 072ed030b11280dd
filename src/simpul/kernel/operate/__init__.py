"""What an operator does with a node: serve, check, back up, restore, show it in a demo."""
