from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .configuration_common import ConfigurationCommon


@tagged("post_install", "-at_install")
class TestWhoIsAMember(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.action_start()
        cls.firm = cls.env["res.partner"].create(
            {"name": "Ruiz & Co", "is_company": True}
        )
        cls.worker = cls.env["res.partner"].create(
            {"name": "Eva", "parent_id": cls.firm.id, "type": "contact"}
        )

    def _child(self, parent, kind):
        return self.env["res.partner"].create(
            {"name": f"{kind} of {parent.name}", "parent_id": parent.id, "type": kind}
        )

    def _never(self, partner):
        self.assertFalse(partner._points_member(self.program))

    def test_a_person_is_a_member(self):
        self.assertEqual(self.ana._points_member(self.program), self.ana)

    def test_nobody_is_nobody(self):
        self._never(self.env["res.partner"])

    def test_the_public_users_contact_never_is(self):
        self._never(self.env.ref("base.public_partner"))

    def test_a_new_public_users_contact_never_is(self):
        self.ana._points_member(self.program)
        user = self.env["res.users"].create(
            {
                "name": "Visitor of another website",
                "login": "visitor",
                "group_ids": [Command.set([self.env.ref("base.group_public").id])],
            }
        )
        self._never(user.partner_id)

    def test_the_companys_own_contact_never_is(self):
        self.program.companies_allowed = True
        self._never(self.company.partner_id)
        self._never(self._child(self.company.partner_id, "invoice"))

    def test_a_new_companys_own_contact_never_is(self):
        self.program.companies_allowed = True
        self.ana._points_member(self.program)
        self._never(self.env["res.company"].create({"name": "Branch"}).partner_id)

    def test_a_contact_marked_as_anonymous_never_is(self):
        self.ana.points_anonymous = True
        self._never(self.ana)
        self._never(self._child(self.ana, "delivery"))

    def test_anonymous_contacts_of_localisations_are_detected(self):
        for module, name in (("l10n_ar", "par_cfa"), ("l10n_es", "partner_simplified")):
            if self.env.ref(f"{module}.{name}", raise_if_not_found=False):
                continue
            partner = self.env["res.partner"].create({"name": "Consumidor Final"})
            self.env["ir.model.data"].create(
                {
                    "module": module,
                    "name": name,
                    "model": "res.partner",
                    "res_id": partner.id,
                }
            )
            self.env.registry.clear_cache()
            with self.subTest(module=module):
                self._never(partner)

    def test_companies_are_members_only_if_the_program_says_so(self):
        self._never(self.firm)
        self.program.companies_allowed = True
        self.assertEqual(self.firm._points_member(self.program), self.firm)

    def test_addresses_resolve_to_whom_they_belong(self):
        for kind in ("invoice", "delivery", "other"):
            address = self._child(self.ana, kind)
            self.assertEqual(address._points_member(self.program), self.ana)
        nested = self._child(self._child(self.ana, "other"), "invoice")
        self.assertEqual(nested._points_member(self.program), self.ana)

    def test_an_address_of_a_company_is_the_company(self):
        address = self._child(self.firm, "invoice")
        self._never(address)
        self.program.companies_allowed = True
        self.assertEqual(address._points_member(self.program), self.firm)

    def test_people_of_a_company_have_their_own_account(self):
        self.program.companies_allowed = True
        self.assertEqual(self.worker._points_member(self.program), self.worker)

    def test_people_of_a_company_use_its_account_if_the_program_says_so(self):
        self.program.write({"companies_allowed": True, "person_account": "company"})
        self.assertEqual(self.worker._points_member(self.program), self.firm)
        delivery = self._child(self.worker, "delivery")
        self.assertEqual(delivery._points_member(self.program), self.firm)
        self.assertEqual(self.ana._points_member(self.program), self.ana)

    def test_a_contact_of_another_company_never_is(self):
        self.ana.company_id = self.env["res.company"].create({"name": "Other"})
        self._never(self.ana)
        self.ana.company_id = self.company
        self.assertEqual(self.ana._points_member(self.program), self.ana)

    def test_many_contacts_cost_no_query_each(self):
        people = self.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(40)]
        )
        people._points_never_members()
        self.env.flush_all()
        self.env.invalidate_all()
        self.program.read(["person_account", "companies_allowed", "company_id"])
        self.assertTrue(self.program.company_id.parent_ids)
        with self.assertQueryCount(2):
            members = people._points_members(self.program)
        self.assertEqual(len(members), 40)


@tagged("post_install", "-at_install")
class TestBalanceOnTheContact(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"sequence": 1})
        cls.program.action_start()

    def test_it_is_that_of_the_first_running_program_never_a_sum(self):
        second = self._create_program("Second", sequence=2)
        second.action_start()
        self._credit(10000)
        self._credit(700, account=self._open_account(second, self.ana))
        self.ana.invalidate_recordset()
        self.assertEqual(self.ana.points_balance, 100)
        self.assertEqual(self.ana.points_balance_text, "100 pts")
        self.assertEqual(self.ana.points_account_count, 2)
        self.program.sequence = 3
        self.ana.invalidate_recordset()
        self.assertEqual(self.ana.points_balance, 7)

    def test_a_contact_without_account_has_nothing(self):
        other = self.env["res.partner"].create({"name": "Luis"})
        self.assertEqual((other.points_balance, other.points_account_count), (0, 0))

    def test_another_companys_points_are_not_shown(self):
        self._credit(10000)
        other = self._create_company("Other")
        ana = self.ana.with_company(other)
        self.assertEqual(ana.points_balance, 0)
        self.assertFalse(ana.points_balance_text)

    def test_many_contacts_cost_a_fixed_number_of_queries(self):
        people = self.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(40)]
        )
        for person in people:
            self._open_account(self.program, person)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            people.mapped("points_balance")

    def test_the_button_opens_the_only_account_or_the_list(self):
        action = self.ana.action_view_points_accounts()
        self.assertEqual(action["res_id"], self.account.id)
        second = self._create_program("Second")
        self._open_account(second, self.ana)
        self.ana.invalidate_recordset()
        self.assertFalse(self.ana.action_view_points_accounts()["res_id"])


@tagged("post_install", "-at_install")
class TestEnrolling(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.member_policy = "enrolled"
        cls.program.action_start()

    def _enrol(self, partners):
        wizard = self.env["points.account.enrol"].create(
            {"program_id": self.program.id, "partner_ids": [Command.set(partners.ids)]}
        )
        return self.env["points.account"].search(wizard.action_enrol()["domain"])

    def test_contacts_become_members_once(self):
        luis = self.env["res.partner"].create({"name": "Luis"})
        accounts = self._enrol(luis | self.ana)
        self.assertEqual(accounts.partner_id, luis | self.ana)
        self.assertIn(self.account, accounts)
        self.assertEqual(self._enrol(luis), accounts - self.account)
        new = accounts - self.account
        self.assertEqual((new.state, new.joined_source), ("open", "back_office"))

    def test_those_who_cannot_be_members_are_named_and_nobody_is_enrolled(self):
        luis = self.env["res.partner"].create({"name": "Luis"})
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        with self.assertRaisesRegex(UserError, "Nobody was enrolled.*Firm"):
            self._enrol(luis | firm)
        self.assertFalse(luis.points_account_ids)

    def test_a_draft_enrols_nobody(self):
        draft = self._create_program("Draft")
        wizard = self.env["points.account.enrol"].create(
            {"program_id": draft.id, "partner_ids": [Command.set(self.ana.ids)]}
        )
        with self.assertRaisesRegex(UserError, "is not running"):
            wizard.action_enrol()
