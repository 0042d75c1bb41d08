# The bot as an image: how to run it is in docs/operate.md, "Docker"; `make image-check` tries it.
# The Python is the one that CI tests with (.github/workflows/ci.yml).
ARG BASE=python:3.11-slim-bookworm

# --- builder: a virtual environment of what is pinned, and the program in it

FROM ${BASE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /opt/overtake

# The libraries first: they change less often than the program does. Wheels only: there is no
# compiler here, and each of them has a wheel for both architectures.
COPY requirements.txt ./
RUN pip --python /opt/overtake/bin/python install \
    --only-binary :all: --require-hashes --no-deps -r requirements.txt

# What built the program is not needed to run it.
COPY pyproject.toml LICENSE ./
COPY bot ./bot
COPY adapters ./adapters
COPY storage ./storage
RUN pip --python /opt/overtake/bin/python install --no-deps --no-build-isolation . \
    && pip --python /opt/overtake/bin/python uninstall --yes setuptools

# --- the image: that environment, a user, a volume

FROM ${BASE}
LABEL org.opencontainers.image.title="Overtake" \
      org.opencontainers.image.description="A Discord and Slack bot that tells when open models overtake each other" \
      org.opencontainers.image.licenses="MIT"

# A volume takes the owner of the folder that it covers. The slim base has no bytecode of the
# standard library; without it each start, and each health check, would compile it anew.
RUN groupadd --gid 10001 overtake \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home \
        --shell /usr/sbin/nologin overtake \
    && install --directory --owner=10001 --group=10001 /data \
    && python -m compileall -q -x "/(idlelib|lib2to3|site-packages|test|tests|turtledemo)/" \
        "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"

COPY --from=builder /opt/overtake /opt/overtake

# Nothing is written but the volume. huggingface_hub keeps one small file that it can do without.
ENV PATH=/opt/overtake/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HOME=/tmp/huggingface \
    OVERTAKE_DATABASE=/data/overtake.db

USER 10001:10001
VOLUME /data
WORKDIR /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=90s --retries=3 \
    CMD ["overtake", "health"]
ENTRYPOINT ["overtake"]
CMD ["run"]
