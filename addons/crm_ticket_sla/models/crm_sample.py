# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

#: Days before today, who, category, priority, channel, stage, subject, text.
TICKETS = (
    (12, "dao", "warranty", "2", "call", "closed", "Ba giường tầng 3 bị kêu cọt kẹt",
     "Khách phòng 305, 308, 311 phàn nàn từ tối qua."),
    (6, "dung", "complaint", "2", "mail", "solved", "Hai ghế bị lỗi đường chỉ",
     "Đã hứa đổi trong tuần, nhờ bên em cho lịch."),
    (2, "tuan", "question", "0", "chat", "solved", "Cách lau bàn gỗ có vết cà phê",
     "Có loại dầu nào lau được không?"),
    (0, "khanh", "question", "1", "mail", "new", "Xin mẫu da màu kem",
     "Cần xem trước khi chốt tầng 4."),
)  # fmt: skip


class CrmSample(models.AbstractModel):
    """The tickets of the story."""

    _inherit = "crm.sample"

    @api.model
    def _tags(self):
        return {**super()._tags(), "crm.ticket.tag": ("crm.ticket", "tag_ids")}

    @api.model
    def _tell(self, story):
        result = super()._tell(story)
        team = self.env["crm.ticket.team"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        if not team:  # a company that has no desk has no tickets to show
            return result
        now, tag = fields.Datetime.now(), self._tag(story)["crm.ticket"]
        rows = {}
        for number, (days, who, *rest) in enumerate(TICKETS):
            category, priority, channel, _stage, name, text = rest
            category = self.env.ref(
                f"crm_ticket_sla.category_{category}", raise_if_not_found=False
            )
            rows[f"ticket_{number}"] = {
                "name": name,
                "description": Markup("<p>%s</p>") % text,
                "partner_id": story[who].id,
                "email_from": story[who].email,
                "team_id": team.id,
                "user_id": self._person().id,
                "category_id": category and category.id,
                "priority": priority,
                "channel": channel,
                "opened_at": now - timedelta(days=days, minutes=20),
                **tag,
            }
        tickets = self._add(story, "crm.ticket", **rows)
        for ticket, (*_rest, stage, _name, _text) in zip(tickets, TICKETS, strict=True):
            self._close_ticket(ticket, stage)
        return result

    @api.model
    def _close_ticket(self, ticket, stage):
        """Take a ticket where it is in the story; nobody is asked or told anything."""
        if stage == "new":
            # it has no promise: nobody is told that a story is late
            ticket.clock_ids.unlink()
            return
        at = ticket.opened_at + timedelta(hours=3)
        ticket = ticket.with_context(ticket_event_at=fields.Datetime.to_string(at))
        for kind in dict.fromkeys(("open", "solved", stage)):
            ticket.stage_id = self.env.ref(f"crm_ticket_sla.stage_{kind}")
        ticket.rating_due_at = False

    @api.model
    def _written_by_itself(self, model):
        # a ticket that idles is closed
        more = {"stage_id"} if model == "crm.ticket" else set()
        return super()._written_by_itself(model) | more
