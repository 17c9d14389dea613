"""The composition root: settings, addresses, Celery and WSGI. It may import every app."""

from careerfollow.celery import app as celery_app

__all__ = ["celery_app"]
