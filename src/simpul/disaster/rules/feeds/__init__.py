"""What the documents of other agencies say, each in its own shape, and whether their feeds can be relied on. No I/O."""
