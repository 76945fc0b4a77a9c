"""End-to-end tests: the real programs against emulators on loopback."""
