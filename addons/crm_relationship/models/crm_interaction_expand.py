# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import formatLang, html2plaintext, html_sanitize

#: Documents that show more when a row is expanded, and the lines they show.
DOCUMENT_LINES = {
    "sale.order": ("order_line", "product_uom_qty", "price_subtotal"),
    "account.move": ("invoice_line_ids", "quantity", "price_subtotal"),
    "stock.picking": ("move_ids", "quantity", None),
}
LINES_LIMIT = 20


class CrmInteraction(models.Model):
    """Reading a timeline: one row in full."""

    _inherit = "crm.interaction"

    @api.model
    @api.readonly
    def timeline_expand(self, interaction_id):
        """Return the content behind a row, for whoever may read its document."""
        interaction = self._browse_checked(interaction_id)
        result = {
            "denied": False, "message": "", "html": False, "attachments": [], "lines": [],
        }  # fmt: skip
        if not interaction._is_content_open():
            return {**result, "denied": True, "message": self._closed_message()}
        if not interaction.origin_model:
            return result
        origin = self.env.get(interaction.origin_model, self.browse())
        origin = origin.browse(interaction.origin_id).exists()
        if not origin or origin._name == self._name:
            return {
                **result,
                "denied": True,
                "message": self.env._("The document is gone."),
            }
        if not self._may_expand(origin, interaction._origin_record()):
            message = self.env._(
                "Its content is shown to those who may read the document."
            )
            return {**result, "denied": True, "message": message}
        if origin._name == "mail.message":
            return {**result, **self._expand_message(origin)}
        return {**result, "lines": self._expand_lines(origin)}

    def _may_expand(self, origin, document):
        """Tell whether the user may read what is behind a row."""
        if not (document and document.has_access("read") and origin.has_access("read")):
            return False
        if document._name == "calendar.event":
            return self.env.su or not document._check_private_event_conditions()
        return True

    def _expand_message(self, message):
        return {
            "html": html_sanitize(message.body or "", strip_classes=True),
            "attachments": [
                {
                    "id": attachment.id,
                    "name": attachment.name,
                    "mimetype": attachment.mimetype,
                    "url": f"/web/content/{attachment.id}?download=true",
                }
                for attachment in message.attachment_ids._filtered_access("read")
            ],
        }

    def _expand_lines(self, record):
        """Return the lines of a document as label and value."""
        if record._name == "calendar.event":
            return self._expand_meeting(record)
        if record._name not in DOCUMENT_LINES:
            return []
        fname, quantity, amount = DOCUMENT_LINES[record._name]
        lines = []
        for line in record[fname][:LINES_LIMIT]:
            if "display_type" in line._fields and line.display_type not in (
                False,
                "product",
            ):
                continue
            value = formatLang(self.env, line[quantity], dp="Product Unit")
            if amount:
                price, total = (
                    formatLang(self.env, number, currency_obj=record.currency_id)
                    for number in (line.price_unit, line[amount])
                )
                value = f"{value} × {price} = {total}"
            # sudo: the name of a product on a line that may be read
            label = line.product_id.sudo().display_name or line.display_name
            lines.append({"label": label, "value": value})
        return lines

    def _expand_meeting(self, meeting):
        people = ", ".join(meeting.partner_ids.mapped("name"))
        lines = [{"label": self.env._("With"), "value": people}]
        if meeting.location:
            lines.append({"label": self.env._("Where"), "value": meeting.location})
        if meeting.description:
            text = html2plaintext(meeting.description)
            lines.append({"label": self.env._("About"), "value": text})
        return lines
