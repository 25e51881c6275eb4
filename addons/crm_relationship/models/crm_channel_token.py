# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

import requests
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.gateway import chat, line, zalo

_logger = logging.getLogger(__name__)

#: A token that ends sooner is renewed before it is used.
MARGIN = timedelta(minutes=10)
DEFAULT_LIFE = 3600
MAX_LIFE = 400 * 86400
ATTEMPTS = 4


class CrmChannelAccount(models.Model):
    """Access tokens that end, and are renewed with a refresh token good once.

    Two hosts that renewed at once would each make the other's token worthless. The
    account's row is locked, and read again, in a transaction of its own; the new
    tokens are committed before anybody uses them.
    """

    _inherit = "crm.channel.account"

    def _good_token(self, refused=None):
        """Return an access token, renewed when it has ended or was refused.

        :param refused: the token that the provider did not take
        :return: an empty text when there is none
        """
        self.ensure_one()
        token = self._kept("access_token")
        if not self.has_refresh_token:
            return token if token != refused else ""
        if token != refused and not self._token_ends():
            return token
        return self._renew_token(refused)

    def _token_ends(self):
        ends = self.token_expires_at
        return bool(ends) and ends <= fields.Datetime.now() + MARGIN

    def _renew_token(self, refused):
        """Renew the tokens, one host at a time; return the access token."""
        for _attempt in range(ATTEMPTS):
            try:
                with self.env.registry.cursor() as cr:
                    return self.with_env(self.env(cr=cr))._renew_locked(refused)
            except SerializationFailure:
                continue  # another host has renewed them while we waited for it
        return ""

    def _renew_locked(self, refused):
        self.env.cr.execute(
            SQL(
                "SELECT FROM crm_channel_account WHERE id = %s FOR NO KEY UPDATE",
                self.id,
            )
        )
        self.invalidate_recordset()
        token = self._kept("access_token")
        if token != refused and not self._token_ends():
            return token  # somebody else has just renewed it
        return self._ask_for_tokens()

    def _ask_for_tokens(self):
        """Ask the provider for new tokens and keep them; return the access token."""
        try:
            response = line.ask(
                "POST",
                f"{(self.oauth_url or zalo.OAUTH_BASE).rstrip('/')}/v4/oa/access_token",
                data={
                    "refresh_token": self._kept("refresh_token"),
                    "app_id": self.app_id or "",
                    "grant_type": "refresh_token",
                },
                headers={"secret_key": self._kept("app_secret")},
                timeout=self.timeout,
            )
            told = chat.a_dict(response.json())
        except (requests.RequestException, ValueError) as error:
            return self._note_token_problem(type(error).__name__)
        access, refresh = told.get("access_token"), told.get("refresh_token")
        if not (isinstance(access, str) and access and isinstance(refresh, str)):
            reason = told.get("error_name") or told.get("error") or response.status_code
            return self._note_token_problem(str(reason)[:200])
        life = chat.a_text(told.get("expires_in"))
        seconds = int(life) if life.isascii() and life.isdigit() else DEFAULT_LIFE
        self._keep("access_token", access)
        self._keep("refresh_token", refresh or self._kept("refresh_token"))
        self.write(
            {
                "token_expires_at": fields.Datetime.now()
                + timedelta(seconds=min(seconds, MAX_LIFE)),
                "token_problem": False,
            }
        )
        return access

    def _note_token_problem(self, problem):
        _logger.warning("Account %s: tokens were not renewed: %s", self.id, problem)
        self.token_problem = self.env._(
            "The access token could not be renewed: %(problem)s. Enter new tokens.",
            problem=problem,
        )
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_fresh_token(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_fresh_token(vals))

    def _with_fresh_token(self, vals):
        """Forget when the old token ended, when a person enters another one."""
        if vals.get("new_access_token"):
            return {**vals, "token_expires_at": False, "token_problem": False}
        return vals
