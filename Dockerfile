# One image for web, worker, beat and migrate. Nothing in it runs as root, and nothing needs to write.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /srv/venv
COPY requirements/base.txt /srv/base.txt
RUN /srv/venv/bin/pip install --require-hashes --only-binary :all: -r /srv/base.txt

WORKDIR /srv/careerfollow
COPY manage.py ./
COPY careerfollow careerfollow
COPY apps apps
COPY templates templates
COPY static static
# Static files get their final names here; the settings of this one command are not kept in the image.
RUN PRODUCTION=true SECRET_KEY=$(/srv/venv/bin/python -c "import secrets; print(secrets.token_hex(32))") \
    BASE_URL=https://build.campus.edu ALLOWED_HOSTS=build.campus.edu \
    EMAIL_URL=smtp://build.campus.edu FROM_EMAIL=build@campus.edu DATABASE_URL=sqlite:////tmp/build.sqlite3 \
    /srv/venv/bin/python manage.py collectstatic --no-input \
 && /srv/venv/bin/python -m compileall -q apps careerfollow

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home careerfollow
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PRODUCTION=true
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/careerfollow /srv/careerfollow
WORKDIR /srv/careerfollow
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "careerfollow.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "2", "--worker-tmp-dir", "/dev/shm"]
