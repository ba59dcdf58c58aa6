"""Attacks and faults at length, each a module with `attack()`; the suite runs their short forms (`make hammer`)."""
