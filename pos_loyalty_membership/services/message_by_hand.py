"""Messages that officers write themselves."""

from odoo import api, fields, models

from . import ledger_sql, message_rows


class PointsMessages(models.AbstractModel):
    _inherit = "points.messages"

    @api.model
    def _reach(self, accounts, channel, is_offer):
        """{why it is not sent, or "": number} of a message to these accounts."""
        messages = self.env["points.message"]
        for account in accounts:
            messages |= messages.new(
                {
                    "account_id": account.id,
                    "program_id": account.program_id.id,
                    "kind": "by_hand",
                    "channel": channel,
                    "is_offer": is_offer,
                }
            )
        ways = self._ways(None, messages)
        counts = {}
        for message in messages:
            reason = self._skip_reason(None, message, ways[message])
            counts[reason] = counts.get(reason, 0) + 1
        return counts

    @api.model
    def _write_by_hand(self, accounts, values):
        """Queue a message for each account: reason, channel, is_offer, subject, body.

        The reason is the request: sent again, it queues nothing.
        """
        rows = [{"account_id": account.id, **values} for account in accounts]
        written = message_rows.queue_by_hand(
            self.env, ledger_sql.as_json(rows), fields.Datetime.now()
        )
        if written:
            self._trigger_job()
        return written
