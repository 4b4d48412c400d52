# The image of dockstore-tool: docker build --file dockstore.Dockerfile --tag batch-relay-dockstore .
FROM python:3.13-slim
ARG DOCKSTORE=1.18.0
RUN apt-get update && apt-get install --yes --no-install-recommends curl docker-cli openjdk-21-jre-headless \
    && rm -r /var/lib/apt/lists/* \
    && pip install --no-cache-dir boto3==1.43.102 cwltool==3.3.20260925135507
ADD --chmod=755 https://github.com/dockstore/dockstore-cli/releases/download/${DOCKSTORE}/dockstore /usr/local/bin/
# Public tools need no token, but the command asks for one. The plugin reads and writes s3://.
ENV DOCKSTORE_ROOT=1
RUN mkdir /root/.dockstore \
    && printf 'token: none\nserver-url: https://dockstore.org/api\n' > /root/.dockstore/config \
    && dockstore plugin download
COPY *.py /opt/batch-relay/
RUN for tool in in_scratch dockstore_tool; do \
      name=/usr/local/bin/$(echo $tool | tr _ -); \
      printf '#!/bin/sh\nexec python /opt/batch-relay/%s.py "$@"\n' $tool > $name; chmod +x $name; \
    done
