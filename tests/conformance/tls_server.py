"""An https server with a certificate of a throw-away CA, and a proxy that leads any host name to it.

    authority = Authority(folder)
    with TlsServer(authority.issue("localhost")) as server:
        ... https://localhost:{server.port}/, AWS_CA_BUNDLE=authority.path ...
"""

import datetime
import socket
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Authority:
    def __init__(self, folder, title="Throw-away CA"):
        self._folder = folder
        self._name = name(title)
        self._key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._build(self._name, self._key.public_key(), DAY).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(self._key, hashes.SHA256())
        self.path = folder / f"{title}.pem"
        self.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _build(self, subject, public_key, until):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(public_key)
                .serial_number(x509.random_serial_number()).not_valid_before(now - 9 * DAY).not_valid_after(now + until))

    def issue(self, host, until=DAY):
        """The path of certificate and key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._build(name(host), key.public_key(), until).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False).sign(self._key, hashes.SHA256())
        path = self._folder / f"{host} {until.days}.pem"
        path.write_bytes(pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        return path


class Listener:
    """Each connection is served in a thread of its own."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(10)
            threading.Thread(target=self._guard, args=(connection,), daemon=True).start()

    def _guard(self, connection):
        try:
            self.serve(connection)
        except OSError:  # ssl.SSLError too: the client refused us
            pass
        finally:
            connection.close()


class TlsServer(Listener):
    def __init__(self, certificate, version=None):
        super().__init__()
        self.handshakes = 0  # begun
        self.requests = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        if version:
            self._context.set_ciphers("ALL:@SECLEVEL=0")
            self._context.minimum_version = self._context.maximum_version = version

    def serve(self, connection):
        self.handshakes += 1
        with self._context.wrap_socket(connection, server_side=True) as secured:
            while secured.recv(65536):
                self.requests += 1
                secured.sendall(ANSWER)


class Proxy(Listener):
    """CONNECT to any host leads to one port; whatever the host is called, this machine answers."""

    def __init__(self, target_port):
        super().__init__()
        self._target_port = target_port

    def serve(self, connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self._target_port)) as target:
            back = threading.Thread(target=pump, args=(target, connection), daemon=True)
            back.start()
            pump(connection, target)
            back.join(10)


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
