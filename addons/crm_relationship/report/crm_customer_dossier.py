# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: A stack of paper that somebody may still read.
MAX_CUSTOMERS = 200
LAST = 10


class ReportCrmCustomerDossier(models.AbstractModel):
    """What to know about customers before the first call, a page or two each.

    Read with the rights of whoever prints it, all customers of a stack at once.
    """

    _name = "report.crm_relationship.customer_dossier"
    _description = "Customer Dossier"

    @api.model
    def _get_report_values(self, docids, data=None):
        partners = self.env["res.partner"].browse(docids).commercial_partner_id
        partners.check_access("read")
        self._check_size(partners)
        sections = self._sections(partners)
        return {
            "doc_ids": partners.ids,
            "doc_model": "res.partner",
            "docs": partners,
            "dossiers": {
                partner.id: {
                    name: found.get(partner, self._nothing())
                    for name, found in sections.items()
                }
                for partner in partners
            },
            "today": fields.Date.context_today(self),
        }

    @api.model
    def _check_size(self, partners):
        """Refuse a stack that nobody would read."""
        if len(partners) > MAX_CUSTOMERS:
            raise UserError(
                self.env._(
                    "Dossiers: choose at most %(limit)s customers; these are %(count)s.",
                    limit=MAX_CUSTOMERS,
                    count=len(partners),
                )
            )

    def _nothing(self):
        return self.env["res.partner"]

    def _sections(self, partners):
        """Return ``{section: {customer: records}}``. To extend.

        Sections of records that the reader may not read at all are empty.
        """
        return {
            "people": self._grouped(
                "res.partner", partners, [], path="commercial_partner_id"
            ),
            "facts": self._grouped("crm.partner.fact", partners, []),
            "promises": self._promises(partners),
            "leads": self._grouped(
                "crm.lead", partners, [("won_status", "=", "pending")]
            ),
            "orders": self._grouped(
                "sale.order",
                partners,
                [("state", "!=", "cancel"), ("invoice_status", "!=", "invoiced")],
            ),
            "invoices": self._invoices(partners),
            "activities": self._activities(partners),
            "meetings": self._meetings(partners),
            "last": self._last_interactions(partners),
            "stats": self._grouped(
                "crm.partner.stat",
                partners,
                [("company_id", "in", self.env.companies.ids)],
            ),
        }

    def _promises(self, partners):
        """Return what was promised and not done yet."""
        return self._grouped(
            "crm.interaction",
            partners,
            [
                ("promise", "!=", False),
                ("promise_kept_at", "=", False),
                ("state", "=", "done"),
            ],
            path="commercial_partner_id",
        )

    def _invoices(self, partners):
        """Return what is not paid."""
        return self._grouped(
            "account.move",
            partners,
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
            ],
            path="commercial_partner_id",
        )

    def _meetings(self, partners):
        """Return the coming meetings with people of the customers."""
        Meeting = self.env["calendar.event"]
        meetings = Meeting.search(
            [
                ("start", ">", fields.Datetime.now()),
                ("partner_ids.commercial_partner_id", "in", partners.ids),
            ],
            order="start, id",
        )
        return {
            partner: meetings.filtered(
                lambda m, p=partner: p in m.partner_ids.commercial_partner_id
            )
            for partner in partners
        }

    def _grouped(self, model, partners, domain, path="partner_id"):
        """Return ``{customer: records}`` by one search.

        :param path: field of the model that leads to a person or to the customer
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return {}
        of_customers = Domain(path, "in", partners.ids)
        if path == "partner_id":
            of_customers = Domain(
                "partner_id.commercial_partner_id", "in", partners.ids
            )
        records = Model.search(Domain(domain) & of_customers)
        found = {}
        for record in records:
            customer = record[path].commercial_partner_id
            found[customer] = found.get(customer, Model) | record
        return found

    def _activities(self, partners):
        """Return the planned activities on the customers and their documents."""
        Activity = self.env["mail.activity"]
        rows = self.env.execute_query(
            SQL(
                "SELECT a.id, p.commercial_partner_id FROM res_partner p"
                " JOIN LATERAL (%s) d ON d.partner_id = p.id JOIN mail_activity a"
                " ON a.res_model = d.model AND a.res_id = d.res_id AND a.active IS TRUE"
                " WHERE p.commercial_partner_id = ANY(%s) ORDER BY a.date_deadline, a.id",
                self._select_documents(SQL("p.id")),
                partners.ids,
            )
        )
        readable = Activity.browse(row[0] for row in rows)._filtered_access("read")
        found = {}
        for activity_id, customer_id in rows:
            customer = self.env["res.partner"].browse(customer_id)
            activity = Activity.browse(activity_id) & readable
            found[customer] = found.get(customer, Activity) | activity
        return found

    def _select_documents(self, partner):
        """Return a SELECT of (model, res_id, partner_id) of a person's documents."""
        return SQL(
            "SELECT 'res.partner' AS model, %(id)s AS res_id, %(id)s AS partner_id"
            " UNION ALL SELECT 'crm.lead', id, partner_id FROM crm_lead"
            " WHERE partner_id = %(id)s UNION ALL SELECT 'sale.order', id, partner_id"
            " FROM sale_order WHERE partner_id = %(id)s",
            id=partner,
        )

    def _last_interactions(self, partners):
        """Return the last rows of each customer's timeline that the reader may read."""
        Interaction = self.env["crm.interaction"]
        if not Interaction.has_access("read"):
            return {}
        query = Interaction._search(
            [("commercial_partner_id", "in", partners.ids), ("state", "=", "done")]
        )
        found = {}
        for row_id, customer_id in self.env.execute_query(self._newest(query)):
            customer = self.env["res.partner"].browse(customer_id)
            found[customer] = found.get(customer, Interaction) | Interaction.browse(
                row_id
            )
        return found

    def _newest(self, query):
        """Return (id, customer) of the newest rows of each customer in a query."""
        table = self.env["crm.interaction"]._table
        customer = SQL.identifier(table, "commercial_partner_id")
        return SQL(
            "SELECT id, customer FROM (%s) r WHERE n <= %s ORDER BY customer, n",
            query.select(
                SQL.identifier(table, "id"),
                SQL("%s AS customer", customer),
                SQL(
                    "row_number() OVER (PARTITION BY %s ORDER BY %s DESC, %s DESC) AS n",
                    customer,
                    SQL.identifier(table, "occurred_at"),
                    SQL.identifier(table, "id"),
                ),
            ),
            LAST,
        )
