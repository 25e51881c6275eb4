# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How Facebook and Google Ads call the columns of their exports, in several languages.

A header is compared without case, accents, signs and a currency in brackets. What the
platforms' own programs write (`spend`, `metrics.cost_micros`) is known too.
"""

from __future__ import annotations

import re
import unicodedata

#: Single words first, then what has a space in it.
COLUMNS = {
    "day": (
        "day date datum tag jour fecha dia data giorno ngay segments.date date_start"
        "|reporting starts|bericht beginnt|debut des rapports|inicio del informe"
        "|bat dau bao cao|aanvang rapportage|begin van rapportage"
    ),
    "cost": (
        "spend cost kosten couts cout coste costo custo ausgaben"
        "|amount spent|ausgegebener betrag|montant depense|importe gastado"
        "|valor gasto|valor usado|besteed bedrag|importo speso|so tien da chi tieu|chi phi"
    ),
    "micros": "cost_micros metrics.cost_micros|cost micros",
    "currency": (
        "currency wahrung devise moneda moeda valuta tiente customer.currency_code"
        " account_currency currency_code"
        "|currency code|account currency|wahrungscode|code de devise"
        "|codigo de moneda|codigo da moeda|loai tien|tien te|don vi tien te|ma tien te"
    ),
    "campaign_id": (
        "campaign_id campaign.id|campaign id|kampagnen id|id de campagne"
        "|id de la campana|id da campanha|campagne id|id chien dich|ma chien dich"
    ),
    "campaign": (
        "campaign campaign_name campaign.name kampagne campagne campana campanha campagna"
        "|campaign name|kampagnenname|name der kampagne|nom de la campagne"
        "|nombre de la campana|nome da campanha|campagnenaam|nome campagna"
        "|chien dich|ten chien dich"
    ),
    "ad_id": "ad_id|ad id|anzeigen id|id de publicite|id quang cao",
    "account": (
        "account_id customer.id customer_id account konto kontoname kundennummer"
        "|account id|customer id|konto id|id de compte|nom du compte|account name"
        "|id tai khoan|ma khach hang|tai khoan|ten tai khoan"
    ),
    "impressions": (
        "impressions metrics.impressions impressionen impresiones impressoes vertoningen"
        " impressioni impr|impr.|luot hien thi|so luot hien thi"
    ),
    "clicks": (
        "clicks metrics.clicks klicks clics cliques klikken click inline_link_clicks"
        " link_clicks|link clicks|linkklicks|clics sur un lien|clics en el enlace"
        "|cliques no link|klikken op link|luot click vao lien ket|luot nhap|so luot nhap"
    ),
}


def fold(text: str) -> str:
    """Return a header without case, accents, brackets and signs."""
    text = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text).replace("đ", "d").replace("Đ", "D")
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9._]+", " ", plain.casefold()).split())


def bracket(text: str) -> str | None:
    """Return the currency in the brackets of a header: `Amount spent (VND)`."""
    found = re.search(r"[(\[]([A-Z]{3})[)\]]", text)
    return found and found[1]


def _names(text):
    words, *phrases = text.split("|")
    return {fold(name) for name in (*words.split(), *phrases)}


#: {folded header: field}
KNOWN = {name: field for field, text in COLUMNS.items() for name in _names(text)}


def other_report(header) -> str | None:
    """Tell what an export is that is no report of cost; None: not known.

    actions: what people did after an ad; places: cost without its campaign, by where or
    who people are; history: what accounts, campaigns or ads are called and since when.

    >>> other_report(["ad_id", "date", "action_type", "value"])
    'actions'
    """
    names = {fold(str(cell or "")) for cell in header}
    if names & {"action_type", "action type"}:
        return "actions"
    if names & {"country", "region", "age", "gender"} and names & {"spend", "cost"}:
        return "places"
    if "id" in names and names & {"name", "updated_time", "creative_id"}:
        return "history"
    return None
