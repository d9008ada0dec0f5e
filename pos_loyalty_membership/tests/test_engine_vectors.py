from odoo.tests import BaseCase, tagged

from . import engine_vectors

ENGINE = "odoo.addons.pos_loyalty_membership.engine"


@tagged("-at_install", "post_install")
class TestEngineVectors(BaseCase):
    """The engine as Odoo imports it answers every case of static/tests/vectors."""

    def test_every_case_is_answered_as_written(self):
        count = 0
        for module, content in engine_vectors.vector_files().items():
            for group, case in engine_vectors.cases(content):
                count += 1
                with self.subTest(module=module, case=case["name"]):
                    self.assertEqual(
                        engine_vectors.run_case(ENGINE, module, group, case),
                        case["expected"],
                    )
        self.assertTrue(count, "no case was found")
