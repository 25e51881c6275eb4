# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: each named system's rows mean here what they meant there."""

from datetime import date, datetime

from odoo.tests import tagged

from .import_common import ImportCase


@tagged("post_install", "-at_install")
class TestCustomerImportSystems(ImportCase):
    def interactions(self, system):
        return self.env["crm.interaction"].search(
            [("external_uid", "like", f"_{system}__.")], order="occurred_at"
        )

    def outcome(self, code):
        return self.env["crm.interaction.outcome"].search([("code", "=", code)])

    def test_hubspot_contacts_keep_every_address_and_calls_every_person(self):
        contacts = (
            "contacts.csv",
            "Record ID,First Name,Last Name,Email,Additional email addresses,"
            "Contact owner,Associated Company IDs\n"
            "11,Ann,Low,ann@hub.test,ann.low@home.test;al@old.test,Lan,501;502\n"
            "12,Bob,Ray,bob@hub.test,,Lan,\n",
        )
        companies = (
            "companies.csv",
            "Record ID,Company name,Company Domain Name,Company owner\n"
            "501,Hub One,hub.test,Lan\n",
        )
        calls = (
            "calls.csv",
            "Record ID,Call Title,Call notes,Call outcome,Call duration,Call direction,"
            "Activity date,Activity assigned to,Associated Contact IDs\n"
            "900,Intro,<p>Hi &amp; bye</p>,No answer,61000,INBOUND,2024-05-06 07:08,"
            "Lan,99;11;12\n",
        )

        batch = self.imported(contacts, companies, calls)

        ann = self.partners.search([("email", "=", "ann@hub.test")])
        self.assertEqual(ann.parent_id.name, "Hub One")
        self.assertEqual(
            set(ann.email_ids.mapped("email_normalized")) - {"ann@hub.test"},
            {"ann.low@home.test", "al@old.test"},
        )
        [call] = self.interactions("hubspot")
        self.assertEqual((call.partner_id, call.user_id), (ann, self.user_lan))
        self.assertEqual((call.duration, call.direction), (61, "in"))
        self.assertEqual(call.occurred_at, datetime(2024, 5, 6, 0, 8))
        self.assertEqual(call.outcome_id, self.outcome("no_answer"))
        self.assertEqual(call.note, "Hi & bye\nAlso with: Bob Ray")
        self.assert_adds_up(batch)

        again = self.imported(contacts, companies, calls)
        self.assertEqual((again.new_count, again.double_count), (0, 0))
        self.assertEqual((again.skipped_count, again.rejected_count), (1, 0))
        self.assertEqual(self.interactions("hubspot"), call)

    def test_salesforce_users_say_who_owns(self):
        batch = self.check(
            ("users.csv", "Id,Username,Email,ProfileId,Name\n"
             "005A0000000000AIAQ,lan@old.test,lan@company.test,p,Lan Old\n"
             "005A0000000000BIAQ,gone@old.test,gone@old.test,p,Gone Man\n"),
            ("a.csv", "Id,Name,BillingCity,OwnerId\n"
             "001A00000000001AAA,Acme A,Hue,005A0000000000AIAQ\n"
             "001A00000000002AAA,Acme B,Hue,005A0000000000BIAQ\n"),
        )  # fmt: skip
        gone = batch.owner_ids.filtered(lambda o: not o.user_id)
        self.assertIn("Gone Man", gone.said)
        self.assertEqual((batch.skipped_count, batch.new_count), (2, 2))

        gone.user_id = self.user_minh
        batch.action_import()
        self.work(batch)

        owners = {
            name: self.partners.search([("name", "=", name)]).user_id
            for name in ("Acme A", "Acme B")
        }
        self.assertEqual(owners, {"Acme A": self.user_lan, "Acme B": self.user_minh})
        self.assert_adds_up(batch)

    def test_answers_are_remembered_for_the_next_import(self):
        calls = (
            "callid,calldate,phone,direction,disposition,agent\n"
            "{0},2024-03-02 10:00:00,0912345678,inbound,Đã tư vấn,may 101\n"
        )
        first = self.check(("a.csv", calls.format("a1")))
        self.assertFalse(first.outcome_ids.outcome_id or first.owner_ids.user_id)
        first.outcome_ids.outcome_id = self.outcome("interested")
        first.owner_ids.user_id = self.user_lan
        first.action_import()
        self.work(first)

        self.imported(("b.csv", calls.format("b2")))

        rows = self.interactions("calls")
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.outcome_id, self.outcome("interested"))
        self.assertEqual(rows.user_id, self.user_lan)
        self.assertFalse(any(rows.mapped("note")))

    def test_word_without_an_outcome_stays_in_the_note(self):
        self.imported(
            (
                "a.csv",
                "callid,calldate,phone,direction,disposition\n"
                "a1,2024-03-02 10:00:00,0912345678,outbound,ANSWERED\n"
                "a2,2024-03-02 11:00:00,0912345678,outbound,NO ANSWER\n",
            )
        )

        answered, missed = self.interactions("calls")
        self.assertEqual(answered.note, "Outcome: ANSWERED")
        self.assertFalse(answered.outcome_id)
        self.assertEqual(missed.outcome_id, self.outcome("no_answer"))

    def test_suitecrm_history_is_read_in_the_zone_of_the_people(self):
        batch = self.imported(
            ("contacts.csv", "id,first_name,last_name,phone_mobile,email1,account_name,"
             "assigned_user_name\nc-1,Dave,Roe,0905111000,dave@suite.test,Suite Ltd,Lan\n"),
            ("calls.csv", "id,name,date_start,date_end,direction,status,parent_type,"
             "parent_id,assigned_user_name\n"
             "k-1,Hello,25/03/2024 10:00,25/03/2024 10:05,Inbound,Held,Contacts,c-1,Lan\n"
             "k-2,Later,26/03/2024 10:00,,Outbound,Planned,Contacts,c-1,Lan\n"),
        )  # fmt: skip

        [call] = self.interactions("suitecrm")
        self.assertEqual(call.partner_id.email, "dave@suite.test")
        self.assertEqual(call.partner_id.parent_id.name, "Suite Ltd")
        self.assertEqual(call.occurred_at, datetime(2024, 3, 25, 3, 0))
        self.assertEqual((call.duration, call.user_id), (300, self.user_lan))
        self.assertEqual(batch.error_count, 1)

    def test_vtiger_finds_whom_by_name_and_never_deletes(self):
        files = [
            ("c.csv", "Contact Id,First Name,Last Name,Primary Email,Organization Name,"
             "Assigned To\nCON7,Eve,Moe,eve@vt.test,Vt Ltd,Lan\n"),
            ("e.csv", "Activity Id,Subject,Activity Type,Event Status,Start Date & Time,"
             "Contact Name,Related To,Assigned To\n"
             "5,Visit,Meeting,Held,2024-02-03 09:00:00,Contacts::::Eve Moe,,Lan\n"),
            ("n.csv", "Comment,Related To,Created Time,Creator\n"
             "Likes tea,Accounts::::Vt Ltd,2024-02-04 09:00:00,Lan\n"),
        ]  # fmt: skip
        self.imported(*files)
        eve = self.partners.search([("email", "=", "eve@vt.test")])
        visit, note = self.interactions("vtiger")
        self.assertEqual((visit.partner_id, visit.type_id.code), (eve, "meeting"))
        self.assertEqual((note.partner_id, note.note), (eve.parent_id, "Likes tea"))

        again = self.imported(*files, on_existing="update")

        self.assertEqual(again.new_count, 0)
        self.assertTrue(eve.exists() and visit.exists())
        self.assertEqual(self.interactions("vtiger"), visit + note)

    def test_google_contacts_split_cells_and_drop_its_own_groups(self):
        self.imported(
            (
                "google.csv",
                "First Name,Middle Name,Last Name,Birthday,Labels,E-mail 1 - Value,"
                "Phone 1 - Value\n"
                "Hoa,Thị,Trần,--05-12,* myContacts ::: Khách VIP,"
                "hoa@g.test ::: hoa2@g.test,0905222333 ::: 0905222444\n",
            )
        )

        hoa = self.partners.search([("email", "=", "hoa@g.test")])
        self.assertEqual(hoa.name, "Trần Thị Hoa")
        self.assertEqual(hoa.category_id.mapped("name"), ["Khách VIP"])
        self.assertEqual(hoa.birthdate, date(2000, 5, 12))
        self.assertTrue(hoa.birthdate_year_unknown)
        self.assertEqual(len(hoa.phone_ids), 2)
        self.assertIn("hoa2@g.test", hoa.email_ids.mapped("email_normalized"))

    def test_a_sheet_downloaded_again_updates_by_its_code(self):
        self.imported(("kh.csv", "Mã KH,Tên,Địa chỉ,SĐT\nG1,Ý Như,Cũ,0905666111\n"))
        known = self.partners.search([("phone", "=", "0905666111")])

        batch = self.imported(
            ("kh (1).csv", "Mã KH,Tên,Địa chỉ,SĐT\nG1,Ý Như Trần,Mới,0905666111\n")
        )

        self.assertEqual(self.verdicts(batch), ["update"])
        self.assertEqual((known.name, known.street), ("Ý Như Trần", "Mới"))

    def test_data_loader_look_ups_by_other_columns(self):
        batch = self.imported(
            ("tasks.csv", "Subject,Who:Contact-Email,CompletedDateTime,Status\n"
             "Called,dao@anphat.test,2024-01-02T03:04:05.000Z,Completed\n"),
        )  # fmt: skip

        [call] = self.interactions("salesforce")
        self.assertEqual((call.partner_id, call.subject), (self.person, "Called"))
        self.assertEqual(batch.done_count, 1)

    def test_lead_that_is_here_is_no_new_lead(self):
        known = self.env["crm.lead"].create(
            {
                "name": "Known", "type": "lead", "contact_name": "Ivy Poe",
                "email_from": "ivy@poe.test", "user_id": self.user_lan.id,
            }
        )  # fmt: skip
        file = (
            "leads.csv",
            "Id,LastName,FirstName,Company,Email,Status,IsConverted\n"
            "00QA00000000001AAA,Poe,Ivy,Poe Ltd,ivy@poe.test,New,false\n"
            "00QA00000000002AAA,Fox,Jan,Fox Ltd,jan@fox.test,New,false\n"
            "00QA00000000003AAA,Fox,Jan,Fox Ltd,jan@fox.test,New,false\n"
            "00QA00000000004AAA,Gone,Up,Up Ltd,up@up.test,New,true\n",
        )
        task = (
            "t.csv",
            "Id,Subject,WhoId,WhatId,Status,ActivityDate\n"
            "00TA00000000009AAA,Rang,00QA00000000001AAA,,Completed,2024-01-02\n",
        )

        batch = self.imported(file, task)

        rows = batch.row_ids.filtered(lambda r: r.file_id.name == "leads.csv")
        self.assertEqual(
            rows.sorted("line").mapped("verdict"),
            ["existing", "new", "double", "skipped"],
        )
        self.assertEqual(rows.sorted("line")[0].match_lead_id, known)
        self.assertFalse(rows.match_partner_id)
        self.assertEqual(self.interactions("salesforce").lead_id, known)
        self.assert_adds_up(batch)

    def test_lead_of_another_is_not_told(self):
        self.env["crm.lead"].create(
            {
                "name": "Secret", "type": "lead", "contact_name": "Ivy Poe",
                "email_from": "ivy@poe.test", "user_id": self.user_minh.id,
            }
        )  # fmt: skip
        file = (
            "leads.csv",
            "Id,LastName,FirstName,Company,Email,Status,IsConverted\n"
            "00QA00000000001AAA,Poe,Ivy,Poe Ltd,ivy@poe.test,New,false\n",
        )

        batch = self.check(file, user=self.user_lan)

        [row] = batch.row_ids
        self.assertEqual(row.verdict, "owned")
        self.assertFalse(row.match_id or row.match_lead_id)

    def test_undo_of_an_update_takes_back_tags_addresses_and_companies(self):
        self.imported(("kh.csv", "Mã KH,Tên,Email\nU1,Ủ Undo,u1@undo.test\n"))
        known = self.partners.search([("email", "=", "u1@undo.test")])
        file = (
            "kh.csv",
            "Mã KH,Tên,Email,Nhóm,Công ty\n"
            "U1,Ủ Undo,u1@undo.test; u2@undo.test,Tạm,Undo Ltd\n",
        )
        batch = self.check(file)
        self.assertIn("Tạm", batch.column_ids.mapped("sample"))
        batch.action_import()
        self.work(batch)
        self.assertEqual(known.category_id.name, "Tạm")
        self.assertIn("u2@undo.test", known.email_ids.mapped("email_normalized"))
        company = known.parent_id
        self.assertEqual(company.name, "Undo Ltd")

        batch.action_undo()
        self.work(batch)

        self.assertEqual(batch.undone_count, 1)
        self.assertFalse(known.category_id or known.parent_id or company.exists())
        self.assertNotIn("u2@undo.test", known.email_ids.mapped("email_normalized"))

    def test_company_that_is_only_named_belongs_to_who_has_its_contact(self):
        file = (
            "kh.csv",
            "Mã KH,Tên,Công ty,Phụ trách,Địa chỉ\nN1,Ý Nhi,Named Ltd,rel_minh,{}\n",
        )
        self.imported((file[0], file[1].format("Một")))
        contact = self.partners.search([("street", "=", "Một")])
        self.assertEqual(contact.parent_id.user_id, self.user_minh)

        batch = self.check((file[0], file[1].format("Hai")), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["owned"])
        self.assertFalse(batch.row_ids.change_text)
