"""The apps, a staircase: see docs/adr/0002-one-staircase.md."""
