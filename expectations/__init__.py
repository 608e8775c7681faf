"""What must hold of each table before it is published: Great Expectations suites, declarations only."""
