"""What a subscriber is told, ready for any channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A message (pemberitahuan) in the subscriber's language.

    `about` is the same for all versions of one subject, `key` of this version alone. `title` is one line; `text` says what
    to do, or is empty. `link` leads to more, `manage` to the subscription, `leave` ends it. `urgent` asks for the quickest
    way there is. `lasts` is for how many seconds it is worth delivering.
    """

    about: str
    key: str
    title: str
    text: str
    link: str
    manage: str = ""
    leave: str = ""
    stop: str = ""
    urgent: bool = False
    lasts: int = 6 * 3600
    language: str = "id"
