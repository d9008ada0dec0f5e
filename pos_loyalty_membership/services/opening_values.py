"""What the cells of one row mean, and what is wrong with them, in words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from odoo import api, models
from odoo.tools import email_normalize
from odoo.tools.misc import format_date, get_lang

from .till_members import CARD

# The same bound as for an adjustment; a larger balance is a typing error.
MAXIMUM_POINTS = 1_000_000
COLUMNS = ("name", "phone", "email", "card_number", "points", "expires_on")
# A year that a spreadsheet makes of a typing error.
LAST_YEAR = 2199


@dataclass(slots=True)
class OpeningRow:
    """One member of a file: who, points in hundredths, until when.

    `problems` are sentences; a row with one is not imported.
    """

    row: int
    name: str = ""
    phone: str = ""
    email: str = ""
    card_number: str = ""
    points: int = 0
    expires_on: date | None = None
    partner_id: int = 0
    problems: list = field(default_factory=list)


class PointsOpenings(models.AbstractModel):
    _name = "points.openings"
    _description = "Opening balances"

    @api.model
    def _column_labels(self):
        """{column: its title in the reader's language}."""
        return {
            "name": self.env._("Name"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "card_number": self.env._("Card number"),
            "points": self.env._("Points"),
            "expires_on": self.env._("Expires on"),
        }

    @api.model
    def _parsed(self, program, number, cells, today):
        """The OpeningRow of a row's cells, by column; `today` is the program's day."""
        row = OpeningRow(row=number)
        texts = {
            name: value if isinstance(value, date) else value or ""
            for name, value in cells.items()
        }
        row.name = self._text(texts.get("name"))
        row.phone = self._phone(row, program, self._text(texts.get("phone")))
        row.email = self._email(row, self._text(texts.get("email")))
        row.card_number = self._card(row, self._text(texts.get("card_number")))
        row.points = self._points(row, program, texts.get("points", ""))
        row.expires_on = self._last_day(row, texts.get("expires_on", ""), today)
        if not (texts.get("phone") or texts.get("email") or texts.get("card_number")):
            self._add_problem(
                row,
                "phone",
                self.env._(
                    "who is meant? Fill in a phone number, an e-mail address or a card "
                    "number"
                ),
            )
        return row

    @api.model
    def _add_problem(self, row, column, sentence):
        row.problems.append(
            self.env._(
                "%(column)s: %(sentence)s.",
                column=self._column_labels()[column],
                sentence=sentence,
            )
        )

    @api.model
    def _text(self, value):
        return value.isoformat() if isinstance(value, date) else value or ""

    @api.model
    def _phone(self, row, program, text):
        """A phone number as E.164, "" where there is none or it is none."""
        if not text:
            return ""
        country = program.company_id.country_id
        phone = self.env["res.partner"]._phone_format(number=text, country=country)
        if not phone:
            self._add_problem(
                row,
                "phone",
                self.env._(
                    "“%s” is no phone number. Write it with its country code, like "
                    "+34 600 123 456",
                    text,
                ),
            )
        return phone or ""

    @api.model
    def _email(self, row, text):
        email = email_normalize(text) if text else ""
        if text and not email:
            self._add_problem(
                row, "email", self.env._("“%s” is no e-mail address", text)
            )
        return email or ""

    @api.model
    def _card(self, row, text):
        if text and not CARD.fullmatch(text):
            self._add_problem(
                row,
                "card_number",
                self.env._(
                    "“%s” is no card number: 4 to 32 letters, digits or hyphens", text
                ),
            )
            return ""
        return text

    @api.model
    def _points(self, row, program, value):
        """Points in hundredths; 0 where they cannot be meant, which is said."""
        text = self._text(value)
        number = self._number(text)
        problem = ""
        if not text:
            problem = self.env._("they are missing")
        elif number is None:
            problem = self.env._("“%s” is no number. Type digits only", text)
        elif number < 0:
            problem = self.env._(
                "%s is negative. A debt cannot be imported: leave the row out", text
            )
        elif number == 0:
            problem = self.env._("0 brings nothing. Leave the row out")
        elif number > MAXIMUM_POINTS:
            problem = self.env._(
                "%(points)s are more than %(most)s, which can only be a typing error",
                points=text,
                most=f"{MAXIMUM_POINTS:,}",
            )
        elif (number * 100) % (100 if program.decimals == "0" else 1):
            problem = self.env._(
                "“%(program)s” counts %(how)s: %(points)s cannot be kept. Round it",
                program=program.name,
                how=self.env._("whole points")
                if program.decimals == "0"
                else self.env._("two decimals"),
                points=text,
            )
        if problem:
            self._add_problem(row, "points", problem)
            return 0
        return int(number * 100)

    @api.model
    def _number(self, text):
        """A number as people of the user's language write it, else None."""
        lang = get_lang(self.env)
        plain = text.replace("\u00a0", "").replace(" ", "")
        local = (
            plain.replace(lang.thousands_sep or "", "") if lang.thousands_sep else plain
        )
        for candidate in (plain, local.replace(lang.decimal_point, ".")):
            try:
                number = Decimal(candidate)
            except InvalidOperation:
                continue
            if number.is_finite():
                return number
        return None

    @api.model
    def _last_day(self, row, value, today):
        """The last day of the points as a date, None where the program decides."""
        day = value if isinstance(value, date) else self._date(value)
        problem = ""
        if not value:
            return None
        if day is None:
            problem = self.env._("“%s” is no date. Write it like 2027-12-31", value)
        elif day < today:
            problem = self.env._(
                "%s has passed. Leave the row out, or give a day to come",
                format_date(self.env, day),
            )
        elif day.year > LAST_YEAR:
            problem = self.env._(
                "%s is too far away. Leave it empty for points without end", value
            )
        if problem:
            self._add_problem(row, "expires_on", problem)
            return None
        return day

    @api.model
    def _date(self, text):
        """A date as ISO or as people of the user's language write it, else None."""
        for pattern in ("%Y-%m-%d", get_lang(self.env).date_format):
            try:
                return datetime.strptime(text, pattern).date()
            except ValueError:
                continue
        return None
