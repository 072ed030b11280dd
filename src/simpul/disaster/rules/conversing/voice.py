"""Everything that is said in a conversation, in the person's language; short enough for a text message.

Plain letters only, such as every telephone shows: no quotation marks, dashes or dots that SMS cannot carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simpul.disaster.model import Deck, Field, FieldKind, Hazard, Option
from simpul.disaster.model.cards import FollowUp
from simpul.disaster.model.channels import Choice, Outgoing
from simpul.disaster.model.conversing import Candidate, Talk
from simpul.disaster.rules.hazards import HAZARDS, LISTED
from simpul.disaster.rules.summary import headline
from simpul.kernel.i18n import LANGUAGE_NAMES, N_, RESIDENTS_LANGUAGES, Translator, in_language, translator

ALL_THAT_FIT, IN_UNIT = N_("Choose all that fit."), N_("Choose, or write it in {unit}.")
FOLLOWING: Mapping[FollowUp, str] = {
    FollowUp.STILL: N_("Still the same"),
    FollowUp.WORSE: N_("It gets worse"),
    FollowUp.BETTER: N_("It gets better"),
    FollowUp.OVER: N_("It is over"),
}


COMMANDS: Sequence[tuple[str, str]] = (
    ("lapor", N_("Report something")),
    ("status", N_("How is it now")),
    ("langganan", N_("Be told of warnings")),
    ("bahasa", N_("Language")),
    ("berhenti", N_("Be told nothing more")),
)
"""What a channel's menu shows, where it has one: a word that is understood, and what it does."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What is said, in one language."""

    language: str

    @property
    def t(self) -> Translator:
        """The words of the language."""
        return translator("en" if self.language == "en" else "jv" if self.language == "jv" else "id")

    def say(self, message: str, **facts: object) -> Outgoing:
        """A message without choices."""
        return Outgoing(self.t.gettext(message, **facts))

    def choice(self, code: str, message: str) -> Choice:
        """One choice."""
        return Choice(code, self.t.gettext(message))

    def greeting(self) -> Outgoing:
        """Who speaks here, and what can be done."""
        text = N_("Report a disaster here: write what happens (flood, landslide, ...). Life in danger? Call 112.")
        choices = (
            ("report", N_("Report something")),
            ("status", N_("How is it now")),
            ("subscribe", N_("Be told of warnings")),
            ("need", N_("Ask for help")),
            ("give", N_("Give help")),
        )
        made = tuple(self.choice(code, label) for code, label in choices)
        return Outgoing(self.t.gettext(text), (*made, Choice("language", self.t.gettext(N_("Language")))))

    def languages(self) -> Outgoing:
        """Which language is wanted."""
        choices = tuple(Choice(f"l:{code}", LANGUAGE_NAMES[code]) for code in RESIDENTS_LANGUAGES)
        return Outgoing(self.t.gettext(N_("Which language do you want?")), choices)

    def hazards(self, link: str = "") -> Outgoing:
        """What happens."""
        choices = tuple(Choice(f"h:{one.slug}", in_language(one.label, self.language)) for one in LISTED)
        return Outgoing(self.t.gettext(N_("What is happening?")), choices, link)

    def types(self, hazard: Hazard) -> Outgoing:
        """Which kind of report of a hazard."""
        choices = tuple(Choice(f"t:{one.report_type}", in_language(one.label, self.language)) for one in hazard.decks)
        return Outgoing(self.t.gettext(N_("What do you want to report?")), choices)

    def place(self, hazard: Hazard, link: str = "") -> Outgoing:
        """Where it is."""
        text = N_("{hazard}. Where is it? Share the place, or write the name of the village or district.")
        label = self.t.gettext(N_("Share my place"))
        said = self.t.gettext(text, hazard=in_language(hazard.label, self.language))
        return Outgoing(said, link=link, ask_place=True, place_label=label)

    def places(self, found: tuple[Candidate, ...], code: str = "p") -> Outgoing:
        """Which of the places that were found; or another one."""
        choices = tuple(Choice(f"{code}:{one.code}", one.name) for one in found)
        return Outgoing(self.t.gettext(N_("Which place do you mean? Or write another name.")), choices)

    def question(self, asked: Field, picked: tuple[int, ...] = ()) -> Outgoing:
        """A question of the hazard's card, with its answers; those that were picked are not offered again."""
        text = in_language(asked.label, self.language)
        if asked.kind is FieldKind.YES_NO:
            yes, no = self.choice(f"a:{asked.name}:1", N_("Yes")), self.choice(f"a:{asked.name}:0", N_("No"))
            return Outgoing(text, (yes, no))
        left = [one for one in asked.options if one.value not in picked]
        choices = [Choice(f"a:{asked.name}:{one.value}", self.option(asked, one)) for one in left]
        if asked.kind is FieldKind.CHOICES:
            text = f"{text} {self.t.gettext(ALL_THAT_FIT)}"
            if picked:
                choices.append(self.choice(f"a:{asked.name}:done", N_("That is all")))
        elif asked.kind is FieldKind.NUMBER and asked.unit:
            text = f"{text} {self.t.gettext(IN_UNIT, unit=self.unit(asked))}"
        return Outgoing(text, tuple(choices))

    def unit(self, asked: Field) -> str:
        """The unit in which a number is asked."""
        return self.t.gettext(N_("days")) if asked.unit == "d" else asked.unit

    def option(self, asked: Field, one: Option) -> str:
        """An answer's words; with the measure that it stands for."""
        label = in_language(one.label, self.language)
        return f"{label} ({one.value} {asked.unit})" if asked.kind is FieldKind.NUMBER and asked.unit else label

    def seen(self) -> Outgoing:
        """What can be seen."""
        return self.say(N_("Send a photo, or write in a few words what you see. Stay safe: no photo is worth a risk."))

    def check(self, hazard: Hazard, talk: Talk) -> Outgoing:
        """The report before it is sent."""
        given = {"report_type": talk.report_type, **talk.answers}
        lines = [f"{in_language(hazard.label, self.language)}: {headline(hazard, given, self.language)}", talk.place]
        if talk.text:
            lines.append(talk.text if len(talk.text) <= 60 else talk.text[:57] + "...")
        if talk.media:
            lines.append(self.t.gettext(N_("With a photo")))
        lines.append(self.t.gettext(N_("Send this report?")))
        choices = (("send", N_("Send")), ("place", N_("Change the place")), ("cancel", N_("Cancel")))
        return Outgoing("\n".join(lines), tuple(self.choice(code, label) for code, label in choices))

    def similar(self, number: int) -> Outgoing:
        """Whether the report is news of the person's own earlier one."""
        message = N_("You reported the same nearby a moment ago, as report {number}. What is this?")
        text = self.t.gettext(message, number=number)
        update = self.choice("renew", N_("News of that report"))
        return Outgoing(text, (update, self.choice("another", N_("Another report"))))

    def thanks(self, number: int, link: str) -> Outgoing:
        """The report is there."""
        text = N_("Thank you. Report {number} is on the map, not yet verified. Later we ask you how it is.")
        return Outgoing(self.t.gettext(text, number=number), link=link)

    def still(self, number: int, hazard: Hazard, place: str) -> Outgoing:
        """Is it still so?"""
        what = in_language(hazard.label, self.language)
        message = N_("Your report {number} ({hazard}, {place}): how is it now?")
        text = self.t.gettext(message, number=number, hazard=what, place=place)
        return Outgoing(text, tuple(self.choice(f"f:{one.value}", label) for one, label in FOLLOWING.items()))


def deck_of(hazard: str, report_type: str) -> Deck | None:
    """The questions of a type of report; of the only one where there is one; None while several are to choose from."""
    decks = HAZARDS[hazard].decks
    return decks[0] if len(decks) == 1 else next((one for one in decks if one.report_type == report_type), None)
