"""Drills: the command line in processes that are killed at a chosen instant."""
