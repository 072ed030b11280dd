"""What the log explorer refuses, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Invalid, NotAllowed, NotFound, Unavailable
from simpul.kernel.i18n import N_


class RecordReadersOnly(NotAllowed):
    """Who called what is the business of the agency that runs the node."""

    code = "exchange-record-readers-only"
    sentence = N_("Stewards, integrators and auditors of the agency that runs this node read its records.")


class MessageNotFound(NotFound):
    """No record of this node bears the message's number."""

    code = "exchange-message-not-found"
    sentence = N_("This node has no record of that message.")


class NotInLogYet(Unavailable):
    """A message of this moment gets its place in the log within seconds."""

    code = "exchange-not-in-log-yet"
    sentence = N_("The message gets its place in the log within seconds. Look again then.")


class RecordsErased(NotFound):
    """The words of the message's records were erased on schedule; a proof needs them."""

    code = "exchange-records-erased"
    sentence = N_("The words of these records were erased on schedule. A proof that was fetched before still holds.")


class ProofImpossible(Unavailable):
    """The log, or the register, does not hold together so that a proof could be made."""

    code = "exchange-proof-impossible"
    sentence = N_("The proof cannot be put together: {why}.")


class NoBundleGiven(Invalid):
    """Neither a file nor a text was sent."""

    code = "exchange-no-bundle-given"
    sentence = N_("Choose a file, or paste the text of a proof bundle.")
    field = "text"


class BundleTooLong(Invalid):
    """What was sent is longer than a proof bundle that a page checks."""

    code = "exchange-bundle-too-long"
    sentence = N_(
        "This page checks files of at most 4 MB and pasted texts of at most 64 kB. The command below takes longer ones."
    )
    field = "file"


class RegisterKeyNotFit(Invalid):
    """A register's key is a verifier key of signed notes."""

    code = "exchange-register-key-not-fit"
    sentence = N_("Write the register's key as its operator publishes it; it begins with simpul.register/.")
    field = "key"
