# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, email_normalize

from ..models.crm_duplicate_pair import STEWARD
from ..tools.fold import fold

CHUNK = 2
ADDRESS = ("street", "street2", "city", "zip", "state_id", "country_id")
#: Computed, so that core does not take them over; what was typed there is not lost.
TYPED = ("user_id", "team_id", "company_registry", "lang")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merge that loses nothing, is refused as a whole, and can be taken back.

    Data stewards merge more than three contacts and such with different mail
    addresses, which core keeps for administrators. Whoever merges may change each of
    the contacts.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge_as_steward(self, kept, merged, values=None):
        """Merge contacts into one, then give it the values that somebody chose."""
        self._check_may_merge(kept | merged)
        # sudo: asked just now; what the steward may not read (a personal number, an
        # income) must not be lost either
        wizard = self.sudo()
        log = wizard._merge_logged(kept.sudo(), merged.sudo(), False)
        if values:
            wizard._keep_chosen(kept, values, log)
            log._close()

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # a chunk of a merge that is written down already, or nothing to merge
        if self.env.context.get("merge_log_id") or len(partners) < 2:
            return super()._merge(partner_ids, dst_partner, extra_checks)
        self._check_may_merge(partners)
        kept = self._get_ordered_partner(partners.ids)[-1]
        if dst_partner and dst_partner in partners:
            kept = dst_partner.with_env(self.env)
        self._merge_logged(kept, partners - kept, extra_checks)
        return None

    def _merge_logged(self, kept, merged, extra_checks):
        """Merge contacts into one, in chunks for stewards; return the log."""
        size = len(merged)
        if self._is_steward():
            size, extra_checks = CHUNK, False
        # sudo: the merge writes its log for whoever merges
        log = self.env["crm.merge.log"].sudo()._record(kept, merged)
        leftover = self._leftovers(kept, merged)
        merging = self.with_context(merge_log_id=log.id)
        for at in range(0, len(merged), size):
            chunk = (kept | merged[at : at + size]).ids
            merging._merge(chunk, kept, extra_checks)
        self._keep_leftovers(kept, leftover, log)
        log._close()
        self.env["crm.duplicate.key"]._note(kept.ids)
        # sudo: the note is the merge's own
        kept.sudo()._message_log(
            body=self.env._("Merged into this contact: %(names)s.", names=log.names)
        )
        return log

    def _is_steward(self):
        return self.env.su or self.env.user.has_group(STEWARD)

    def _check_may_merge(self, partners):
        """Refuse the whole merge if one of the contacts may not be changed (E20)."""
        if partners._filtered_access("write") != partners:
            raise AccessError(
                self.env._(
                    "You may not change all of these contacts, so none was merged. Ask "
                    "whoever owns them, or a manager."
                )
            )

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let what was decided about the merged contacts hold for the one that stays."""
        # sudo: also pairs that the user does not see
        self.env["crm.duplicate.pair"].sudo()._follow_merge(
            src_partners.ids, dst_partner.id
        )
        return super()._update_foreign_keys(src_partners, dst_partner)

    # ------------------------------------------------------------
    # What core forgets or mixes
    # ------------------------------------------------------------

    def _leftovers(self, kept, merged):
        """Return what of the contacts has to be found again after the merge."""
        # sudo: what the user may not read is kept too
        contacts = (kept | merged).sudo()
        address = next((self._address(c) for c in contacts if self._address(c)), {})
        shown = {self._address_key(address)}
        others = []
        for contact in contacts:
            found = self._address(contact)
            if found and self._address_key(found) not in shown:
                shown.add(self._address_key(found))
                others.append({**found, "name": contact.name})
        return {
            "emails": [c.email for c in contacts if email_normalize(c.email)],
            "address": address,
            "others": others,
            "typed": {
                name: next((c[name].id or None for c in contacts if c[name]), None)
                if contacts._fields[name].relational
                else next((c[name] for c in contacts if c[name]), None)
                for name in TYPED
                if name in contacts._fields
            },
        }

    @api.model
    def _address(self, contact):
        """Return the address as values, {} if there is none worth keeping."""
        if not (contact.street or contact.city):
            return {}
        return {
            name: contact[name].id if name.endswith("_id") else contact[name]
            for name in ADDRESS
        }

    @api.model
    def _address_key(self, values):
        return (
            fold(values.get("street")),
            fold(values.get("city")),
            values.get("state_id") or 0,
        )

    def _keep_leftovers(self, kept, leftover, log):
        """Give the contact that stays the owner, all mail addresses and addresses."""
        # sudo: the merge was allowed; it is all or nothing
        kept = kept.sudo()
        values = {
            name: value
            for name, value in leftover["typed"].items()
            if value and not kept[name]
        }
        for name, value in leftover["address"].items():
            now = kept[name].id if name.endswith("_id") else kept[name]
            if now != value:
                values[name] = value
        if values:
            kept.write(values)
        log._record_made(self._keep_addresses(kept, leftover["others"]))
        log._record_made(self._keep_emails(kept, leftover["emails"]))

    def _keep_chosen(self, kept, values, log):
        """Write the values that somebody chose; what they replace is kept beside."""
        before = self._address(kept)
        email = kept.email
        if "phone" in values:
            # numbers of the field Phone go with it, others stay
            kept.sudo().phone_ids.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_partner_phone SET is_typed = FALSE WHERE partner_id = %s",
                    kept.id,
                )
            )
            self.env["crm.partner.phone"].invalidate_model()
        kept.write(values)
        own = kept.sudo()  # sudo: the merge was allowed
        own.email_ids.filtered(
            lambda e: e.email_normalized == own.email_normalized
        ).unlink()
        if email_normalize(email):
            log._record_made(self._keep_emails(own, [email]))
        if before and self._address_key(before) != self._address_key(
            self._address(own)
        ):
            log._record_made(self._keep_addresses(own, [{**before, "name": own.name}]))

    def _keep_addresses(self, kept, addresses):
        """Keep addresses of merged contacts beside the one that stays."""
        partners = self.env["res.partner"].sudo()  # sudo: the merge was allowed
        return partners.with_context(tracking_disable=True).create(
            [
                {
                    **address,
                    "type": "other",
                    "parent_id": kept.id,
                    "company_id": kept.company_id.id,
                }
                for address in addresses
            ]
        )

    def _keep_emails(self, kept, emails):
        """Keep every mail address of the merged contacts, once."""
        known = {kept.email_normalized, *kept.email_ids.mapped("email_normalized")}
        rows = []
        for email in emails:
            if email_normalize(email) not in known:
                known.add(email_normalize(email))
                rows.append({"partner_id": kept.id, "email": email})
        # sudo: the merge was allowed
        return self.env["crm.partner.email"].sudo().create(rows)
