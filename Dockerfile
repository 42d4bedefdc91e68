# The service on Debian 12, as an ordinary user. Data lives in /data (WORKSLIP_HOME); give it a volume.
# Keys are files in /data/keys, made on first start; mount a folder of your own and set WORKSLIP_KEYS to keep them apart.
FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr libreoffice-writer-nogui fonts-liberation fontconfig \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/workslip
COPY requirements/runtime.txt requirements/build.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt -r requirements/build.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
 && useradd --system --create-home --home-dir /data --shell /usr/sbin/nologin workslip

USER workslip
WORKDIR /data
ENV WORKSLIP_HOME=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", "workslip keygen && exec workslip serve --worker --host 0.0.0.0 --port 8000"]
