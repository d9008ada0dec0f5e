"""Programs of Odoo's own loyalty, beside ours."""

from odoo.fields import Command


class NativeCommon:
    """For test cases that sell what Odoo's own loyalty sells."""

    def _native(self, program_type, **values):
        """A program of Odoo's own loyalty, and the product it sells."""
        product = self._sell_product("Stored value", 50.0)
        self.env["loyalty.program"].create(
            {
                "name": program_type,
                "program_type": program_type,
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_amount": 1,
                            "reward_point_mode": "money",
                            "product_ids": [Command.set(product.ids)],
                        }
                    )
                ],
                **values,
            }
        )
        self.env.registry.clear_cache()
        return product
