# Two stages: the first builds a virtual environment, the second holds nothing else.
# To pin the base, build with --build-arg BASE=python:3.13-slim-bookworm@sha256:…
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
RUN python -m venv --without-pip /opt/notworking
COPY pyproject.toml requirements-dev.txt README.md LICENSE ./
COPY filter ./filter
# The versions that the tests ran with; the libraries' own tests stay behind (50 MB).
RUN pip --python /opt/notworking/bin/python install --no-cache-dir --disable-pip-version-check \
        --constraint requirements-dev.txt . \
 && find /opt/notworking -type d -name tests -prune -exec rm -rf {} +

FROM ${BASE}
LABEL org.opencontainers.image.title="Notworking" \
      org.opencontainers.image.description="Files networking spam out of your mail" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 notworking \
 && useradd --uid 10001 --gid notworking --no-create-home --home-dir /data notworking \
 && install -d -o notworking -g notworking -m 0700 /data
COPY --from=build /opt/notworking /opt/notworking
ENV PATH=/opt/notworking/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NOTWORKING_CONFIG=/config/notworking.toml \
    NOTWORKING_STORE__DATA_DIR=/data
# By number, so that a host or an orchestrator can see that it is not root.
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
# The daemon writes a heartbeat after each job; a hung one is noticed here.
HEALTHCHECK --interval=2m --timeout=20s --start-period=2m --retries=3 \
  CMD ["notworking", "health"]
ENTRYPOINT ["notworking"]
CMD ["run"]
