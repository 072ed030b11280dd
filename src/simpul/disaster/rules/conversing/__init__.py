"""The conversation by which residents report in other programs: the same in every channel, in three languages."""
