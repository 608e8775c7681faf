"""The page of a snapshot, ``report.html``: one file for people, with its data, its code and no need of any host."""
