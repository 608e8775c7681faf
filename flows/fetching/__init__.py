"""Polite and safe fetching from outlets: requests in, fetches under named outcomes out."""
