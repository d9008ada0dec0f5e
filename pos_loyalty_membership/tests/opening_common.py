"""Spreadsheets of opening balances, and what becomes of them."""

import base64
import csv
import io
from unittest.mock import patch

import openpyxl

from odoo.tests import new_test_user

from .common import PointsCommon

TITLES = ("Name", "Phone", "E-mail", "Card number", "Points", "Expires on")


class OpeningCommon(PointsCommon):
    """A program, its manager, and Ana, who is known by her phone number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.es")
        cls.ana.write({"phone": "+34600123456", "email": "ana@example.com"})
        cls.manager = new_test_user(
            cls.env,
            "opening_manager",
            groups="base.group_user,pos_loyalty_membership.points_group_manager",
            company_id=cls.company.id,
        )

    @classmethod
    def _csv(cls, *rows, titles=TITLES):
        output = io.StringIO()
        csv.writer(output).writerows([titles, *rows])
        return output.getvalue().encode()

    @classmethod
    def _xlsx(cls, *rows, titles=TITLES):
        book = openpyxl.Workbook()
        for row in [titles, *rows]:
            book.active.append(row)
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def _opening(self, content, name="balances.csv", **values):
        """An opening of a file's content, as the manager makes it."""
        openings = self.env["points.opening"].with_user(self.manager)
        return openings.create(
            {
                "program_id": self.program.id,
                "file": base64.b64encode(content),
                "file_name": name,
                **values,
            }
        )

    def _checked(self, *rows, **values):
        opening = self._opening(self._csv(*rows), **values)
        opening.action_check()
        return opening

    def _imported(self, *rows, **values):
        opening = self._checked(*rows, **values)
        opening.action_import()
        return opening

    def _run_job(self, limit=500, batches=1000):
        """Run the job for so many batches, without its commits."""
        seconds = iter([1000.0] * batches)
        progress = patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            side_effect=lambda *_args, **_named: next(seconds, 0),
        )
        with progress:
            self.env["points.openings"].sudo()._cron_write(limit=limit)

    def _member(self, name):
        return self.env["points.account"].search(
            [("program_id", "=", self.program.id), ("partner_id.name", "=", name)]
        )

    def assertProven(self):
        self.assertEqual(self.env["points.proof"]._prove(programs=self.program), [])
