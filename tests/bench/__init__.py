"""Figures, never part of `make test`: they depend on the machine."""
