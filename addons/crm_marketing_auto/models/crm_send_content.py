# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from functools import partial, reduce

from markupsafe import Markup, escape

from odoo import api, models
from odoo.tools import SQL, is_html_empty
from odoo.tools.mail import html_normalize
from odoo.tools.misc import file_open

from ..tools import placeholder

#: Where the body goes into the layout, which is the same for everybody.
BODY = "@@crm-message-body@@"
#: Links that differ from person to person are only known when rendered.
DYNAMIC_LINK = re.compile(r"t-attf?-href|href=[\"'][^\"']*\{\{")
UNTRACKED = ["/unsubscribe_from_list", "/view", "/cards/"]


class CrmSendContent(models.AbstractModel):
    """The content of a message step, made for many people at once.

    What is the same for everybody (links, layout) is prepared once. Where the
    content cannot be made for somebody, the others get theirs.
    """

    _name = "crm.send.content"
    _description = "Content of a Message"

    @api.model
    def _render_mails(self, mailing, res_ids):
        """Return ({record id: (subject, body)}, {record id: error})."""
        source, links = self._prepare_body(mailing)
        head, _sep, tail = self._layout(mailing).partition(BODY)

        is_plain = not links and self._is_plain(mailing, source)
        render_bodies = self._fill_bodies if is_plain else self._render_bodies

        def render(ids):
            self._read_people(mailing.mailing_model_real, ids)
            bodies = {}
            for _lang, (template, lang_ids) in mailing._classify_per_lang(ids).items():
                bodies.update(render_bodies(template, source, links, lang_ids))
            subjects = mailing._render_field("subject", ids, compute_lang=True)
            return {i: (subjects[i], f"{head}{bodies[i]}{tail}") for i in ids}

        return self._render_each(render, res_ids)

    @api.model
    def _read_people(self, model, res_ids):
        """Read the contacts of records at once: core asks each for its language."""
        records = self.env[model].browse(res_ids)
        found = records._mail_get_partners().values()
        people = self.env["res.partner"].union(*found)
        people.with_prefetch(people.ids).mapped("lang")

    @api.model
    def _is_plain(self, mailing, source):
        """Return whether the content only shows fields, which needs no engine."""
        return not mailing._has_unsafe_expression_template_qweb(
            source, mailing.mailing_model_real
        )

    @api.model
    def _render_bodies(self, template, source, links, res_ids):
        """Return {record id: body} as core renders it, record by record."""
        return template.with_context(post_convert_links=links)._render_template(
            source,
            template.mailing_model_real,
            res_ids,
            engine="qweb",
            options={"post_process": True, "preserve_comments": True},
        )

    @api.model
    def _fill_bodies(self, template, source, _links, res_ids):
        """Return {record id: body} as core does, reading the content only once.

        Its links lead out already; a value is escaped and cannot bring a local one.
        """
        # the element around keeps several at the top from being given another one
        html = html_normalize(f"<div>{source}</div>") if source else ""
        if html.startswith("<div>") and html.endswith("</div>"):
            html = html[5:-6]
        parts = placeholder.pieces(html)
        return {
            record.id: placeholder.fill(parts, partial(self._value, record))
            for record in template.env[template.mailing_model_real].browse(res_ids)
        }

    @api.model
    def _value(self, record, part):
        try:
            value = reduce(lambda found, name: found[name], part.path, record)
        except KeyError:
            value = None
        return str(escape(value or part.default))

    @api.model
    def _render_texts(self, mailing, res_ids):
        """Return ({record id: text}, {record id: error}) of an SMS."""
        values = mailing._get_link_tracker_values()
        source = mailing._shorten_links_text(mailing.body_plaintext or "", values)

        def render(ids):
            return mailing._render_template(
                source, mailing.mailing_model_real, ids, engine="inline_template"
            )

        return self._render_each(render, res_ids)

    def _render_each(self, render, res_ids):
        """Render for all; where that fails, for each, keeping what failed."""
        done, failed = {}, {}
        try:
            with self.env.cr.savepoint():
                return render(list(res_ids)), failed
        except Exception as error:
            if len(res_ids) == 1:
                return {}, {res_ids[0]: self._explain(error)}
        half = len(res_ids) // 2
        for part in (res_ids[:half], res_ids[half:]):
            some, broken = self._render_each(render, part)
            done.update(some)
            failed.update(broken)
        return done, failed

    @api.model
    def _explain(self, error):
        cause = error.__cause__ or error
        return " ".join(f"{type(cause).__name__}: {cause}".split())[:300]

    def _prepare_body(self, mailing):
        """Return the template with its fixed links tracked, and what to do with others.

        Making a link costs queries: those that are the same for all are made once.
        """
        source = mailing._prepend_preview(mailing.body_html or "", mailing.preview)
        if is_html_empty(source):
            return source, False
        values = mailing._get_link_tracker_values()
        if DYNAMIC_LINK.search(source):
            return source, values
        source = self.env["mail.render.mixin"]._replace_local_links(Markup(source))
        tracked = mailing._shorten_links(source, values, blacklist=UNTRACKED)
        return tracked, False

    def _layout(self, mailing):
        with file_open("mass_mailing/static/src/scss/mass_mailing_mail.scss") as file:
            style = Markup("<style>%s</style>") % Markup(file.read())
        page = self.env["ir.qweb"]._render(
            "mass_mailing.mass_mailing_mail_layout",
            {"body": Markup(BODY), "mailing_style": style},
            minimal_qcontext=True,
            raise_if_not_found=False,
        )
        return str(page or BODY)

    @api.model
    def _existing(self, model, res_ids):
        """Return those of the ids that exist."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s)",
                SQL.identifier(self.env[model]._table),
                list(res_ids),
            )
        )
        return {row[0] for row in rows}
