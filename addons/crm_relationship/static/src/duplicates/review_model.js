// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/** Whose value stays, to start with: that of the contact that stays, or the first. */
export function startChoices(data, keptId, included) {
    const ids = data.contacts.map((contact) => contact.id);
    const order = [keptId, ...ids.filter((id) => id !== keptId && included[id])];
    const choices = {};
    for (const row of data.rows) {
        const filled = order.find((id) => row.values[ids.indexOf(id)]);
        choices[row.name] = filled || keptId;
    }
    return choices;
}

/** What the server is told: only what is another contact's value. */
export function chosenValues(data, keptId, choices) {
    const ids = data.contacts.map((contact) => contact.id);
    const chosen = {};
    for (const row of data.rows) {
        const id = choices[row.name];
        if (row.can_choose && id !== keptId && row.values[ids.indexOf(id)]) {
            chosen[row.name] = id;
        }
    }
    return chosen;
}

/** Whether contacts that are merged have different values; one without has none. */
export function differs(row, data, included) {
    const keys = row.keys.filter((key, at) => key && included[data.contacts[at].id]);
    return new Set(keys).size > 1;
}
