"""Odoo as a shop runs it: a process with several workers, and tills over HTTP.

The database is this test run's own copy and is thrown away after it, so what these
tests write stays. Set POINTS_SERVER_WORKERS for more workers.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psutil
import requests

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from ...services.ledger_operations import Credit, Source

WORKERS = int(os.environ.get("POINTS_SERVER_WORKERS") or 3)
START_SECONDS = 300
ANSWER_SECONDS = 90
# How long a till waits before it tries again.
PAUSE = 0.05


class Refused(Exception):
    """The server answered, with an error."""


def free_ports():
    """Two ports nobody listens on."""
    with socket.socket() as one, socket.socket() as other:
        for found in (one, other):
            found.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


class Server:
    """A server process with workers on the database of this test run."""

    def __init__(self):
        self.port, self.bus_port = free_ports()
        self.process = None
        self.folder = tempfile.TemporaryDirectory()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start it and wait until it answers."""
        command = [sys.executable, self._program(), "-c", config["config"]]
        command += ["-d", get_db_name(), "--workers", str(WORKERS)]
        command += ["--http-port", str(self.port), "--gevent-port", str(self.bus_port)]
        command += ["--max-cron-threads", "0", "--log-level", "error"]
        command += ["--limit-time-real", "600", "--limit-time-cpu", "600"]
        self.process = subprocess.Popen(command, start_new_session=True)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                return requests.get(f"{self.url}/web/health", timeout=5)
            except requests.RequestException:
                time.sleep(PAUSE)
        raise AssertionError("the server does not answer")

    def _program(self):
        """Path of a script that runs Odoo: its bus process is started by that path."""
        path = Path(self.folder.name) / "odoo-bin"
        path.write_text("from odoo.cli.command import main\n\nmain()\n")
        return str(path)

    def stop(self):
        """End it with everything it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.folder.cleanup()

    def kill_workers(self):
        """SIGKILL to every process that may be answering; new ones are started."""
        killed = 0
        for worker in psutil.Process(self.process.pid).children():
            try:
                if "gevent" not in worker.cmdline():
                    worker.send_signal(signal.SIGKILL)
                    killed += 1
            except psutil.NoSuchProcess:
                # Killed before, and the server has not noticed yet.
                continue
        return killed

    def kill(self):
        """SIGKILL to all of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Till:
    """A cashier's authenticated session; sends orders as a till does."""

    def __init__(self, server, shop, login):
        self.server, self.shop = server, shop
        self.answers = 0
        self.session = requests.Session()
        values = {"db": get_db_name(), "login": login, "password": login}
        self._post("/web/session/authenticate", values)

    def _post(self, path, params):
        answer = self.session.post(
            f"{self.server.url}{path}",
            json={"jsonrpc": "2.0", "params": params},
            timeout=ANSWER_SECONDS,
        )
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            raise Refused(content["error"]["data"]["debug"])
        return content["result"]

    def call(self, model, method, *args):
        """One call, which may get no answer."""
        path = f"/web/dataset/call_kw/{model}/{method}"
        values = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self._post(path, values)

    def insist(self, model, method, *args):
        """Call until there is an answer, as a till does."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                return self.call(model, method, *args)
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(PAUSE)
        raise AssertionError("the server gave no answer")

    def hold(self, order_uuid, cents, call=None):
        """Ask for points worth so many cents; returns (uuid, answer)."""
        request = {
            "uuid": str(uuid4()),
            "replaces": "",
            "partner_id": self.shop["partner"],
            "program_id": self.shop["program"],
            "rule_id": self.shop["rule"],
            "order_uuid": order_uuid,
            "sales_mode_id": 0,
            "points": cents * 100,
            "money": cents,
        }
        call = call or self.call
        answer = call("points.till", "hold", self.shop["config"], request)
        return request["uuid"], answer

    def order(self, quantity, uuid=None, hold="", cents=0):
        """A paid order of espressos at 3.00, with a discount in cents for a hold."""
        lines = [self._line(self.shop["espresso"], quantity, 3.0)]
        if hold:
            product = self.shop["discount"]
            lines.append(self._line(product, 1, -cents / 100, points_hold_uuid=hold))
        total = round(quantity * 3 - cents / 100, 2)
        now = fields.Datetime.to_string(fields.Datetime.now())
        payment = {"uuid": str(uuid4()), "amount": total, "name": now}
        payment["payment_method_id"] = self.shop["payment_method"]
        return {
            "uuid": uuid or str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.shop["session"],
            "company_id": self.shop["company"],
            "partner_id": self.shop["partner"],
            "date_order": now,
            "amount_total": total,
            "amount_tax": 0,
            "amount_paid": total,
            "amount_return": 0,
            "fiscal_position_id": False,
            "pricelist_id": False,
            "to_invoice": False,
            "sequence_number": 1,
            "last_order_preparation_change": "{}",
            "lines": [Command.create(line) for line in lines],
            "payment_ids": [Command.create(payment)] if total else [],
        }

    def _line(self, product_id, quantity, price, **values):
        return {
            "uuid": str(uuid4()),
            "product_id": product_id,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": round(quantity * price, 2),
            "price_subtotal_incl": round(quantity * price, 2),
            "discount": 0,
            "tax_ids": [Command.set([])],
            "price_type": "original",
            "pack_lot_ids": [],
            **values,
        }


@tagged("post_install", "-at_install")
class ServerCase(BaseCase):
    """A shop that is stored, its server, and two cashiers."""

    LOGINS = ("points_till_one", "points_till_two")

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._connection() as env:
            self.shop = self._make_shop(env)
        self.server = Server()
        self.addCleanup(self.server.stop)
        self.server.start()
        self.tills = [Till(self.server, self.shop, login) for login in self.LOGINS]

    @contextmanager
    def _connection(self):
        """A connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _make_shop(self, env):
        """Ids of a shop with a running program (100 points are 1.00) and one member."""
        company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company, False)
        journal = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        methods = env["pos.payment.method"]
        method = methods.create({"name": f"Card {uuid4()}", "journal_id": journal.id})
        config = env["pos.config"].create(
            {
                "name": f"Served {uuid4()}",
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        self._make_cashiers(env)
        config.open_ui()
        session = config.current_session_id
        session.set_opening_control(0, "")
        program = self._make_program(env, config)
        espresso = env["product.product"].create(
            {
                "name": "Espresso",
                "type": "service",
                "list_price": 3,
                "taxes_id": False,
                "available_in_pos": True,
            }
        )
        return {
            "company": company.id,
            "config": config.id,
            "session": session.id,
            "payment_method": method.id,
            "program": program.id,
            "rule": program.redemption_rule_ids.id,
            "partner": env["res.partner"].create({"name": "Served Ana"}).id,
            "espresso": espresso.id,
            "discount": company.points_discount_product_id.id,
            "channel": company._points_bus_channel(company.id),
        }

    def _make_program(self, env, config):
        program = env["points.program"].create(
            {
                "name": "Served",
                # Other tests of this run left their programs at their own tills.
                "pos_config_ids": [Command.set(config.ids)],
                "tz": "UTC",
                "earning_rule_ids": [
                    Command.create({"kind": "amount", "points": 1, "per_amount": 1})
                ],
                "redemption_rule_ids": [
                    Command.create({"kind": "amount", "points": 100, "money": 1})
                ],
            }
        )
        env.company._points_products().property_account_income_id = env[
            "account.account"
        ].search([("account_type", "=", "income")], limit=1)
        program.state = "running"
        return program

    def _make_cashiers(self, env):
        users = env["res.users"].with_context(no_reset_password=True)
        for login in self.LOGINS:
            if not users.search_count([("login", "=", login)]):
                users.create(
                    {
                        "name": login,
                        "login": login,
                        "password": login,
                        "group_ids": [
                            Command.set(
                                [
                                    env.ref("base.group_user").id,
                                    env.ref("point_of_sale.group_pos_user").id,
                                ]
                            )
                        ],
                    }
                )

    def _give(self, points):
        """Whole points for the member."""
        with self._connection() as env:
            ledger = env["points.ledger"]
            key = (self.shop["program"], self.shop["partner"], "back_office")
            [account_id] = ledger._open_accounts([key]).values()
            now = fields.Datetime.now()
            credit = Credit(
                account_id=account_id,
                kind="import",
                points=points * 100,
                key=f"import:{uuid4()}",
                source=Source(model="res.partner", id=self.shop["partner"]),
                moment=now,
                local_day=now.date(),
            )
            ledger._post([credit])

    def _account(self, env):
        return env["points.account"].search(
            [
                ("partner_id", "=", self.shop["partner"]),
                ("program_id", "=", self.shop["program"]),
            ]
        )

    def assertPoints(self, balance):
        """The member's points, nothing reserved, owed, or wrong anywhere."""
        with self._connection() as env:
            account = self._account(env)
            numbers = (account.balance, account.held, account.debt)
            self.assertEqual(numbers, (balance, 0, 0))
            self.assertEqual(env["points.proof"]._prove(account), [])
