"""The outbox: from an email that is due to one delivered, or to knowing why not."""
