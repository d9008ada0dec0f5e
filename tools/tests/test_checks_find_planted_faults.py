"""Each of the project's own checks finds a fault that was planted, and nothing else."""

import pytest

from tools.checks import (
    imported_tests,
    layers,
    pos_paths,
    single_writer,
    size,
    twins,
    words,
)


def places(faults):
    """(file name, line) of each fault."""
    return [(fault.path.rpartition("/")[2], fault.line) for fault in faults]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("engine/a.py", "import odoo"),
        ("engine/a.py", "import random"),
        ("engine/a.py", "import time"),
        ("engine/a.py", "from ..services import points_ledger"),
        ("engine/a.py", "moment = datetime.now()"),
        ("engine/a.py", "day = date.today()"),
        ("services/a.py", "from ..models import points_entry"),
        ("services/a.py", "from odoo.addons.pos_loyalty_membership.wizards import x"),
        ("services/a.py", "from .. import models"),
        ("models/a.py", "from ..controllers.portal import x"),
    ],
)
def test_an_import_down_the_picture_or_out_of_the_engine_is_found(planted, path, line):
    project = planted({f"ADDON/{path}": f'"""A file."""\n\n{line}\n'})
    assert places(layers.check(project)) == [("a.py", 3)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("engine/a.py", "from .values import Line"),
        ("engine/a.py", "from dataclasses import dataclass"),
        ("services/a.py", "from ..engine.earning import earn"),
        ("models/a.py", "from ..services.ledger_operations import Credit"),
        ("wizards/a.py", "from ..models import points_entry"),
        ("models/a.py", "from odoo import models"),
    ],
)
def test_an_import_up_the_picture_is_allowed(planted, path, line):
    assert layers.check(planted({f"ADDON/{path}": f"{line}\n"})) == []


@pytest.mark.parametrize(
    "line",
    [
        'import { patch } from "@web/core/utils/patch";',
        'import { x } from "../app/x";',
        "const now = Date.now();",
        "const chance = Math.random();",
        "const text = value.toLocaleString();",
    ],
)
def test_an_impure_line_of_the_javascript_engine_is_found(planted, line):
    project = planted({"ADDON/static/src/engine/a.js": f"// A file.\n{line}\n"})
    assert places(layers.check(project)) == [("a.js", 2)]


@pytest.mark.parametrize(
    "body",
    [
        'self.env["points.entry"].create({})',
        'self.env["points.lot"].sudo().search([]).unlink()',
        'self.env["points.account"].create({})',
        'entries = self.env["points.entry"].browse(1); entries.write({"points": 3})',
        'account.write({"live": 3})',
        'self.env.cr.execute("UPDATE points_account SET live = 0")',
        'self.env.cr.execute("delete from points_hold")',
        'self.env.cr.execute("INSERT INTO points_coupon_use VALUES (1)")',
    ],
)
def test_a_second_writer_of_the_ledger_is_found(planted, body):
    text = f"class Model:\n    def method(self, account):\n        {body}\n"
    project = planted({"ADDON/models/a.py": text})
    assert places(single_writer.check(project)) == [("a.py", 3)]


def test_a_ledger_row_in_a_data_file_is_found(planted):
    text = '<odoo>\n<record id="x" model="points.entry"/>\n</odoo>\n'
    project = planted({"ADDON/demo/a.xml": text})
    assert places(single_writer.check(project)) == [("a.xml", 2)]


def test_the_ledger_service_and_readers_may_do_what_they_do(planted):
    write = 'def post(self):\n    self.env["points.entry"].create({})\n'
    read = 'def read(self):\n    return self.env["points.entry"].search([])\n'
    block = 'def block(self):\n    self.env["points.account"].write({"state": "x"})\n'
    project = planted(
        {
            "ADDON/services/points_ledger.py": write,
            "ADDON/services/ledger_holds.py": write,
            "ADDON/models/a.py": read,
            "ADDON/wizards/b.py": block,
        }
    )
    assert single_writer.check(project) == []


def test_a_function_that_only_one_twin_has_is_found(planted):
    project = planted(
        {
            "ADDON/engine/a.py": "def one():\n    pass\n\n\ndef _own():\n    pass\n",
            "ADDON/static/src/engine/a.js": "export function two() {}\n",
        }
    )
    assert places(twins.check(project)) == [("a.py", 1), ("a.js", 1)]


def test_an_engine_file_without_twin_is_found(planted):
    project = planted({"ADDON/engine/a.py": "", "ADDON/static/src/engine/b.js": ""})
    assert places(twins.check(project)) == [("a.py", 1), ("b.js", 1)]


