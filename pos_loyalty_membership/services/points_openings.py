"""Opening balances: a file or Odoo's loyalty cards become entries, and can be undone.

Checking reads and writes nothing but the rows of the opening itself. Writing goes in
batches, each committed with its rows; an entry's key is that of the file and the row,
so that no row is ever written twice.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from .ledger_operations import Credit, ReverseCredit, Source
from .opening_file import MAXIMUM_ROWS, UnreadableFile, read_rows
from .opening_values import COLUMNS, OpeningRow

BATCH = 500


class PointsOpenings(models.AbstractModel):
    _inherit = "points.openings"

    # -------------------------------------------------------------------- check

    @api.model
    def _rows_of_file(self, opening):
        """The OpeningRows of an opening's file, with what is wrong with them.

        Raises UserError, in words, for a file that cannot be read at all.
        """
        try:
            rows = read_rows(opening.file_content(), opening.file_name)
        except UnreadableFile as error:
            raise UserError(self._unreadable(error.code)) from error
        columns = self._columns(rows[0][1])
        program, today = opening.program_id, opening.program_id._today()
        parsed = [
            self._parsed(
                program,
                number,
                {name: cells[place] for place, name in columns if place < len(cells)},
                today,
            )
            for number, cells in rows[1:]
        ]
        if not parsed:
            raise UserError(self._unreadable("empty"))
        for some in split_every(BATCH * 4, parsed):
            self._find_members(program, some)
        self._find_doubles(parsed)
        return parsed

    @api.model
    def _unreadable(self, code):
        return {
            "unknown_kind": self.env._(
                "Save the spreadsheet as .xlsx or .csv and choose that file."
            ),
            "damaged": self.env._(
                "The file cannot be read. Save it again as .xlsx or .csv."
            ),
            "empty": self.env._(
                "The file has no members. The first row holds the titles of the "
                "columns, each row below it a member."
            ),
            "too_long": self.env._(
                "The file has more than %s rows. Divide it.", f"{MAXIMUM_ROWS:,}"
            ),
        }[code]

    @api.model
    def _columns(self, titles):
        """[(place, column)] of a file's first row; UserError for one nobody knows."""
        labels = self._column_labels()
        meant = {name: name for name in COLUMNS}
        meant.update({name.replace("_", " "): name for name in COLUMNS})
        meant.update({label.lower(): name for name, label in labels.items()})
        found = []
        for place, title in enumerate(titles):
            name = meant.get(str(title).lower())
            if not title:
                continue
            if not name or name in [other for _place, other in found]:
                raise UserError(
                    self.env._(
                        "The first row has a column “%(title)s” that is not known or "
                        "there twice. The columns are: %(columns)s.",
                        title=title,
                        columns=", ".join(labels.values()),
                    )
                )
            found.append((place, name))
        names = {name for _place, name in found}
        if "points" not in names or not names & {"phone", "email", "card_number"}:
            raise UserError(
                self.env._(
                    "The first row needs the titles of the columns: Points, and one of "
                    "Phone, E-mail and Card number."
                )
            )
        return found

    # -------------------------------------------------------------------- write

    @api.model
    def _import_next(self, opening, limit=BATCH):
        """Write the next rows; returns how many there were, 0 when all are done.

        What is wrong by now (a member who was blocked since) is said on the row, which
        is left out.
        """
        lines = self._next_lines(opening, "ready", limit)
        if not lines:
            return 0
        rows = {line: self._row_of(line) for line in lines}
        program = opening.program_id
        self._find_members(program, list(rows.values()), opening.origin == "cards")
        good = {line: row for line, row in rows.items() if not row.problems}
        for line in lines.filtered(lambda one: one not in good):
            line.write({"state": "problem", "problem": "\n".join(rows[line].problems)})
        self._make_contacts(program, good.values())
        accounts = self._open(program, good.values())
        posted = self.env["points.ledger"]._post(
            [
                self._credit(opening, line, row, accounts[row.partner_id])
                for line, row in good.items()
            ]
        )
        for line, row in good.items():
            line.write(
                {
                    "state": "done",
                    "partner_id": row.partner_id,
                    "entry_id": posted.entries[line.key].id,
                }
            )
        return len(lines)

    @api.model
    def _next_lines(self, opening, state, limit):
        lines = self.env["points.opening.line"].sudo()
        domain = [("opening_id", "=", opening.id), ("state", "=", state)]
        return lines.search(domain, order="row, id", limit=limit)

    @api.model
    def _row_of(self, line):
        """The OpeningRow of a line that was checked before."""
        return OpeningRow(
            row=line.row,
            name=line.name or "",
            phone=line.phone or "",
            email=line.email or "",
            card_number=line.card_number or "",
            points=round(line.points * 100),
            expires_on=line.expires_on or None,
            partner_id=line.partner_id.id or 0,
        )

    @api.model
    def _make_contacts(self, program, rows):
        """Make a contact of each row that means somebody new."""
        new = [row for row in rows if not row.partner_id]
        # Whether a manager may make contacts is another question than importing.
        partners = self.env["res.partner"].sudo()
        made = partners.create(
            [
                {
                    "name": row.name or row.phone or row.email,
                    "phone": row.phone,
                    "email": row.email,
                    "company_id": program.company_id.id,
                }
                for row in new
            ]
        )
        for row, partner in zip(new, made, strict=True):
            row.partner_id = partner.id

    @api.model
    def _open(self, program, rows):
        """{contact id: account id} of the rows' members, with their cards."""
        opened = self.env["points.ledger"]._open_accounts(
            [(program.id, row.partner_id, "import") for row in rows]
        )
        accounts = {partner: account for (_program, partner), account in opened.items()}
        for row in rows:
            if row.card_number:
                account = self.env["points.account"].browse(accounts[row.partner_id])
                # What of an account an import may change is decided here: the card.
                account.sudo().card_number = account.card_number or row.card_number
        return accounts

    @api.model
    def _credit(self, opening, line, row, account_id):
        """The entry of a row: its own last day, else that of the program's expiry."""
        program, now = opening.program_id, fields.Datetime.now()
        snapshot = self.env["points.snapshot"]
        expiry = snapshot._expiry(program)
        today = program._today().isoformat()
        return Credit(
            account_id=account_id,
            kind="import",
            points=row.points,
            key=line.key,
            source=Source(
                model=opening._name, id=opening.id, uuid=opening.uuid, name=opening.name
            ),
            moment=now,
            local_day=program._business_day(now),
            expires_on=row.expires_on or snapshot._expires_on(expiry, today),
            reason=self.env._("Opening balance"),
        )

    # --------------------------------------------------------------------- undo

    @api.model
    def _undo_next(self, opening, limit=BATCH):
        """Take the next rows back by entries; returns how many there were."""
        lines = self._next_lines(opening, "done", limit)
        if not lines:
            return 0
        entries = lines.entry_id
        reversals = self.env["points.entry"].sudo()
        undone = reversals.search([("reversed_entry_id", "in", entries.ids)])
        now = fields.Datetime.now()
        self.env["points.ledger"]._post(
            [
                ReverseCredit(
                    entry_id=entry.id,
                    account_id=entry.account_id.id,
                    points=round(entry.points * 100),
                    key=f"reverse:{opening.uuid}:{entry.id}:0",
                    source=Source(
                        model=opening._name,
                        id=opening.id,
                        uuid=opening.uuid,
                        name=opening.name,
                    ),
                    moment=now,
                    local_day=opening.program_id._business_day(now),
                    reason=self.env._("Opening balance taken back"),
                )
                for entry in entries - undone.reversed_entry_id
            ]
        )
        lines.write({"state": "undone"})
        return len(lines)

    # ---------------------------------------------------------------------- job

    @api.model
    def _cron_write(self, limit=BATCH):
        """Write or take back what was asked for, at most `limit` rows per commit."""
        progress = self.env["ir.cron"]._commit_progress
        openings = self.env["points.opening"].search(
            [("state", "in", ("running", "undoing"))], order="id"
        )
        left = progress(remaining=sum(opening._rows_left() for opening in openings))
        for opening in openings:
            while left:
                number = self._write_next(opening, limit)
                left = progress(number)
                if not number:
                    break
            if not left:
                return

    @api.model
    def _write_next(self, opening, limit=BATCH):
        """One batch of an opening that is being written or taken back, if it is."""
        steps = {"running": self._import_next, "undoing": self._undo_next}
        if opening.state not in steps:
            return 0
        number = steps[opening.state](opening, limit)
        if not opening._rows_left():
            opening._finish()
        return number
