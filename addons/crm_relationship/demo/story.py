# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two weeks of a furniture workshop in Vietnam, told with the ERP's own documents.

Everything but calls and visits is made as mails, orders, deliveries, invoices and
payments of the past, and the timelines come from the backfill, as they do in a
company that installs the app after years of work. Days count back from today, hours
are those of Vietnam.
"""

from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from odoo import Command
from odoo.tools import SQL

from . import (
    audit,
    calls,
    chats,
    duplicates,
    gateway,
    imports,
    leaver,
    paper,
    reports,
)
from .qualification import put_aside, qualify, remember_calls

UTC_OFFSET = timedelta(hours=7)  # Asia/Ho_Chi_Minh, no daylight saving
RATE_VND_PER_USD = 25_400
USERS = {
    "huong": ("Lê Thị Hương", "sales_team.group_sale_salesman"),
    "quan": ("Trần Minh Quân", "sales_team.group_sale_salesman"),
    "long": ("Phạm Đức Long", "sales_team.group_sale_manager"),
    "trang": ("Nguyễn Thu Trang", "account.group_account_invoice"),
}
CUSTOMERS = {
    "song_huong": ("Khách sạn Sông Hương", "Huế", "huong", "024 3822 0188"),
    "an_phat": ("Công ty CP Xây dựng An Phát", "Hà Nội", "quan", "024 3974 5566"),
    "hoa_sen": ("Trường mầm non Hoa Sen", "Đà Nẵng", "huong", "0236 3890 221"),
    "moc": ("Quán cà phê Mộc", "Hội An", "quan", "0905 112 233"),
    "tam_binh": ("Công ty TNHH Dược Tâm Bình", "Cần Thơ", "huong", "0292 3812 345"),
}
PEOPLE = {
    "dao": ("Nguyễn Thị Đào", "song_huong", "Trưởng phòng mua hàng", "0912 345 678"),
    "khanh": ("Võ Quốc Khánh", "song_huong", "Tổng quản lý", "0903 887 766"),
    "dung": ("Đặng Tiến Dũng", "an_phat", "Giám đốc dự án", "0988 123 456"),
    "mai": ("Hoàng Thị Mai", "hoa_sen", "Hiệu trưởng", "0935 664 411"),
    "tuan": ("Lý Anh Tuấn", "moc", "Chủ quán", "0905 112 233"),
    "yen": ("Trương Hải Yến", "tam_binh", "Trưởng phòng hành chính", "0939 222 111"),
}
PRODUCTS = {
    "desk": ("Bàn gỗ sồi 1m4", 4_200_000),
    "chair": ("Ghế bọc da Hội An", 1_350_000),
    "shelf": ("Kệ sách treo tường", 890_000),
    "bed": ("Giường khách sạn 1m6", 7_900_000),
    "table": ("Bàn cà phê tròn", 1_150_000),
}


def tell(env):
    """Create the demo story in a database that has demo data."""
    Story(env).tell()


class Story:
    """The records of the story, by the short names above."""

    def __init__(self, env):
        self.env = env(
            context={
                **env.context,
                "interaction_capture_disable": True,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
                "mail_create_nolog": True,
                "mail_notify_force_send": False,
                "no_reset_password": True,
                "dont_notify": True,
                "no_mail_to_attendees": True,
            }
        )
        self.users, self.partners, self.products = {}, {}, {}

    def tell(self):
        self._create_people()
        self._create_products()
        paper.prepare(self)
        self._hotel()
        self._builder()
        self._school()
        self._cafe()
        self._pharmacy()
        self._unknown_caller()
        leaver.tell(self)
        paper.sign(self)
        self._read_history()
        leaver.hand_over(self)
        qualify(self)
        put_aside(self)
        remember_calls(self)
        duplicates.tell(self)
        calls.tell(self)
        imports.tell(self)
        chats.chat(self)
        gateway.tell(self)
        audit.tell(self)
        reports.tell(self)

    # ------------------------------------------------------------
    # Who and what
    # ------------------------------------------------------------

    def _create_people(self):
        env = self.env
        langs = dict(env["res.lang"].get_installed())
        lang = "vi_VN" if "vi_VN" in langs else env.lang or "en_US"
        for login, (name, group) in USERS.items():
            self.users[login] = env["res.users"].create(
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@noithatbenthanh.example",
                    "lang": lang,
                    "tz": "Asia/Ho_Chi_Minh",
                    "group_ids": [Command.link(env.ref(group).id)],
                }
            )
        vietnam = env.ref("base.vn").id
        for key, (name, city, owner, phone) in CUSTOMERS.items():
            self.partners[key] = env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "city": city,
                    "country_id": vietnam,
                    "phone": phone,
                    "email": f"lienhe@{key.replace('_', '')}.example",
                    "user_id": self.users[owner].id,
                    "lang": lang,
                }
            )
        for key, (name, company, job, phone) in PEOPLE.items():
            self.partners[key] = env["res.partner"].create(
                {
                    "name": name,
                    "parent_id": self.partners[company].id,
                    "function": job,
                    "gender": "female" if " Thị " in name else False,
                    "phone": phone,
                    "email": f"{key}@{company.replace('_', '')}.example",
                    "lang": lang,
                }
            )

    def _create_products(self):
        env = self.env
        self.vnd = env.ref("base.VND")
        self.vnd.active = True
        if not self.vnd.rate_ids:
            self.vnd.rate_ids = [
                Command.create({"name": "2020-01-01", "rate": RATE_VND_PER_USD})
            ]
        self.pricelist = env["product.pricelist"].create(
            {"name": "Bảng giá VND", "currency_id": self.vnd.id}
        )
        for key, (name, price) in PRODUCTS.items():
            self.products[key] = env["product.product"].create(
                {
                    "name": name,
                    "type": "consu",
                    "list_price": price / RATE_VND_PER_USD,
                    "standard_price": 0.62 * price / RATE_VND_PER_USD,
                    "taxes_id": False,
                }
            )

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    @staticmethod
    def at(days, hour, minute=0):
        """Return a naive UTC instant: a day from today, a Vietnamese hour.

        :param days: days from today, negative for the past
        """
        local = datetime.combine(
            date.today() + timedelta(days=days), time(hour, minute)
        )
        return local - UTC_OFFSET

    # ------------------------------------------------------------
    # What happens
    # ------------------------------------------------------------

    def _lead(self, name, person, owner, days, stage, revenue, source=None):
        lead = self.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": self.partners[person].id,
                "user_id": self.users[owner].id,
                "stage_id": self.env.ref(f"crm.stage_lead{stage}").id,
                "expected_revenue": revenue / RATE_VND_PER_USD,
                "source_id": source and self.env.ref(source).id,
            }
        )
        self.env.flush_all()
        return lead

    def _mail(self, record, author, recipients, when, subject, body, is_in=False):
        """Create a mail that was exchanged on a document; nothing is sent."""
        message = self.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "email" if is_in else "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": author.id,
                "email_from": author.email_formatted,
                "subject": subject,
                "body": Markup("<p>%s</p>") % body,
                "date": when,
                "partner_ids": [Command.set(recipients.ids)],
            }
        )
        self.env["mail.notification"].create(
            [
                {
                    "mail_message_id": message.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "sent",
                    "author_id": author.id,
                    "is_read": True,
                }
                for partner in recipients
            ]
        )
        return message

    def _write_to(self, record, owner, person, when, subject, body):
        colleague = self.users[owner].partner_id
        self._mail(record, colleague, self.partners[person], when, subject, body)

    def _hear_from(self, record, person, owner, when, subject, body):
        colleague = self.users[owner].partner_id
        author = self.partners[person]
        self._mail(record, author, colleague, when, subject, body, is_in=True)

    def _sms(self, record, owner, person, when, text):
        author, partner = self.users[owner].partner_id, self.partners[person]
        message = self.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "sms",
                "author_id": author.id,
                "body": text,
                "date": when,
            }
        )
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": partner.id,
                "notification_type": "sms",
                "sms_number": partner.phone_sanitized or partner.phone,
                "notification_status": "sent",
                "is_read": True,
            }
        )

    def _contact(self, code, owner, person, when, outcome=None, lead=None, **values):
        """Log a call, visit or chat as the salesperson does."""
        env, user = self.env, self.users[owner]
        ref = "crm_relationship.crm_interaction_{}_{}".format
        return env["crm.interaction"].create(
            {
                "type_id": env.ref(ref("type", code)).id,
                "outcome_id": outcome and env.ref(ref("outcome", outcome)).id,
                "partner_id": self.partners[person].id,
                "lead_id": lead and lead.id,
                "user_id": user.id,
                "team_id": user.sale_team_id.id,
                "occurred_at": when,
                **values,
            }
        )

    def _meeting(self, name, owner, people, when, minutes, lead=None, **values):
        user = self.users[owner]
        partners = user.partner_id
        for person in people:
            partners |= self.partners[person]
        return self.env["calendar.event"].create(
            {
                "name": name,
                "user_id": user.id,
                "start": when,
                "stop": when + timedelta(minutes=minutes),
                "partner_ids": [Command.set(partners.ids)],
                "opportunity_id": lead and lead.id,
                **values,
            }
        )

    def _plan(self, record, kind, owner, days, summary):
        record.activity_schedule(
            f"mail.mail_activity_data_{kind}",
            date_deadline=date.today() + timedelta(days=days),
            summary=summary,
            user_id=self.users[owner].id,
        )

    def _order(self, person, owner, lines, when, lead=None, state="sale"):
        """Create a quotation, sent or confirmed at an instant of the past."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partners[person].id,
                "user_id": self.users[owner].id,
                "opportunity_id": lead and lead.id,
                "pricelist_id": self.pricelist.id,
                "date_order": when,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.products[key].id,
                            "product_uom_qty": quantity,
                            "price_unit": PRODUCTS[key][1],
                            "tax_ids": False,
                        }
                    )
                    for key, quantity in lines
                ],
            }
        )
        order.action_quotation_sent()
        if state == "sale":
            order.action_confirm()
        order.write({"date_order": when})
        return order

    def _deliver(self, order, when):
        for picking in order.picking_ids:
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
                move.picked = True
            picking.with_context(skip_sms=True).button_validate()
            picking.date_done = when

    def _invoice(self, order, days, due_days):
        invoice = order._create_invoices()
        day = date.today() + timedelta(days=days)
        invoice.write(
            {
                "invoice_date": day,
                "invoice_payment_term_id": False,
                "invoice_date_due": date.today() + timedelta(days=due_days),
            }
        )
        invoice.action_post()
        return invoice

    def _pay(self, invoice, days):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create(
            {"payment_date": date.today() + timedelta(days=days)}
        ).action_create_payments()

    def _remember(self, person, kind, name, **values):
        self.env["crm.partner.fact"].create(
            {
                "partner_id": self.partners[person].id,
                "kind": kind,
                "name": name,
                **values,
            }
        )

    # ------------------------------------------------------------
    # The customers
    # ------------------------------------------------------------

    def _hotel(self):
        """From a first call to a paid invoice, and the next storey of the hotel."""
        at = self.at
        lead = self._lead(
            "Nội thất 20 phòng tầng 3", "dao", "huong", -13, 4, 190_000_000,
            "utm.utm_source_facebook",
        )  # fmt: skip
        self._hear_from(
            lead, "dao", "huong", at(-13, 8, 40), "Hỏi giá giường và bàn cho 20 phòng",
            "Chào anh chị, khách sạn đang sửa tầng 3, cần 20 giường và 20 bàn. "
            "Nhờ gửi giúp báo giá và thời gian giao hàng.",
        )  # fmt: skip
        self._contact(
            "call", "huong", "dao", at(-13, 9, 15), "next_appointment", lead,
            duration=540, subject="Gọi lại chị Đào về 20 phòng tầng 3",
            note="Cần giao trước Tết. Thích gỗ sồi, ngại màu tối. Hẹn khảo sát.",
            next_step_at=at(-11, 9),
        )  # fmt: skip
        self._meeting(
            "Khảo sát phòng mẫu tại khách sạn", "huong", ["dao", "khanh"], at(-11, 9), 90,
            lead, location="15 Lê Lợi, Huế",
        )  # fmt: skip
        self._write_to(
            lead, "huong", "dao", at(-10, 16, 20), "Báo giá 20 phòng tầng 3",
            "Gửi chị báo giá theo khảo sát hôm qua. Giá đã gồm vận chuyển và lắp đặt.",
        )  # fmt: skip
        order = self._order(
            "dao", "huong", [("bed", 20), ("desk", 20)], at(-9, 10, 5), lead
        )
        self._sms(
            order, "huong", "dao", at(-6, 7, 30),
            "Xe hàng khởi hành sáng nay, dự kiến tới nơi lúc 14 giờ.",
        )  # fmt: skip
        self._deliver(order, at(-6, 14, 10))
        invoice = self._invoice(order, -6, 9)
        self._pay(invoice, -3)
        self._hear_from(
            order, "dao", "huong", at(-3, 10, 12), "Đã chuyển khoản",
            "Kế toán bên chị chuyển khoản sáng nay rồi nhé. Giường rất đẹp!",
        )  # fmt: skip
        self._contact(
            "visit", "huong", "khanh", at(-1, 15), "interested",
            duration=2700, subject="Thăm sau lắp đặt",
            note="Anh Khánh hài lòng, hỏi thêm tầng 4 sau Tết. Cần mẫu da màu kem.",
            promise="Gửi mẫu da màu kem", promise_date=date.today() + timedelta(days=2),
            next_step_at=at(5, 9, 30),
        )  # fmt: skip
        self._meeting("Bàn kế hoạch tầng 4", "huong", ["khanh"], at(5, 9, 30), 60)
        self._plan(
            self.partners["dao"], "call", "huong", 2, "Hỏi thăm sau một tuần sử dụng"
        )
        self._order(
            "khanh", "huong", [("bed", 18), ("chair", 36)], at(0, 8, 30), state="sent"
        )
        self._remember(
            "khanh", "child", "Con gái Bảo An học lớp 12, thi đại học năm nay"
        )
        self._remember("dao", "preference", "Thích được gọi sau 9 giờ sáng")
        self._remember("dao", "date", "Sinh nhật", date=date(1986, 3, 8))

    def _builder(self):
        """An overdue invoice, a complaint, and a new tender."""
        at = self.at
        lead = self._lead(
            "Văn phòng mẫu chung cư Bình Minh", "dung", "quan", -40, 3, 120_000_000
        )
        order = self._order(
            "dung", "quan", [("desk", 12), ("chair", 24)], at(-38, 14), lead
        )
        self._deliver(order, at(-33, 10))
        self._invoice(order, -33, -3)
        self._contact(
            "call", "quan", "dung", at(-5, 11), "complaint", lead, direction="in",
            duration=420, subject="Hai ghế bị lỗi đường chỉ",
            note="Khách không vui vì phải chờ. Hứa đổi trong tuần.",
            promise="Đổi hai ghế lỗi đường chỉ", promise_date=date.today() - timedelta(days=1),
        )  # fmt: skip
        self._write_to(
            order, "quan", "dung", at(-2, 9, 5), "Nhắc thanh toán hóa đơn",
            "Anh Dũng giúp em kiểm tra hóa đơn đã quá hạn ba ngày nhé.",
        )  # fmt: skip
        self._hear_from(
            order, "dung", "quan", at(-1, 17, 45), "Re: Nhắc thanh toán hóa đơn",
            "Đổi ghế xong anh thanh toán ngay. Khi nào qua em?",
        )  # fmt: skip
        self._plan(lead, "todo", "quan", -1, "Đổi hai ghế lỗi cho anh Dũng")

    def _school(self):
        """A negotiation that waits: the customer thinks it over."""
        at = self.at
        lead = self._lead("Kệ sách 8 lớp học", "mai", "huong", -8, 2, 45_000_000)
        self._contact(
            "chat_manual", "huong", "mai", at(-8, 20, 10), "interested", lead,
            direction="in", subject="Cô Mai nhắn Zalo hỏi kệ sách cho trẻ",
        )  # fmt: skip
        self._meeting("Tư vấn góc đọc sách", "huong", ["mai"], at(-4, 14), 60, lead)
        self._order("mai", "huong", [("shelf", 32)], at(-3, 9), lead, state="sent")
        self._contact(
            "call", "huong", "mai", at(-1, 10, 30), "needs_time", lead, duration=300,
            subject="Hỏi ý kiến về báo giá", note="Chờ hội phụ huynh họp thứ Bảy.",
            share_level="subject",
        )  # fmt: skip
        self._plan(lead, "call", "huong", 3, "Gọi cô Mai sau buổi họp phụ huynh")

    def _cafe(self):
        """A regular customer who has gone quiet."""
        at = self.at
        order = self._order("tuan", "quan", [("table", 10), ("chair", 20)], at(-95, 9))
        self._deliver(order, at(-90, 16))
        self._pay(self._invoice(order, -90, -60), -72)
        self._contact(
            "call", "quan", "tuan", at(-64, 15), "no_answer", duration=0,
            subject="Hỏi thăm quán sau mùa mưa",
        )  # fmt: skip
        self._remember("tuan", "hobby", "Mê cà phê rang mộc, sưu tầm máy ảnh phim")

    def _pharmacy(self):
        """A lead from the website on its first day."""
        at = self.at
        lead = self._lead(
            "Ghế phòng chờ nhà thuốc", "yen", "huong", 0, 1, 27_000_000,
            "utm.utm_source_search_engine",
        )  # fmt: skip
        self._hear_from(
            lead, "yen", "huong", at(-1, 21, 5), "Cần 20 ghế phòng chờ",
            "Bên mình mở nhà thuốc mới, cần 20 ghế trong tháng này. Có mẫu nào sẵn không?",
        )  # fmt: skip
        self._plan(lead, "call", "huong", 0, "Gọi chị Yến tư vấn ghế phòng chờ")

    def _unknown_caller(self):
        env = self.env
        env["crm.interaction"].create(
            {
                "type_id": env.ref("crm_relationship.crm_interaction_type_call").id,
                "direction": "in",
                "contact_value": "+84977001122",
                "user_id": self.users["quan"].id,
                "occurred_at": self.at(-1, 8, 20),
                "duration": 95,
                "subject": "Hỏi địa chỉ xưởng, chưa để lại tên",
            }
        )

    # ------------------------------------------------------------
    # The log
    # ------------------------------------------------------------

    def _read_history(self):
        """Log it as in a company that installs the app after it happened."""
        env = self.env
        env.flush_all()
        env["crm.interaction.backfill"]._plan()
        env["crm.interaction.backfill"]._run()
        env["crm.partner.stat"]._enqueue(
            SQL(
                "SELECT DISTINCT commercial_partner_id AS partner_id, company_id"
                " FROM crm_interaction WHERE commercial_partner_id IS NOT NULL"
            )
        )
        while env["crm.partner.stat"]._refresh_batch():
            pass
        self._judge_customers()

    def _judge_customers(self):
        """Do what the nightly jobs do: scores, then tiers, health and insights."""
        now = datetime.now()
        for company in self.env["res.company"].search([("active", "=", True)]):
            self.env["crm.partner.stat"]._refresh_rfm(company, now)
            model = self.env["crm.purchase.model"]._of(company)
            model._fit(now)
            while model._refresh_next(now):
                pass
            self.env["crm.adoption"]._refresh(company, now)
