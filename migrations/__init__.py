"""Numbered changes of the schemas raw, core, ops and catalog, written by hand."""
