"""Open data: what there is, what its columns mean, how it is written down."""
