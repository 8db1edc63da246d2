"""What the figures say: planned against actual, beliefs put to the test, what no comparison can tell."""
