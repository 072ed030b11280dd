"""What the rules of agreements and budgets say no to."""

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class AgreementUnknown(NotFound):
    """There is no such agreement, or it is not this reader's to know of."""

    code = "agreement-unknown"
    sentence = N_("There is no such agreement, or it is not yours to see.")


class AgreementChanged(Conflict):
    """Somebody changed the agreement meanwhile."""

    code = "agreement-changed"
    sentence = N_("Somebody changed this agreement meanwhile. What you wrote is still here: compare, then save again.")


class AgreementTitleMissing(Invalid):
    """An agreement has a title, in Indonesian at least."""

    code = "agreement-title-missing"
    sentence = N_("Give the agreement a title in Indonesian, of at most 200 characters in each language.")
    field = "title_id"


class AgreementInstrumentWrong(Invalid):
    """The kind of paper is none."""

    code = "agreement-instrument-wrong"
    sentence = N_("Choose what kind of paper it is.")
    field = "instrument"


class AgreementDayWrong(Invalid):
    """A day is none, or it was signed in the future."""

    code = "agreement-day-wrong"
    sentence = N_("Give days as they are in the calendar. Nothing is signed in the future.")
    field = "signed_on"


class AgreementTermWrong(Invalid):
    """The last day lies before the first."""

    code = "agreement-term-wrong"
    sentence = N_("The last day is not before the first. Leave out what the paper does not say.")
    field = "until"


class AgreementPartiesWrong(Invalid):
    """A side has no signatory, or there are too many."""

    code = "agreement-parties-wrong"
    sentence = N_("Name at least one signatory of each side, and at most 20 parties, each of at most 200 characters.")
    field = "indonesia_signatory"


class AgreementParentWrong(Invalid):
    """An annex or an extension belongs to another agreement of the same programme."""

    code = "agreement-parent-wrong"
    sentence = N_("An annex or an extension belongs to another agreement of the same programme. Choose which.")
    field = "parent"


class AgreementEndWrong(Invalid):
    """It cannot have ended on this day."""

    code = "agreement-end-wrong"
    sentence = N_("Give the day on which it ended: not in the future, and not before its first day.")
    field = "ended_on"


class TextLanguageWrong(Invalid):
    """The language is none of the cooperation's."""

    code = "text-language-wrong"
    sentence = N_("Choose the language of the text.")
    field = "language"


class TextKindWrong(Invalid):
    """The file is neither PDF nor DOCX."""

    code = "text-kind-wrong"
    sentence = N_("A text is a PDF or a DOCX.")
    field = "file"


class TextTwice(Conflict):
    """This very file is the text already."""

    code = "text-twice"
    sentence = N_("This very file is the text in this language already.")


class TextGone(NotFound):
    """There is no such text, or its bytes are not those of its digest."""

    code = "text-gone"
    sentence = N_("There is no such text, or the file is no longer the one that was given.")


class LineUnknown(NotFound):
    """There is no such amount, or it is not this reader's to know of."""

    code = "budget-line-unknown"
    sentence = N_("There is no such amount, or it is not yours to see.")


class LineChanged(Conflict):
    """Somebody struck or restored the amount meanwhile."""

    code = "budget-line-changed"
    sentence = N_("Somebody struck or restored this amount meanwhile. Look again.")


class AmountWrong(Invalid):
    """The amount is none, or can be read in two ways."""

    code = "amount-wrong"
    sentence = N_("Write the amount as 1000000 or 1,000,000.50. USD has two decimals at most, KRW and IDR have none.")
    field = "amount"


class CurrencyWrong(Invalid):
    """The currency is none of the three."""

    code = "currency-wrong"
    sentence = N_("Choose USD, KRW or IDR.")
    field = "currency"


class LineKindWrong(Invalid):
    """The kind of amount is none."""

    code = "budget-kind-wrong"
    sentence = N_("Choose whether it is a pledge, a contribution or spending.")
    field = "kind"


class LineSideWrong(Invalid):
    """The side is none."""

    code = "budget-side-wrong"
    sentence = N_("Choose the side whose amount it is.")
    field = "side"


class LineDayWrong(Invalid):
    """The day is none, or money moved in the future."""

    code = "budget-day-wrong"
    sentence = N_("Give the day. Only a pledge may lie in the future.")
    field = "on"


class LineWhatMissing(Invalid):
    """An amount says what it is for."""

    code = "budget-what-missing"
    sentence = N_("Say what it is for, in one language at least and in at most 200 characters in each.")
    field = "what_id"


class LineProjectWrong(Invalid):
    """The project is none of this programme."""

    code = "budget-project-wrong"
    sentence = N_("Choose a project of this programme, or none.")
    field = "project"


class LineTwice(Conflict):
    """The same amount is there already."""

    code = "budget-line-twice"
    sentence = N_("The same amount for the same purpose on the same day is there already.")


class RateWrong(Invalid):
    """The rate is none."""

    code = "rate-wrong"
    sentence = N_("Write the rate as 13245 or 0,0000755, greater than 0. A rate that can be read in two ways is refused.")
    field = "value"


class RatePairWrong(Invalid):
    """The two currencies are one, or none."""

    code = "rate-pair-wrong"
    sentence = N_("Choose two different currencies.")
    field = "quote"


class RateDayWrong(Invalid):
    """The day is none, or lies in the future."""

    code = "rate-day-wrong"
    sentence = N_("Give the day of the rate, not in the future.")
    field = "on"


class RateSourceMissing(Invalid):
    """A rate says who published it."""

    code = "rate-source-missing"
    sentence = N_("Say who published the rate, in 3 to 200 characters.")
    field = "source"


class SheetWrong(Invalid):
    """The file is no table of this kind."""

    code = "sheet-wrong"
    sentence = N_("Send a CSV in UTF-8 of at most 1 MB and 2,000 rows, with the columns that the page names.")
    field = "file"
