"""What event types and events refuse, and the sentence that tells a person what to do."""

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class EventTypeNameNotFit(Invalid):
    """The name of an event type has other signs, or is too short or too long."""

    code = "event-type-name-not-fit"
    sentence = N_("Name the type with 2 to 100 letters, digits, dots, dashes or underscores, a letter or digit first.")
    field = "name"


class EventSchemaNotFit(Invalid):
    """The schema is no JSON Schema, is too large or too deep, or refers to something outside itself."""

    code = "event-schema-not-fit"
    sentence = N_("Give a JSON Schema (draft 2020-12 or 7) of at most 64 KiB that stands by itself: {reason}.")
    field = "schema"


class EventDaysNotFit(Invalid):
    """Events are kept for between one day and ten years."""

    code = "event-days-not-fit"
    sentence = N_("Keep events for 1 to 3650 days.")
    field = "days"


class EventTextNotFit(Invalid):
    """The title or description of an event type is too long."""

    code = "event-text-not-fit"
    sentence = N_("Write a title in one line of at most 200 characters and a description of at most 2000.")
    field = "title"


class EventTypeTaken(Conflict):
    """The subsystem has an event type of this name."""

    code = "event-type-taken"
    sentence = N_("{owner} has an event type {name} already. Choose another name, or remove it first.")
    field = "name"


class EventTypeNotFound(NotFound):
    """There is no such event type, or it was removed."""

    code = "event-type-not-found"
    sentence = N_("{owner} has no event type {name}.")
    field = "name"


class EventNotFit(Invalid):
    """The event is not what its type's schema, or CloudEvents, demands; `place` says where."""

    code = "event-not-fit"
    sentence = N_("The event does not fit at {place}: {reason}.")
    field = "event"
