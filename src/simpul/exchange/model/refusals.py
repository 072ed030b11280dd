"""What the exchange's register, services and grants refuse, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unavailable
from simpul.kernel.i18n import N_


class StatementMalformed(Invalid):
    """A statement of the register is not written as its type demands."""

    code = "statement-malformed"
    sentence = N_("Statement {number} of the register is not written as it must be: {why}.")


class ExchangeOperatorOnly(NotAllowed):
    """Who joins the exchange is decided by the operator's staff."""

    code = "exchange-operator-only"
    sentence = N_("Operators of the exchange decide this. Your account does not have that role.")


class StewardOnly(NotAllowed):
    """Services and grants are looked after by the stewards of the agency that runs the node."""

    code = "exchange-steward-only"
    sentence = N_("Stewards of the agency that runs this node look after services and access rights.")


class NodeAdministratorsOnly(NotAllowed):
    """Keys and membership of the node are its administrators' business."""

    code = "node-administrators-only"
    sentence = N_("Administrators of the agency that runs this node do this.")


class AlreadyFounded(Conflict):
    """This node holds a register already."""

    code = "already-founded"
    sentence = N_("This node holds a register already. Nothing was changed.")


class NotTheOperator(Conflict):
    """The register is kept at another node."""

    code = "not-the-operator"
    sentence = N_("The register is kept at the operator's node, not here.")


class OperatorOfItself(Conflict):
    """The operator's node stands in the register from its founding."""

    code = "operator-of-itself"
    sentence = N_("This node keeps the register; it need not ask to join.")


class NoTrustList(Unavailable):
    """The node has no trust list yet."""

    code = "no-trust-list"
    sentence = N_("This node has no trust list yet. Join the exchange first, then fetch the list.")


class OperatorUnknown(Invalid):
    """It is not set where the operator is and by which key its list is believed."""

    code = "operator-unknown"
    sentence = N_("Set SIMPUL_EXCHANGE_OPERATOR and SIMPUL_EXCHANGE_REGISTER_KEY as the operator gave them to you.")


class OperatorUnreachable(Unavailable):
    """The operator's node did not answer, or not with what was asked."""

    code = "operator-unreachable"
    sentence = N_("The operator's node cannot be reached: {why}. The node goes on with the trust list it has.")


class RequestNotTaken(Conflict):
    """The operator's node refused the request."""

    code = "request-not-taken"
    sentence = N_("The operator's node did not take the request: {why}")


class TrustListForged(Invalid):
    """The trust list does not carry the register's signature, or its statements are not those that were signed."""

    code = "trust-list-forged"
    sentence = N_("The trust list that was fetched is not the operator's: {why}. It was not taken.")


class TrustListShrunk(Invalid):
    """The trust list is shorter than the one this node has, which an append-only list cannot be."""

    code = "trust-list-shrunk"
    sentence = N_("The trust list that was fetched has {size} statements; this node has {kept} already. It was not taken.")


class TrustListStale(Invalid):
    """The trust list has expired, or is older than the one this node has."""

    code = "trust-list-stale"
    sentence = N_("The trust list that was fetched is older than it may be. It was not taken.")


class TrustListEarly(Invalid):
    """The trust list was issued in the future: the operator's clock or this node's is wrong."""

    code = "trust-list-early"
    sentence = N_("The trust list that was fetched is dated in the future. Compare this node's clock with the operator's.")


class NameNotFit(Invalid):
    """A name in the exchange has the wrong number of parts, or signs that new names do not have."""

    code = "exchange-name-not-fit"
    sentence = N_("{name} is not a name the exchange can take. Write it as {example}, with letters, digits and '()+,-.=?_.")
    field = "name"


class AgencyCodeUnknown(Invalid):
    """The member's code is not in the ministry's list of agencies."""

    code = "agency-code-unknown"
    sentence = N_("{member} is not in the list of agency codes. Write {instance}/GOV/ and the agency's four digits.")
    field = "node"


