"""The office's pages: caseloads, one student, the outbox."""
