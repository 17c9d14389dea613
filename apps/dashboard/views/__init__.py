"""The office's pages, one file per room."""
