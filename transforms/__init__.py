"""Pure functions from frame to frame: no clock, no network, no randomness, no disk but packaged data."""
