"""People, cohorts, caseloads, preferences, and who opened whose record."""
