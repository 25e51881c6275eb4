# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import Command, api, models
from odoo.tools import SQL

#: What hangs on a ticket by model name and id: the model, its name field.
THREADS = (
    ("mail.message", "model"),
    ("mail.activity", "res_model"),
    ("ir.attachment", "res_model"),
    ("mail.scheduled.message", "model"),
)
#: What the target takes over where it has none itself.
DOCUMENTS = (
    "lead_id",
    "sale_order_id",
    "picking_id",
    "move_id",
    "product_id",
    "lot_id",
)


class CrmTicket(models.Model):
    """What moves when tickets are merged, a query for each kind of thing.

    Everything is moved as superuser: whoever may write both tickets merges all that is
    in them, internal notes of others included.
    """

    _inherit = "crm.ticket"

    def _merge_documents(self):
        """Return the fields that the target takes over when empty. To extend."""
        return DOCUMENTS

    def _merge_relations(self):
        """Return (model, field) of what points to a ticket and moves. To extend.

        Documents of the ERP that name their ticket do; clocks and changes stay with
        the ticket that they happened to.
        """
        found = [("crm.ticket", "parent_id"), ("crm.ticket.time", "ticket_id")]
        for name, model in self.env.items():
            field = model._fields.get("ticket_id")
            if (
                field is not None
                and field.comodel_name == self._name
                and field.store
                and model._auto
                and not (model._transient or model._abstract)
                and not name.startswith(("crm.ticket", "crm.sla"))
            ):
                found.append((name, "ticket_id"))
        return found

    def _merge_move(self, target):
        """Move what hangs on the sources; return what moved, by source."""
        moved = {ticket.id: {"threads": {}, "relations": []} for ticket in self}
        for model, name in THREADS:
            records = self._merge_search(
                model, [(name, "=", self._name), ("res_id", "in", self.ids)]
            )
            for res_id, part in records.grouped("res_id").items():
                moved[res_id]["threads"][model] = part.ids
            self._merge_point(records, "res_id", target)
        for model, name in self._merge_relations():
            records = self._merge_search(model, [(name, "in", self.ids)])
            records = records.filtered(
                lambda record: record._name != self._name or record.id != target.id
            )
            for source, part in records.grouped(name).items():
                moved[source.id]["relations"].append([model, name, part.ids])
            self._merge_point(records, name, target)
        self._merge_followers(target, moved)
        self._merge_fields(target, moved)
        (self | target).invalidate_recordset()
        return moved

    def _merge_search(self, model, domain):
        # sudo: everything moves, also what who merges may not read
        return self.env[model].sudo().with_context(active_test=False).search(domain)

    @api.model
    def _merge_point(self, records, name, ticket):
        """Let records point to a ticket."""
        if records._name != "mail.scheduled.message":
            records.write({name: ticket.id})
        elif records:
            # core refuses to move what is planned, for the sake of who planned it
            self.env.cr.execute(
                SQL(
                    "UPDATE mail_scheduled_message SET res_id = %s WHERE id = ANY(%s)",
                    ticket.id,
                    records.ids,
                )
            )
            records.invalidate_recordset([name])

    def _merge_followers(self, target, moved):
        """Move who does not follow the target yet; its customers follow as well."""
        # sudo: nobody is to follow twice, seen or not
        following = set(target.sudo().message_partner_ids.ids)
        followers = self._merge_search(
            "mail.followers",
            [("res_model", "=", self._name), ("res_id", "in", self.ids)],
        )
        new = followers.browse()
        for follower in followers:
            if follower.partner_id.id not in following:
                following.add(follower.partner_id.id)
                new |= follower
        ids = defaultdict(list)
        for follower in new:
            ids[follower.res_id].append(follower.id)
        new.write({"res_id": target.id})
        subscribed = set()
        for ticket in self:
            customer = ticket.partner_id - target.partner_id
            if customer and customer.id not in following | subscribed:
                subscribed.add(customer.id)
                moved[ticket.id]["subscribed"] = customer.ids
            moved[ticket.id]["followers"] = ids[ticket.id]
        if subscribed:
            # sudo: customers follow, whom agents need no right to invite
            target.sudo().message_subscribe(list(subscribed))

    def _merge_fields(self, target, moved):
        """Fill empty documents, add tags and copied addresses."""
        values = {}
        self._merge_empty(target, moved, values)
        self._merge_tags(target, moved, values)
        self._merge_cc(target, moved, values)
        if target.parent_id in self:
            moved[target.parent_id.id]["was_parent"] = True
            values["parent_id"] = False
        if values:
            target.write(values)

    def _merge_empty(self, target, moved, values):
        """Take over documents where the target has none."""
        for ticket in self:
            filled = moved[ticket.id]["documents"] = {}
            for name in self._merge_documents():
                if not ticket[name] or target[name] or name in values:
                    continue
                if name != "lot_id" or self._merge_takes_lot(ticket, target, values):
                    values[name] = filled[name] = ticket[name].id

    def _merge_tags(self, target, moved, values):
        tags = set(target.tag_ids.ids)
        for ticket in self:
            moved[ticket.id]["tags"] = list(set(ticket.tag_ids.ids) - tags)
            tags.update(ticket.tag_ids.ids)
        if tags - set(target.tag_ids.ids):
            values["tag_ids"] = [Command.link(tag) for tag in tags]

    def _merge_cc(self, target, moved, values):
        """Copy who was copied, and senders that are no contacts."""
        known = target._cc_addresses()
        copied = dict(known)
        for ticket in self:
            theirs = ticket._cc_addresses(with_sender=True)
            new = set(theirs) - set(copied) - target._own_addresses()
            moved[ticket.id]["cc"] = sorted(new)
            copied |= {address: theirs[address] for address in sorted(new)}
        if copied != known:
            values["email_cc"] = ", ".join(copied.values())

    def _merge_takes_lot(self, source, target, values):
        """Tell whether a serial number fits the product that the target will have."""
        product = values.get("product_id") or target.product_id.id
        return not product or source.lot_id.product_id.id == product

    def _cc_addresses(self, with_sender=False):
        """Return {normalised: as written} of who is copied on a ticket.

        :param with_sender: also the sender, where no contact stands for them
        """
        found = self._mail_cc_sanitized_raw_dict(self.email_cc)
        if with_sender and self.email_from and not self.partner_id:
            found |= self._mail_cc_sanitized_raw_dict(self.email_from)
        return {address: raw for address, raw in found.items() if address}

    def _own_addresses(self):
        return {
            *self._mail_cc_sanitized_raw_dict(self.email_from),
            *self._mail_cc_sanitized_raw_dict(self.partner_id.email),
        }

    def _unmerge_move(self, target, moved):
        """Give a source back what moved to the target and still is there."""
        for model, ids in moved["threads"].items():
            self._unmerge_records(model, "res_id", ids, target)
        for model, name, ids in moved["relations"]:
            self._unmerge_records(model, name, ids, target)
        self._unmerge_records("mail.followers", "res_id", moved["followers"], target)
        if moved.get("subscribed"):
            # sudo: see _merge_followers
            target.sudo().message_unsubscribe(moved["subscribed"])
        values = {
            name: False
            for name, value in moved["documents"].items()
            if target[name].id == value
        }
        if moved["tags"]:
            values["tag_ids"] = [Command.unlink(tag) for tag in moved["tags"]]
        if moved["cc"]:
            kept = target._cc_addresses()
            values["email_cc"] = ", ".join(
                raw for address, raw in kept.items() if address not in moved["cc"]
            )
        if moved.get("was_parent") and not target.parent_id:
            values["parent_id"] = self.id
        if values:
            target.write(values)
        (self | target).invalidate_recordset()

    def _unmerge_records(self, model, name, ids, target):
        if model not in self.env:
            return
        records = self._merge_search(model, [("id", "in", ids), (name, "=", target.id)])
        self._merge_point(records, name, self)
