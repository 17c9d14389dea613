"""The student's pages, one file per room."""
