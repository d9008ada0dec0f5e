"""The empty spreadsheet of opening balances, with the titles the import knows."""

import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

# Columns as text: a spreadsheet would take the first zero of a number away.
TEXT_COLUMNS = ("phone", "card_number")
WIDTH = 22


class OpeningTemplate(http.Controller):
    @http.route("/points/opening/template", type="http", auth="user", readonly=True)
    def opening_template(self):
        """The spreadsheet to fill in; only for who may import it."""
        if not request.env.user.has_group(
            "pos_loyalty_membership.points_group_manager"
        ):
            raise request.not_found()
        content = self._workbook(request.env["points.openings"]._column_labels())
        name = request.env._("Opening balances")
        return request.make_response(
            content,
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )

    def _workbook(self, labels):
        """The bytes of a workbook with one titled, empty sheet."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True})
            formats = {
                **dict.fromkeys(TEXT_COLUMNS, book.add_format({"num_format": "@"})),
                "expires_on": book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            for place, (name, label) in enumerate(labels.items()):
                sheet.set_column(place, place, WIDTH, formats.get(name))
                sheet.write(0, place, label, bold)
            sheet.freeze_panes(1, 0)
        return output.getvalue()
