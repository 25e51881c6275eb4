# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.duplicate_keys import Traits, face_of, keys_of

NOTED = "crm_relationship.duplicate_noted"
BLOCK_CAP = 20
#: Kinds of numbers that one person or company has; nobody is known by a hotline.
PERSONAL_NUMBERS = ["mobile", "landline", "foreign"]


class CrmDuplicateKey(models.Model):
    """What contacts are compared by, one row a key; made from the contacts.

    Derived data without foreign key: the scan makes all of it, the job that follows
    changes makes that of changed contacts anew. Personal numbers are digests.
    """

    _name = "crm.duplicate.key"
    _description = "Key of Duplicates"
    _log_access = False

    partner_id = fields.Integer(required=True, index=True)
    kind = fields.Char(required=True)
    key = fields.Char(required=True)

    _key_idx = models.Index("(kind, key, partner_id)")

    # ------------------------------------------------------------
    # Which contacts changed
    # ------------------------------------------------------------

    @api.model
    def _note(self, partner_ids):
        """Look at these contacts again, after the transaction."""
        precommit = self.env.cr.precommit
        noted = precommit.data.get(NOTED)
        if noted is None:
            noted = precommit.data[NOTED] = set()
            # sudo: contacts are compared for whoever changes them
            precommit.add(self.sudo()._flush_noted)
        noted.update(partner_ids)

    @api.model
    def _flush_noted(self):
        noted = self.env.cr.precommit.data.pop(NOTED, None)
        if noted:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_duplicate_queue (partner_id)"
                    " SELECT unnest(%s::int[])",
                    sorted(noted),
                )
            )

    # ------------------------------------------------------------
    # Making keys
    # ------------------------------------------------------------

    @api.model
    def _rebuild(self, partner_ids):
        """Make the keys of these contacts anew; contacts that are gone have none."""
        self.env.flush_all()
        rows = [
            (partner_id, kind, key)
            for partner_id, traits in self._traits(partner_ids)
            for kind, key in keys_of(traits)
        ]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
        self.env.cr.execute(
            SQL("DELETE FROM crm_duplicate_key WHERE partner_id = ANY(%s)", partner_ids)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_duplicate_key (partner_id, kind, key)"
                " SELECT * FROM unnest(%s::int[], %s::text[], %s::text[])",
                *columns,
            )
        )
        self.invalidate_model()

    @api.model
    def _traits(self, partner_ids):
        """Return (id, what is known) of those contacts that are compared.

        Not: archived ones, addresses of other contacts, colleagues. The tax number is
        that of the company behind a person; only the company is known by it.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id, p.name, phone.keys, p.email_normalized, mail.keys,"
                " CASE WHEN p.commercial_partner_id = p.id THEN p.vat END,"
                " p.identity_number, p.birthdate, p.birthdate_year_unknown, p.street,"
                " p.state_id FROM res_partner p"
                " LEFT JOIN LATERAL (SELECT array_agg(n.key || COALESCE("
                "'x' || n.extension, '')) AS keys FROM crm_partner_phone n"
                " WHERE n.partner_id = p.id AND n.key IS NOT NULL"
                " AND n.kind = ANY(%(kinds)s)) phone ON TRUE"
                " LEFT JOIN LATERAL (SELECT array_agg(m.email_normalized) AS keys"
                " FROM crm_partner_email m WHERE m.partner_id = p.id) mail ON TRUE"
                " WHERE p.id = ANY(%(ids)s) AND p.active IS TRUE"
                " AND p.partner_share IS NOT FALSE"
                " AND (p.parent_id IS NULL OR p.type IS NULL OR p.type = 'contact')",
                kinds=PERSONAL_NUMBERS,
                ids=list(partner_ids),
            )
        )
        digest = self._digest()
        for row in rows:
            emails = [mail for mail in (row[3], *(row[4] or ())) if mail]
            yield (
                row[0],
                Traits(row[1], row[2] or (), emails, row[5], digest(row[6]), *row[7:]),
            )

    @api.model
    def _digest(self):
        """Return the function that hides a personal number, the same for each."""
        # sudo: a secret of the system's, to read nothing but equality
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        salt = (secret or "").encode()[:64]

        def digest(number):
            if not number:
                return ""
            return hashlib.blake2b(
                number.encode(), key=salt, digest_size=16
            ).hexdigest()

        return digest

    # ------------------------------------------------------------
    # Reading keys
    # ------------------------------------------------------------

    @api.model
    def _faces(self, partner_ids):
        """Return {contact: Face}, without what very many share."""
        keys = defaultdict(list)
        for partner_id, kind, key in self.env.execute_query(
            SQL(
                "SELECT partner_id, kind, key FROM crm_duplicate_key k"
                " WHERE partner_id = ANY(%s) AND NOT EXISTS (SELECT"
                " FROM crm_duplicate_block b WHERE b.kind = k.kind AND b.key = k.key)",
                list(partner_ids),
            )
        ):
            keys[partner_id].append((kind, key))
        return {partner_id: face_of(found) for partner_id, found in keys.items()}

    @api.model
    def _shared(self):
        """Return the (kind, key) that too many contacts have."""
        return set(
            self.env.execute_query(SQL("SELECT kind, key FROM crm_duplicate_block"))
        )


class CrmDuplicateQueue(models.Model):
    """Contacts that changed since they were compared.

    Append-only for whoever changes them; the job takes rows away. No foreign key: a
    contact may be gone by then.
    """

    _name = "crm.duplicate.queue"
    _description = "Contacts to Compare"
    _log_access = False

    partner_id = fields.Integer(required=True)


class CrmDuplicateBlock(models.Model):
    """A number, address or name that too many contacts have in common to tell them.

    Nobody is known by a switchboard. What is in this list is left out when contacts
    are compared, and shown, so that somebody can look at it.
    """

    _name = "crm.duplicate.block"
    _description = "Shared by Too Many"
    _order = "size desc, id"
    _rec_name = "key"

    kind = fields.Selection(
        [
            ("phone", "Phone number"),
            ("email", "Mail address"),
            ("tax", "Tax number"),
            ("identity", "Personal number"),
            ("block", "Name in one province"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(string="Shared", required=True, readonly=True)
    size = fields.Integer(string="Contacts", readonly=True)

    _kind_key_uniq = models.Constraint(
        "UNIQUE (kind, key)", "This is in the list already."
    )

    @api.model
    def _cap(self):
        # sudo: a setting of the system's
        settings = self.env["ir.config_parameter"].sudo()
        cap = settings.get_param("crm_relationship.duplicate_block_cap")
        return int(cap or BLOCK_CAP)

    @api.model
    def _find(self, keys=None):
        """Find what is shared by too many, everywhere or among some keys.

        :param keys: SQL of a table with columns kind and key, None for all
        """
        among = SQL()
        if keys is not None:
            among = SQL("AND (kind, key) IN (SELECT kind, key FROM %s)", keys)
        self.env.cr.execute(
            SQL(
                "WITH counted AS MATERIALIZED (SELECT kind, key, count(*) AS size"
                " FROM crm_duplicate_key WHERE kind NOT IN ('name', 'birth', 'place')"
                " %(among)s GROUP BY kind, key), gone AS ("
                " DELETE FROM crm_duplicate_block b WHERE %(all)s AND NOT EXISTS (SELECT"
                " FROM counted c WHERE c.kind = b.kind AND c.key = b.key"
                " AND c.size > %(cap)s))"
                " INSERT INTO crm_duplicate_block (kind, key, size, create_uid,"
                " write_uid, create_date, write_date) SELECT kind, key, size, %(uid)s,"
                " %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'"
                " FROM counted WHERE size > %(cap)s ORDER BY kind, key"
                " ON CONFLICT (kind, key) DO UPDATE SET size = EXCLUDED.size",
                among=among,
                all=keys is None,
                cap=self._cap(),
                uid=self.env.uid,
            )
        )
        self.invalidate_model()
