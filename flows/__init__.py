"""The edge inward: Prefect flows, the command line, settings, sources, the network, the clock."""
