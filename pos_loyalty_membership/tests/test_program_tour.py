from odoo.tests import HttpCase, tagged

from .configuration_common import ConfigurationCommon


@tagged("post_install", "-at_install")
class TestProgramTour(ConfigurationCommon, HttpCase):
    def test_from_template_to_start_in_eight_clicks_and_four_fields(self):
        before = self.env["points.program"].search([])
        self.program.income_account_id = False
        self.start_tour(
            "/odoo/action-point_of_sale.action_pos_config_kanban",
            "points_program_tour",
            login="admin",
            timeout=300,
        )
        program = self.env["points.program"].search([]) - before
        self.assertEqual((program.name, program.state), ("Café Points", "running"))
        self.assertEqual(program.income_account_id, self.income)
