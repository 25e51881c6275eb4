# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo import api, fields, models
from odoo.tools import file_open

DATA = "crm_relationship/data/crm_rollout_item_data.xml"
PHASES = [
    ("goals", "Goals"),
    ("people", "People"),
    ("data", "Data"),
    ("training", "Training"),
    ("trial", "Trial"),
    ("rollout", "Roll-out"),
    ("measures", "Measures"),
]
STATES = [
    ("todo", "To do"),
    ("doing", "In progress"),
    ("done", "Done"),
    ("skipped", "Not needed"),
]
CLOSED = ("done", "skipped")
#: Figures of the last week of the report on adoption: field, how weeks of people add up.
MEASURES = {
    "logged": ("logged", "avg"),
    "outcome_share": ("outcome_share", "avg"),
    "quality": ("quality", "avg"),
    "late_steps": ("late_steps", "sum"),
    "without_step": ("without_step", "sum"),
}


class CrmRolloutItem(models.Model):
    """One thing to settle before, while or after a CRM comes into use in a company.

    The usual items are installed for the first company; others bring them in by a
    button. Whoever is responsible gets an activity until the item is closed.
    """

    _name = "crm.rollout.item"
    _description = "Item of the Roll-out Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "phase_rank, sequence, id"
    _check_company_auto = True

    name = fields.Char(string="What", required=True, translate=True, tracking=True)
    code = fields.Char(
        readonly=True, copy=False, help="Of the usual items: by it none comes twice."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    phase = fields.Selection(
        PHASES, required=True, default="goals", group_expand=True, tracking=True
    )
    phase_rank = fields.Integer(compute="_compute_phase_rank", store=True)
    why = fields.Text(translate=True, help="What goes wrong where this is left out.")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        tracking=True,
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Is reminded by an activity until the item is closed.",
    )
    date_deadline = fields.Date(string="Deadline", tracking=True)
    state = fields.Selection(STATES, required=True, default="todo", tracking=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    note = fields.Html(string="Notes and evidence")
    evidence_url = fields.Char(
        string="Link", help="Where what was decided or made can be read."
    )
    measure = fields.Selection(
        [
            ("logged", "Logged by hand, per person and week"),
            ("outcome_share", "Meetings with an outcome (%)"),
            ("quality", "Data quality (of 100)"),
            ("late_steps", "Next steps overdue"),
            ("without_step", "Customers without a next step"),
        ],
        help="A live figure of the report on adoption, where this item is about one.",
    )
    measure_target = fields.Float(string="Target", digits=(16, 1))
    measure_value = fields.Float(
        string="Last week",
        digits=(16, 1),
        compute="_compute_measure_value",
        groups="sales_team.group_sale_manager",
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL",
        "This company has this item already.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("phase")
    def _compute_phase_rank(self):
        ranks = {phase: rank for rank, (phase, _name) in enumerate(PHASES)}
        for item in self:
            item.phase_rank = ranks.get(item.phase, 0)

    @api.depends("date_deadline", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for item in self:
            deadline = item.date_deadline
            item.is_late = bool(
                deadline and deadline < today and item.state not in CLOSED
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("date_deadline", "<", "today"), ("state", "not in", CLOSED)]
        return late if True in value else ["!", "&", *late]

    @api.depends("measure", "company_id")
    def _compute_measure_value(self):
        figures = self._figures()
        for item in self:
            field, how = MEASURES.get(item.measure, (None, None))
            week = figures.get(item.company_id.id, {})
            item.measure_value = week.get(f"{field}:{how}") or 0.0 if field else 0.0

    def _figures(self):
        """Return {company id: {aggregate: value}} of the last week that has ended.

        :return: figures of a whole company, in which no customer can be made out
        """
        aggregates = [f"{field}:{how}" for field, how in MEASURES.values()]
        # sudo: managers only, of companies whose items they read
        rows = (
            self.env["crm.adoption"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("week", ">=", "today -14d"),
                    ("week", "<=", "today -7d"),
                ],
                ["company_id", "week:day"],
                aggregates,
                order="week:day ASC",
            )
        )
        # of two weeks in sight the later one is left
        return {
            company.id: dict(zip(aggregates, values, strict=True))
            for company, _week, *values in rows
        }

    # ------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.filtered("user_id")._remind()
        return items

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # rules look at a record before it is written, and not where it went
            self.check_access("read")
        if not {"user_id", "date_deadline", "state", "active"}.isdisjoint(vals):
            self._remind()
        return result

    def _remind(self):
        """Keep one activity for whoever is responsible, until the item is closed."""
        kind = "crm_relationship.mail_activity_type_rollout"
        # sudo: who gives an item to somebody else may not write it from then on
        for item in self.sudo():
            open_ = item.activity_search([kind])
            if item.state in CLOSED and open_:
                open_.action_feedback()
                continue
            wanted = item.user_id if item.active and item.state not in CLOSED else None
            if not wanted:
                open_.unlink()
                continue
            day = item.date_deadline or fields.Date.context_today(item)
            if not open_:
                # in words of theirs, not of whoever wrote it
                words = item.with_context(lang=wanted.lang or item.env.lang)
                item.activity_schedule(
                    kind, date_deadline=day, summary=words.name, user_id=wanted.id
                )
            elif open_.user_id != wanted or open_.date_deadline != day:
                open_.write({"user_id": wanted.id, "date_deadline": day})

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_done(self):
        """Close the items."""
        self.write({"state": "done"})

    @api.model
    def action_add_usual(self, *_args):
        """Bring the usual items into the current company; those it has stay."""
        self.check_access("create")
        data = self.env["ir.model.data"].sudo()  # sudo: which ones came with us
        usual = data.search(
            [("module", "=", "crm_relationship"), ("model", "=", self._name)]
        ).mapped("res_id")
        company = self.env.company
        everything = self.sudo().with_context(active_test=False)  # sudo: names only
        known = everything.search([("company_id", "=", company.id)]).mapped("code")
        texts = self._installed_texts()
        for item in everything.browse(usual).exists():
            if item.code in texts and item.code not in known:
                # what its company has written there since is that company's
                own = item._own_texts(texts[item.code])
                item.copy({"code": item.code, **own, **self._as_new(company)})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _installed_texts(self):
        """Return {code: {field: text}} of the usual items as they were installed."""
        with file_open(DATA, "rb") as stream:
            items = etree.parse(stream).iterfind(".//record[@model='crm.rollout.item']")
            rows = [{f.get("name"): f.text for f in item} for item in items]
        return {row["code"]: {k: row[k] for k in ("name", "why")} for row in rows}

    def _own_texts(self, installed):
        """Return what to write over the texts of an item: nothing where they are ours.

        So they come with their translations.
        """
        item = self.with_context(lang="en_US")
        is_ours = all(item[field] == text for field, text in installed.items())
        return {} if is_ours else installed

    @api.model
    def _as_new(self, company):
        """Return what a copied item forgets of the company it comes from."""
        return {
            "company_id": company.id,
            "active": True,
            "state": "todo",
            "user_id": False,
            "date_deadline": False,
            "note": False,
            "evidence_url": False,
            "measure_target": False,
        }
