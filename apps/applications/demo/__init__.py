"""The demo office: invented people and histories, carried out by the same rules as the real actions."""
