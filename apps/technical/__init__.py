"""Django's admin, for technical staff alone and fit for a million rows."""