class ForeignSubsystem(Invalid):
    """A subsystem belongs to another member than its node."""

    code = "foreign-subsystem"
    sentence = N_("The subsystem {subsystem} does not belong to {member}.")
    field = "subsystem"


class AddressNotFit(Invalid):
    """An address is not one that a node can listen at."""

    code = "exchange-address-not-fit"
    sentence = N_("Write the address of the node's listener as https://name:port, without a path.")
    field = "address"


class TitleNotFit(Invalid):
    """There is no name, or more of it than a line."""

    code = "exchange-title-not-fit"
    sentence = N_("Write a name of at most 200 characters.")
    field = "title"


class RequestMalformed(Invalid):
    """A joining request is not of the form, or not whole."""

    code = "request-malformed"
    sentence = N_("The request cannot be read: {why}.")


class RequestNotSigned(Invalid):
    """A joining request does not prove that its sender holds the keys it names."""

    code = "request-not-signed"
    sentence = N_("The request is not signed by the keys it names.")


class RequestOutOfTime(Invalid):
    """A joining request is too old, or dated in the future."""

    code = "request-out-of-time"
    sentence = N_("The request is too old, or dated in the future. Make a new one, and check the clock.")


class RequestBeyondNode(Invalid):
    """A request that needs no person was not signed by a key that the register gives to that node."""

    code = "request-beyond-node"
    sentence = N_("The register does not give that key to {node}. Ask the operator to approve a new request to join.")


class TooManyRequests(TooMany):
    """As many requests wait as the operator keeps."""

    code = "too-many-requests"
    sentence = N_("Too many requests are waiting already. Ask the operator to look at them.")


class RequestNotFound(NotFound):
    """The operator has no such request."""

    code = "request-not-found"
    sentence = N_("There is no such request.")


class RequestDecided(Conflict):
    """Somebody decided about the request before."""

    code = "request-decided"
    sentence = N_("This request was decided already.")


class WhyMissing(Invalid):
    """A refusal or a revocation needs a reason that people can read."""

    code = "exchange-reason-missing"
    sentence = N_("Write the reason, in at most 500 characters.")
    field = "reason"


class KeyNotFound(NotFound):
    """The register has no such key."""

    code = "exchange-key-not-found"
    sentence = N_("The register has no key {key}.")


class KeyRevoked(Conflict):
    """The key was revoked before."""

    code = "exchange-key-revoked"
    sentence = N_("This key is revoked already.")


class KeyUnreadable(Unavailable):
    """A key file of the node holds something else, or cannot be read."""

    code = "exchange-key-unreadable"
    sentence = N_("The key {name} of this node cannot be read. Put it back from a backup.")


class NotInRegister(NotFound):
    """The register has no such member, node or subsystem."""

    code = "not-in-register"
    sentence = N_("The trust list does not have {name}.")
    field = "subject"


class OperatorStays(Conflict):
    """The operator's member and node cannot be taken out of its own register."""

    code = "operator-stays"
    sentence = N_("The operator's own node cannot be taken out of the register.")


class KeyTaken(Conflict):
    """The key a node brings is registered for another node."""

    code = "exchange-key-taken"
    sentence = N_("The key of this request belongs to {node} already. Every node needs a key of its own.")


class RequestTooLarge(Invalid):
    """A request has more bytes than any node needs."""

    code = "request-too-large"
    sentence = N_("The request has more than {most} bytes.")


class DemoOnly(Conflict):
    """Nodes are joined without anybody looking in a demo only."""

    code = "exchange-demo-only"
    sentence = N_("Nodes join by themselves in `simpul demo` only.")


class NodeUnnamed(Invalid):
    """The node's name in the exchange is not set, or is not the one it presents itself by."""

    code = "node-unnamed"
    sentence = N_("Set SIMPUL_AGENCY_CODE to this node's name in the exchange, such as ID/GOV/6000/BPBD.")
    field = "node"


class KeyDeviceSilent(Unavailable):
    """The device that signs for the member, or what its address names, is not there."""

    code = "key-device-silent"
    sentence = N_("The device that holds this node's key does not answer ({why}). Check address, PIN and library.")
