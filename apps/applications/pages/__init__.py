"""What each of the student's pages shows, read in a few queries and handed to the templates as data."""
