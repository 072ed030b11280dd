"""Open data: features that GIS programs read, files that people take away, figures for the page of statistics."""
