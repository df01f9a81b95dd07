"""Bytes to columns and back. Pure: no database, no settings, no wall clock, no logging."""
