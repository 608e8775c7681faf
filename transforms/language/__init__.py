"""The reader: text in, parsed documents out."""
