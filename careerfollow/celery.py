"""The Celery app.

Celery only wakes the database queue up: a lost or doubled task loses or doubles nothing.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerfollow.settings")

app = Celery("careerfollow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
