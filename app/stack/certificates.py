"""The store's own certification authority and certificate, for mutual TLS between its components.

Without them any local user can delete objects through the gRPC ports, which know no other authentication.
The wall clock is not asked: a certificate that only ever meets its own processes is valid for all time, so that a
machine with a wrong clock still starts.
"""

from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.stack.secrets import Secrets, write_private

_COMPONENTS = ("volume", "master", "filer", "s3", "msg_broker", "msg_agent", "admin", "worker", "mq", "client")
_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
_Key = ec.EllipticCurvePrivateKey


def write_security(folder: Path, secrets: Secrets) -> None:
    """Write ``ca.pem``, ``node.pem``, ``node.key`` once, and ``security.toml`` at each start, all of mode 0600.

    Args:
        folder: the store's working folder, where it looks for ``security.toml`` first.
        secrets: the four keys with which the components sign requests to each other.
    """
    if not (folder / "ca.pem").exists():  # written last
        _write_certificates(folder)
    paths = {name: str((folder / name).resolve()) for name in ("ca.pem", "node.pem", "node.key")}
    lines = ["[grpc]", f'ca = "{paths["ca.pem"]}"']
    for component in _COMPONENTS:
        lines += [f"[grpc.{component}]", f'cert = "{paths["node.pem"]}"', f'key = "{paths["node.key"]}"']
    keys = {
        "jwt.signing": secrets.jwt_write,
        "jwt.signing.read": secrets.jwt_read,
        "jwt.filer_signing": secrets.jwt_filer_write,
        "jwt.filer_signing.read": secrets.jwt_filer_read,
    }
    for section, key in keys.items():
        lines += [f"[{section}]", f'key = "{key}"']
    write_private(folder / "security.toml", "\n".join(lines) + "\n")


def _write_certificates(folder: Path) -> None:
    ca_key, node_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Minshu embedded store CA")])
    ca = (
        _builder(ca_name, ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    node_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    node = (
        _builder(node_name, ca_name, node_key)
        .add_extension(names, critical=False)
        .add_extension(usage, critical=False)
        .sign(ca_key, hashes.SHA256())  # the authority's key is not kept: nothing else is ever signed with it
    )
    write_private(folder / "node.key", _pem(node_key))
    write_private(folder / "node.pem", node.public_bytes(serialization.Encoding.PEM).decode())
    write_private(folder / "ca.pem", ca.public_bytes(serialization.Encoding.PEM).decode())


def _builder(subject: x509.Name, issuer: x509.Name, key: _Key) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
    )


def _pem(key: _Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
