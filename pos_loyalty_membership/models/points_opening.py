"""Opening balances: what members had before, from a file or Odoo's loyalty cards."""

import base64
import hashlib
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STARTED = ("running", "done", "undoing", "undone")
# What decides which rows there are: another file is another check.
DECIDING = {
    "program_id",
    "origin",
    "file",
    "file_name",
    "native_program",
    "rate",
    "take_codes",
}


class PointsOpening(models.Model):
    _name = "points.opening"
    _description = "Opening Balances"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    uuid = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: str(uuid4())
    )
    program_id = fields.Many2one(
        "points.program",
        required=True,
        ondelete="restrict",
        domain=[("state", "!=", "closed")],
        default=lambda self: self._default_program(),
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    origin = fields.Selection(
        [("file", "A spreadsheet"), ("cards", "Loyalty cards of Odoo")],
        string="Balances come from",
        required=True,
        default="file",
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    has_native_cards = fields.Boolean(compute="_compute_has_native_cards")
    native_program = fields.Selection(
        selection=lambda self: self.env["points.openings"]._native_programs(),
        string="Cards of",
    )
    rate = fields.Float(
        string="Points per point of a card",
        required=True,
        default=1.0,
        digits=(16, 4),
        help="A card of 50 points gives 25 at 0.5; the rest of a point is lost.",
    )
    take_codes = fields.Boolean(
        string="Codes of cards find the member",
        default=True,
        help="The code of a card becomes the member's card number, unless the member "
        "has one.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("checked", "Checked"),
            ("running", "Being written"),
            ("done", "Done"),
            ("undoing", "Being taken back"),
            ("undone", "Taken back"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    batch = fields.Char(readonly=True, copy=False, index="btree_not_null")
    user_id = fields.Many2one("res.users", string="By", readonly=True, copy=False)
    imported_on = fields.Datetime(string="Imported on", readonly=True, copy=False)
    line_ids = fields.One2many("points.opening.line", "opening_id", copy=False)
    row_count = fields.Integer(string="Rows", compute="_compute_counts")
    problem_count = fields.Integer(string="Rows to correct", compute="_compute_counts")
    done_count = fields.Integer(string="Rows written", compute="_compute_counts")
    new_count = fields.Integer(string="New members", compute="_compute_counts")
    points_total = fields.Float(
        string="Points", digits=(16, 2), compute="_compute_counts"
    )
    progress = fields.Float(compute="_compute_counts")

    _rate_range = models.Constraint(
        "CHECK (rate > 0 AND rate <= 10000)",
        "A point of a card becomes more than 0 and at most 10,000 points.",
    )

    @api.model
    def _default_program(self):
        return self.env["points.program"].search(
            [("state", "!=", "closed"), ("company_id", "in", self.env.companies.ids)],
            limit=1,
        )

    @api.depends("origin", "file_name", "native_program")
    def _compute_name(self):
        for opening in self:
            if opening.origin == "cards":
                names = dict(self.env["points.openings"]._native_programs())
                opening.name = names.get(opening.native_program) or self.env._("Cards")
            else:
                opening.name = opening.file_name or self.env._("Opening balances")

    def _compute_has_native_cards(self):
        for opening in self:
            opening.has_native_cards = "loyalty.card" in self.env

    @api.depends("line_ids.state", "line_ids.points")
    def _compute_counts(self):
        """Rows by what became of them, one query for all."""
        groups = self.env["points.opening.line"]._read_group(
            [("opening_id", "in", self.ids)],
            ["opening_id", "state", "partner_id"],
            ["__count", "points:sum"],
        )
        counts = {opening: {} for opening in self}
        for opening, state, partner, number, points in groups:
            of_state = counts[opening].setdefault(state, [0, 0, 0.0])
            of_state[0] += number
            of_state[1] += 0 if partner else number
            of_state[2] += points
        for opening in self:
            found = counts.get(opening._origin, {})
            numbers = {state: row[0] for state, row in found.items()}
            opening.row_count = sum(numbers.values())
            opening.problem_count = numbers.get("problem", 0)
            opening.done_count = numbers.get("done", 0)
            opening.new_count = found.get("ready", [0, 0])[1]
            opening.points_total = sum(
                row[2] for state, row in found.items() if state != "problem"
            )
            written = numbers.get("done", 0)
            if opening.state in ("undoing", "undone"):
                written = numbers.get("undone", 0)
            all_rows = opening.row_count - opening.problem_count
            opening.progress = 100 * written / all_rows if all_rows else 0

    def write(self, vals):
        """Another file or program needs another check; what was written stays."""
        if DECIDING & vals.keys():
            if self.filtered(lambda one: one.state in STARTED):
                raise UserError(
                    self.env._("What was imported cannot be changed, only taken back.")
                )
            self._forget_rows()
            vals = {**vals, "state": "draft"}
        elif not self.env.su and vals.keys() & {"state", "batch", "uuid"}:
            raise AccessError(self.env._("Use the buttons."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and vals.keys() & {"state", "batch", "uuid"}:
                raise AccessError(self.env._("Use the buttons."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_written(self):
        if self.filtered(lambda one: one.state in STARTED):
            raise UserError(
                self.env._("The log names these balances, so they cannot be deleted.")
            )

    @api.private
    def file_content(self):
        """The bytes of the file."""
        self.ensure_one()
        return base64.b64decode(self.file or b"")

    def _forget_rows(self):
        # Rows are written by the check alone: whoever changes the file starts anew.
        self.line_ids.sudo().unlink()

    def _check_manager(self):
        """Buttons are hidden from others; this is what refuses them."""
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may import opening balances.")
            )
        self.ensure_one()
        self.check_access("write")
        self.program_id.check_access("read")
        if self.program_id.state == "closed":
            raise UserError(
                self.env._("“%s” is closed: nobody gets points.", self.program_id.name)
            )

    # ------------------------------------------------------------------ buttons

    def action_check(self):
        """Read the rows and say what is wrong with each; members stay as they are."""
        self._check_manager()
        if self.state in STARTED:
            raise UserError(self.env._("This was imported already."))
        openings = self.env["points.openings"]
        if self.origin == "cards":
            if not self.native_program:
                raise UserError(self.env._("Choose whose cards are imported."))
            rows = openings._rows_of_cards(self)
            keys = openings._card_keys([row.row for row in rows])
            rows = [row for row in rows if row.row in keys]
            batch = False
        else:
            if not self.file:
                raise UserError(self.env._("Choose a file first."))
            batch = self._new_batch()
            rows = openings._rows_of_file(self)
            keys = {row.row: f"import:{batch}:{row.row}" for row in rows}
        self._forget_rows()
        lines = self.env["points.opening.line"].sudo()
        lines.create([lines._values(self, row, keys[row.row]) for row in rows])
        self.sudo().write({"state": "checked", "batch": batch})
        return True

    def _new_batch(self):
        """What the keys of its rows start with; refuses a file that was imported."""
        digest = hashlib.sha256(self.file_content())
        digest.update(f"|{self.program_id.id}".encode())
        name = digest.hexdigest()[:32]
        same = self.sudo().search([("batch", "=like", f"{name}%")]) - self
        standing = same.filtered(
            lambda one: one.state in ("running", "done", "undoing")
        )
        if standing:
            raise UserError(
                self.env._(
                    "This file was imported already, by %(user)s on %(day)s. Take that "
                    "import back before you repeat it.",
                    user=standing[0].user_id.name,
                    day=fields.Date.to_string(standing[0].imported_on),
                )
            )
        undone = len(same.filtered(lambda one: one.state == "undone"))
        return f"{name}-{undone}" if undone else name

    def action_import(self):
        """Write the rows that were checked; long files go on in the background."""
        self._check_manager()
        if self.state != "checked":
            raise UserError(self.env._("Check the rows first."))
        if self.origin == "file" and self.problem_count:
            raise UserError(
                self.env._(
                    "%s rows have to be corrected. Correct the file, choose it again "
                    "and check it: until then nothing is imported.",
                    self.problem_count,
                )
            )
        if self.row_count == self.problem_count:
            raise UserError(self.env._("There is nothing to import."))
        self._start("running")
        return True

    def action_undo(self):
        """Take the balances back by entries; who used them already will owe them."""
        self._check_manager()
        if self.state != "done":
            raise UserError(self.env._("Only what was imported can be taken back."))
        self._start("undoing")
        return True

    def _start(self, state):
        """Do the first batch now, and leave the rest to the job."""
        # Managers were checked; rows and entries are written by the service.
        opening = self.sudo()
        values = {"state": state}
        if state == "running":
            values.update(user_id=self.env.uid, imported_on=fields.Datetime.now())
        opening.write(values)
        opening.env["points.openings"]._write_next(opening)
        if opening.state == state:
            opening.env.ref("pos_loyalty_membership.points_opening_cron")._trigger()

    def _rows_left(self):
        """How many rows are still to be written, or taken back."""
        self.ensure_one()
        left = {"running": "ready", "undoing": "done"}.get(self.state)
        return self.env["points.opening.line"].search_count(
            [("opening_id", "=", self.id), ("state", "=", left)]
        )

    def _finish(self):
        """Every row is written, or taken back: say so on the program."""
        self.ensure_one()
        undone = self.state == "undoing"
        self.write({"state": "undone" if undone else "done"})
        text = (
            self.env._("Opening balances of “%(name)s” were taken back: %(rows)s rows.")
            if undone
            else self.env._(
                "Opening balances of “%(name)s” were imported: %(rows)s rows."
            )
        )
        rows = self.env["points.opening.line"].search_count(
            [
                ("opening_id", "=", self.id),
                ("state", "=", "undone" if undone else "done"),
            ]
        )
        self.program_id.message_post(body=text % {"name": self.name, "rows": rows})
