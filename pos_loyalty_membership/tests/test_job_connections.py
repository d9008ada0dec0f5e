"""Jobs beside a till that is serving a member: skipped, not waited for, not lost."""

from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.tests import tagged

from ..engine.values import Expiry, to_dict
from .ledger_connections import ConnectionsCase


@tagged("post_install", "-at_install")
class TestJobConnections(ConnectionsCase):
    def _points_of(self, days):
        """Three members with 100 points each until so many days from today."""
        last = fields.Date.add(fields.Date.today(), days=days)
        account_ids = [self.account_id, *self._members(2)]
        for account_id in account_ids:
            self._post(self._credit(10_000, account_id=account_id, expires_on=last))
        return account_ids

    def _beside_a_till(self, account_id, job):
        """Run a job, committing, while another connection has locked an account."""
        with self.registry.cursor() as till:
            till.execute(
                "SELECT id FROM points_account WHERE id = %s FOR NO KEY UPDATE",
                [account_id],
            )
            # A job that waited for the till would end in an error here.
            self._alone(job)
            till.rollback()

    def _alone(self, job):
        with self._connection() as env:
            env.cr.execute("SET lock_timeout = '2s'")

            def commit(_job, *_args, **_named):
                env.cr.commit()
                return 1000.0

            with patch.object(type(env["ir.cron"]), "_commit_progress", commit):
                job(env)

    def test_expiry_leaves_a_member_who_is_being_served_for_the_next_run(self):
        accounts = self._points_of(-1)
        busy = accounts[1]

        def expire(env):
            env["points.ledger"]._cron_fall_due(limit=2)

        self._beside_a_till(busy, expire)
        self.assertEqual(
            [self._numbers(each)[0] for each in accounts],
            [100 if each == busy else 0 for each in accounts],
        )
        self._alone(expire)
        self.assertEqual([self._numbers(each)[0] for each in accounts], [0, 0, 0])
        self.assertEqual(self._prove(), [])

    def test_another_expiry_comes_back_to_a_member_who_was_being_served(self):
        accounts = self._points_of(10)
        busy = accounts[1]
        with self._connection() as env:
            entries = env["points.entry"]
            change_id = (
                env["points.expiry.change"]
                .create(
                    {
                        "name": "Months",
                        "uuid": str(uuid4()),
                        "program_id": self.program_id,
                        "expiry": to_dict(Expiry(mode="months", number=12)),
                        "not_before": fields.Date.today(),
                        "last_entry_id": entries.search(
                            [], order="id desc", limit=1
                        ).id,
                        "user_id": env.uid,
                        "member_count": 3,
                    }
                )
                .id
            )

        def apply(env):
            env["points.expiry.changes"]._cron_apply(limit=2)

        self._beside_a_till(busy, apply)
        self.assertEqual(self._change(change_id), ("running", 2, [busy]))
        self._alone(apply)
        self.assertEqual(self._change(change_id), ("done", 3, []))
        with self._connection() as env:
            lots = env["points.lot"].search([("account_id", "in", accounts)])
            last = fields.Date.add(fields.Date.today(), months=12)
            self.assertEqual(set(lots.mapped("expires_on")), {last})
        self.assertEqual(self._prove(), [])

    def _change(self, change_id):
        with self._connection() as env:
            change = env["points.expiry.change"].browse(change_id)
            return (change.state, change.done_count, change.skipped or [])
