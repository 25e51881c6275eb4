// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { onWillStart } from "@odoo/owl";
import { user } from "@web/core/user";

const ACCOUNTING_MODELS = ["account.move", "account.payment"];
const ACCOUNTING_GROUPS = ["account.group_account_invoice", "account.group_account_readonly"];

/**
 * Tell which documents are worth a link for this user. Salespeople may read
 * their invoices, but core's form of an invoice counts its payments, which only
 * accounting may read: opening it would end in an error.
 */
export function useOpenable() {
    let isAccountant = false;
    onWillStart(async () => {
        const answers = await Promise.all(ACCOUNTING_GROUPS.map((group) => user.hasGroup(group)));
        isAccountant = answers.some(Boolean);
    });
    return (resModel) => isAccountant || !ACCOUNTING_MODELS.includes(resModel);
}
