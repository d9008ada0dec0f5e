"""What points cost, measured side by side with what Odoo does without them."""
