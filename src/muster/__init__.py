"""Muster: software that runs a mass-membership movement."""