def test_equal_twins_are_left_alone(planted):
    project = planted(
        {
            "ADDON/engine/a.py": "class Value:\n    pass\n\n\ndef one():\n    pass\n",
            "ADDON/static/src/engine/a.js": "export function one() {}\n",
        }
    )
    assert twins.check(project) == []


@pytest.mark.parametrize(("path", "limit"), [("engine/a.py", 40), ("models/a.py", 60)])
def test_a_function_one_line_too_long_is_found(planted, path, limit):
    body = "    pass\n" * (limit - 1)
    documented = f'def one():\n    """Says what.\n\n    Twice.\n    """\n{body}'
    assert size.check(planted({f"ADDON/{path}": documented})) == []
    assert places(
        size.check(planted({f"ADDON/{path}": f"{documented}    pass\n"}))
    ) == [("a.py", 1)]


def test_a_file_that_is_too_long_is_found(planted):
    project = planted({"ADDON/static/src/app/a.js": "//\n" * 401})
    assert places(size.check(project)) == [("a.js", 401)]


@pytest.mark.parametrize(
    "line",
    [
        "# TO" + "DO: later",
        "# FIX" + "ME",
        "@unittest.sk" + "ip('no')",
        "self.sk" + "ipTest('no')",
        "test.on" + "ly('one')",
        "@pytest.mark.xf" + "ail",
        "path = '/wo" + "rk/main'",
        "path = '/ho" + "me/me/x'",
        "see py" + "pi.org",
        "URIs: http://deb.deb" + "ian.org/x",
        "import p" + "db; p" + "db.set_trace()",
    ],
)
def test_a_word_that_does_not_belong_here_is_found(planted, line):
    assert places(words.check(planted({"ADDON/a.py": f"\n{line}\n"}))) == [("a.py", 2)]


def test_words_that_only_look_alike_are_left_alone(planted):
    text = "# the todos of /web/tests and https://example.com/work/\nskipped = 1\n"
    assert words.check(planted({"ADDON/a.py": text})) == []


def test_a_file_name_without_subject_is_found_but_not_where_it_mirrors_odoo(planted):
    project = planted(
        {"ADDON/models/utils.py": "", "ADDON/static/src/app/utils/a.js": ""}
    )
    assert places(words.check(project)) == [("utils.py", 1)]


def test_a_test_file_that_odoo_would_not_run_is_found(planted):
    project = planted(
        {
            "ADDON/tests/__init__.py": "from . import test_a\n",
            "ADDON/tests/test_a.py": "",
            "ADDON/tests/test_b.py": "",
            "ADDON/tests/common.py": "",
        }
    )
    assert places(imported_tests.check(project)) == [("test_b.py", 1)]


@pytest.fixture
def till(planted, tmp_path):
    """A function that plants files of the till beside a small Odoo."""
    pos = tmp_path / "odoo" / "point_of_sale" / "static" / "src" / "app"
    (pos / "models").mkdir(parents=True)
    (pos / "models" / "pos_order.js").write_text("export class PosOrder {}\n")
    (pos / "models" / "pos_order.xml").write_text(
        '<templates><t t-name="point_of_sale.Order"/></templates>\n'
    )

    def plant(files):
        named = {f"ADDON/static/src/app/{name}": text for name, text in files.items()}
        return planted(named, [tmp_path / "odoo"])

    return plant


PATCH = """import { PosOrder } from "@point_of_sale/app/models/pos_order";
patch(PosOrder.prototype, {});
"""


def test_a_patch_away_from_the_path_of_its_class_is_found(till):
    assert pos_paths.check(till({"models/pos_order.js": PATCH})) == []
    faults = pos_paths.check(till({"services/order.js": PATCH}))
    assert places(faults) == [("order.js", 2)]


def test_an_import_that_this_odoo_does_not_have_is_found(till):
    text = 'import { Gone } from "@point_of_sale/app/models/gone";\n'
    assert places(pos_paths.check(till({"models/a.js": text}))) == [("a.js", 1)]


def test_a_template_change_away_from_its_file_or_of_no_template_is_found(till):
    change = '<t t-inherit="point_of_sale.{}" t-inherit-mode="extension"/>\n'
    good = till({"models/pos_order.xml": change.format("Order")})
    assert pos_paths.check(good) == []
    moved = till({"models/other.xml": change.format("Order")})
    assert places(pos_paths.check(moved)) == [("other.xml", 1)]
    gone = till({"models/other.xml": change.format("Gone")})
    assert places(pos_paths.check(gone)) == [("other.xml", 1)]
