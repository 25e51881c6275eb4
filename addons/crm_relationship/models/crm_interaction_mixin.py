# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL, ormcache


class CrmInteractionMixin(models.AbstractModel):
    """A model whose records tell the interaction log what happens to them.

    A model declares its events in ``_interaction_events`` and whose document a
    record is in ``_interaction_document``. Nothing else is needed for events with a
    ``trigger``; others are logged by ``_log_interaction``. The rows are written at
    the end of the transaction, all of them by one statement.
    """

    _name = "crm.interaction.mixin"
    _description = "Interaction Log Mixin"

    # ------------------------------------------------------------
    # Declarations, to override
    # ------------------------------------------------------------

    @api.model
    def _interaction_events(self):
        """Return what can happen to a record.

        :return: ``{event name: InteractionEvent}``; names are part of the stored
            idempotency key, so keep them once released
        """
        return {}

    @api.model
    def _interaction_document(self):
        """Return the InteractionDocument of this model, or None.

        None means that mails, activities and meetings on these records are not
        contacts with a customer.
        """
        return None

    # ------------------------------------------------------------
    # Logging
    # ------------------------------------------------------------

    def _log_interaction(self, event, at=None):
        """Log an event of these records when the transaction ends.

        :param event: a name declared by ``_interaction_events``
        :param at: naive UTC instant of the event; default: what the event declares
        """
        if self:
            self.env["crm.interaction"]._capture(self, event, at)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for event, (fname, values) in self._interaction_triggers().items():
            records.filtered(lambda r, f=fname, v=values: r[f] in v)._log_interaction(
                event
            )
        return records

    def write(self, vals):
        changed = [
            (event, self.filtered(lambda r, f=fname, v=values: r[f] not in v))
            for event, (fname, values) in self._interaction_triggers().items()
            if fname in vals and vals[fname] in values
        ]
        result = super().write(vals)
        for event, records in changed:
            records._log_interaction(event)
        return result

    @ormcache("self._name")
    def _interaction_triggers(self):
        """Return ``{event: (field name, values)}`` of the events with a trigger."""
        return {
            name: event.trigger
            for name, event in self._interaction_events().items()
            if event.trigger
        }

    # ------------------------------------------------------------
    # What a document's mails, activities and meetings belong to
    # ------------------------------------------------------------

    @api.model
    def _sql_interaction_document(self, model, res_id):
        """Return a SELECT of whose document a pointer of record ``o`` leads to.

        :param model: SQL of the pointer's model name
        :param res_id: SQL of its record id
        """
        documents = SQL(" UNION ALL ").join(
            document._interaction_document().select(
                document,
                SQL("pointer.to_model = %s AND o.id = pointer.to_id", document._name),
            )
            for document in self._interaction_models()
        )
        # within, the alias o is the document
        return SQL(
            "SELECT document.* FROM (SELECT %s AS to_model, %s AS to_id) pointer"
            " JOIN LATERAL (%s) document ON TRUE",
            model,
            res_id,
            documents,
        )

    @api.model
    def _interaction_models(self):
        """Return an empty recordset of every model that has customer documents."""
        return [
            self.env[name]
            for name in self._interaction_model_names()
            if name in self.env
        ]

    @ormcache()
    def _interaction_model_names(self):
        children = self.pool.descendants(["crm.interaction.mixin"], "_inherit")
        return tuple(
            sorted(
                name
                for name in children
                if not self.env[name]._abstract
                and hasattr(self.env[name], "_interaction_document")
                and self.env[name]._interaction_document()
            )
        )
