"""An authority of one day and what it signs, by the command `openssl`."""

from __future__ import annotations

import subprocess
from pathlib import Path


def write_certificates(folder: Path) -> None:
    """Write the authority (ca.pem) and a certificate for localhost and 127.0.0.1 (server.pem, server.key)."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, cwd=folder, stderr=subprocess.DEVNULL)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    authority = ("-subj", "/CN=test authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", "-x509", "-days", "1", *key, "-keyout", "ca.key", "-out", "ca.pem", *authority)
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    signer = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
    openssl("x509", "-req", "-days", "1", "-in", "server.csr", *signer, "-out", "server.pem")
