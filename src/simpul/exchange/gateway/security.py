"""TLS of the two listeners: certificates that the register or this node's own list pins, no others. PROTOCOL §1, §2."""

import ssl
from base64 import b64encode

from simpul.exchange.gateway.state import State
from simpul.exchange.outside.keyring import Keyring
from simpul.kernel.clock import Clock
from simpul.kernel.settings import Settings


class Tls:
    """The listeners' contexts; None where the node listens without TLS. Who shows no certificate comes in, to be judged."""

    def __init__(self, settings: Settings, keyring: Keyring, clock: Clock) -> None:
        self.own: tuple[str, str] | None = None
        self.for_nodes: ssl.SSLContext | None = None
        self.for_consumers: ssl.SSLContext | None = None
        self._known: tuple[set[bytes], set[bytes]] = (set(), set())
        if settings.exchange_tls:
            certificate, key = keyring.tls(settings.agency_code, settings.exchange_host, clock.now())
            self.own = (str(certificate), str(key))
            self.for_nodes, self.for_consumers = self._context(self.own), self._context(self.own)

    def follow(self, state: State) -> None:
        """The contexts accept the certificates of the register's nodes and of this node's clients too.

        One that is gone from the lists is refused by whoever compares it; a context cannot forget it.
        """
        nodes = {node.certificate for node in state.trust.nodes.values() if node.certificate}
        clients = {client.certificate for client in state.clients.values() if client.certificate}
        contexts = (self.for_nodes, self.for_consumers)
        for context, pinned, known in zip(contexts, (nodes, clients), self._known, strict=True):
            if context is not None:
                _trust(context, pinned - known)
            known.update(pinned)

    def _context(self, own: tuple[str, str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(*own)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the certificate itself is pinned, whoever issued it
        return context


def _trust(context: ssl.SSLContext, certificates: set[bytes]) -> None:
    for certificate in certificates:
        pem = b"-----BEGIN CERTIFICATE-----\n" + b64encode(certificate) + b"\n-----END CERTIFICATE-----\n"
        context.load_verify_locations(cadata=pem.decode())
