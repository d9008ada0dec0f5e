"""The server's side of the vectors that both shells run: base lines to basket."""

import json
from datetime import datetime

from odoo.fields import Command
from odoo.tools import file_open

from ..engine.values import Basket, to_dict
from .till_common import TillCommon

VECTORS = "pos_loyalty_membership/static/tests/vectors_shell/basket.json"


class TestBasketVectors(TillCommon):
    def test_orders_become_the_baskets_of_the_vectors(self):
        with file_open(VECTORS) as stream:
            cases = json.load(stream)
        for case in cases:
            with self.subTest(case["name"]):
                self._run_case(case)
                self.env.registry.clear_cache()

    def _run_case(self, case):
        self.company.tax_calculation_rounding_method = case.get(
            "rounding_method", "round_per_line"
        )
        taxes = self._taxes(case["taxes"])
        self.categories = {
            "product.category": self._categories("product.category", case),
            "pos.category": self._categories("pos.category", case),
        }
        products = {
            name: self._product(name, values)
            for name, values in case["products"].items()
        }
        order = self._order(case, taxes, products)
        program = self._program(case["program"])
        snapshot = self.env["points.snapshot"].sudo()
        now = datetime.fromisoformat(case["now"])
        basket = snapshot._basket(
            order.sudo(),
            program,
            snapshot._line_amounts(order.sudo()),
            snapshot._situation(program, now, self.config.id),
        )
        found = to_dict(basket)
        if case["payments"] is None:
            found["received"] = None
        self.assertEqual(found, self._expected(case, taxes, products))

    def _taxes(self, definitions):
        taxes = {}
        for letter, values in definitions.items():
            if "children" in values:
                children = [taxes[child].id for child in values["children"]]
                taxes[letter] = self._new_tax(
                    0, amount_type="group", children_tax_ids=[Command.set(children)]
                )
                continue
            taxes[letter] = self._new_tax(
                values["amount"],
                included=values.get("included", False),
                amount_type=values["kind"],
                sequence=values.get("sequence", 1),
                include_base_amount=values.get("affects_next", False),
            )
        return taxes

    def _categories(self, model, case):
        key = "categories" if model == "product.category" else "pos_categories"
        found = {}
        for name, values in case.get(key, {}).items():
            parent = found.get(values.get("parent"), self.env[model])
            found[name] = self.env[model].create(
                {"name": name, "parent_id": parent.id, **self._assignment(values)}
            )
        return found

    def _assignment(self, values):
        return {
            "points_mode": values.get("mode", "inherit"),
            "points_per_unit": values.get("points", 0),
            "points_never_redeemable": values.get("barred", "inherit"),
        }

    def _product(self, name, values):
        role = values.get("role", "goods")
        if role == "points":
            return self.company.points_discount_product_id
        of_till = self.categories["pos.category"]
        category = self.categories["product.category"].get(values.get("category"))
        product = self._sell_product(
            name,
            1.0,
            categ_id=category.id if category else False,
            pos_categ_ids=[
                of_till[each].id for each in values.get("pos_categories", [])
            ],
            points_price=values.get("price", 0),
            **self._assignment(values),
        )
        if role == "tip":
            self.config.tip_product_id = product
        return product

    def _position(self, mapping, taxes):
        position = self.env["account.fiscal.position"]
        if not mapping:
            return position
        position = position.create({"name": "Mapping"})
        for source, targets in mapping.items():
            for target in targets:
                taxes[target].write(
                    {
                        "fiscal_position_ids": [Command.link(position.id)],
                        "original_tax_ids": [Command.link(taxes[source].id)],
                    }
                )
        return position

    def _order(self, case, taxes, products):
        origin = self._sell([self._line(self.espresso, 9)])
        lines = [
            self._line(
                products[line["product"]],
                qty=line["qty"],
                price=line["price"],
                uuid=f"{line['uuid']}-{origin.id}",
                discount=line.get("discount", 0),
                tax_ids=[Command.set([taxes[t].id for t in line.get("taxes", [])])],
                points_hold_uuid=line.get("hold", False),
                refunded_orderline_id=line.get("refunds") and origin.lines.id,
                points_discount_line_id=line.get("withholds") and origin.lines.id,
            )
            for line in case["lines"]
        ]
        values = self._order_values(
            lines,
            state="draft",
            fiscal_position_id=self._position(case.get("mapping"), taxes).id,
        )
        values["payment_ids"] = [
            Command.create({"amount": amount, "payment_method_id": self.cash_pm1.id})
            for amount in case["payments"] or []
        ]
        self.env["pos.order"].sync_from_ui([values])
        order = self.env["pos.order"].search([("uuid", "=", values["uuid"])])
        by_uuid = {line.uuid.rsplit("-", 1)[0]: line for line in order.lines}
        for line in case["lines"]:
            if "part_of" in line:
                by_uuid[line["uuid"]].combo_parent_id = by_uuid[line["part_of"]]
        return order

    def _program(self, values):
        self.program.write(
            {
                "earn_basis": values.get("earn_basis", "tax_included"),
                "tz": values.get("tz", "UTC"),
                "day_starts_at": values.get("day_starts_at", 0) / 60,
            }
        )
        [program] = self.env["points.snapshot"]._till_programs(self.config)
        return program

    def _expected(self, case, taxes, products):
        """The vector's basket with this database's ids."""
        expected = json.loads(json.dumps(case["expected"]))
        order = self.env["pos.order"].search([], order="id desc", limit=1)
        for line in expected["lines"]:
            [stored] = order.lines.filtered(
                lambda item, line=line: item.uuid.rsplit("-", 1)[0] == line["uuid"]
            )
            letters = line.get("tax_key", "")
            ids = [taxes[letter].id for letter in letters.split("_") if letter]
            line.update(
                uuid=stored.uuid,
                product_id=products[line["product_id"]].id,
                tax_key="_".join(map(str, sorted(ids))),
            )
            for model, key in (
                ("product.category", "category_ids"),
                ("pos.category", "pos_category_ids"),
            ):
                found = [self.categories[model][name].id for name in line.get(key, [])]
                line[key] = sorted(found)
            line.setdefault("earns", True)
            line.setdefault("redeemable", True)
            line.setdefault("hold_uuid", "")
            line.setdefault("program_id", 0)
        expected["situation"]["place_id"] = self.config.id
        return to_dict(Basket.from_dict(expected))
