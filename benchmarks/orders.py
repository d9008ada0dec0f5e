"""Paid orders as a till sends them: five lines of a member, one of each product."""

from uuid import uuid4

from odoo import Command, fields

DISCOUNT = 5.0


def goods(env, shop):
    """Line values of one of each product."""
    return [
        line(product_id, price, [shop.tax_id])
        for product_id, price in zip(shop.product_ids, shop.prices, strict=True)
    ]


def line(product_id, price, tax_ids, **values):
    """One line as the till writes it."""
    return {
        "uuid": str(uuid4()),
        "product_id": product_id,
        "qty": 1,
        "price_unit": price,
        "discount": 0,
        "tax_ids": [Command.set(tax_ids)],
        "full_product_name": "Goods",
        "pack_lot_ids": [],
        **values,
    }


def base_lines(env, shop, lines):
    """Tax base lines of line values, rounded."""
    account_tax = env["account.tax"]
    company = env["res.company"].browse(shop.company_id)
    result = [
        account_tax._prepare_base_line_for_taxes_computation(
            {},
            product_id=env["product.product"].browse(values["product_id"]),
            tax_ids=account_tax.browse(values["tax_ids"][0][2]),
            price_unit=values["price_unit"],
            quantity=values["qty"],
            currency_id=env["res.currency"].browse(shop.currency_id),
            rate=1.0,
            is_refund=values["qty"] * values["price_unit"] < 0,
            extra_tax_data=values.get("extra_tax_data"),
        )
        for values in lines
    ]
    account_tax._add_tax_details_in_base_lines(result, company)
    account_tax._round_base_lines_tax_details(result, company)
    return result


def discount(env, shop, lines, money, hold_uuid):
    """The discount lines of a redemption, by the tax helper the till uses."""
    account_tax = env["account.tax"]
    company = env["res.company"].browse(shop.company_id)
    product = company.points_discount_product_id
    found = account_tax._prepare_global_discount_lines(
        base_lines(env, shop, lines),
        company,
        "fixed",
        money,
        computation_key=f"points,{hold_uuid}",
        grouping_function=lambda base_line: {"product_id": product},
    )
    return [
        line(
            product.id,
            base_line["price_unit"],
            base_line["tax_ids"].ids,
            extra_tax_data=account_tax._export_base_line_extra_tax_data(base_line),
            points_hold_uuid=hold_uuid,
        )
        for base_line in found
    ]


def plain_discount(env, shop, lines, money):
    """A discount line by hand: what the same order has without any points."""
    discounted = line(shop.product_ids[0], -money, [shop.tax_id])
    return [*lines, discounted]


def returned(env, order_id):
    """Line values that return a whole order, as the till writes them.

    A discount made with points is kept back by a line of its own, with a link of its
    own; any other line is returned.
    """
    order = env["pos.order"].browse(order_id)
    return [
        line(
            sold.product_id.id,
            sold.price_unit,
            sold.tax_ids.ids,
            qty=-sold.qty,
            **{_link_of(sold): sold.id},
        )
        for sold in order.lines
    ]


def _link_of(sold):
    """The field by which a line of a return names this line of the sale."""
    by_points = "points_hold_uuid" in sold._fields and sold.points_hold_uuid
    return "points_discount_line_id" if by_points else "refunded_orderline_id"


def order(env, shop, lines, uuid=None, **values):
    """The dict of a paid order, in cash to the cent."""
    computed = base_lines(env, shop, lines)
    company = env["res.company"].browse(shop.company_id)
    totals = env["account.tax"]._get_tax_totals_summary(
        computed, env["res.currency"].browse(shop.currency_id), company
    )
    total = totals["total_amount_currency"]
    for line_values, base_line in zip(lines, computed, strict=True):
        details = base_line["tax_details"]
        line_values["price_subtotal"] = details["total_excluded_currency"]
        line_values["price_subtotal_incl"] = details["total_included_currency"]
    now = fields.Datetime.to_string(fields.Datetime.now())
    payment = {
        "uuid": str(uuid4()),
        "amount": total,
        "payment_method_id": shop.payment_method_id,
        "name": now,
    }
    return {
        "uuid": uuid or str(uuid4()),
        "access_token": str(uuid4()),
        "state": "paid",
        "session_id": shop.session_id,
        "company_id": shop.company_id,
        "user_id": shop.cashier_id,
        "partner_id": shop.partner_id,
        "date_order": now,
        "amount_total": total,
        "amount_tax": totals["tax_amount_currency"],
        "amount_paid": total,
        "amount_return": 0,
        "fiscal_position_id": False,
        "pricelist_id": shop.pricelist_id,
        "to_invoice": False,
        "sequence_number": 1,
        "last_order_preparation_change": "{}",
        "lines": [Command.create(line_values) for line_values in lines],
        "payment_ids": [Command.create(payment)],
        **values,
    }
