// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { useState } from "@odoo/owl";

const MOVES = {
    ArrowDown: (index) => index + 1,
    ArrowUp: (index) => index - 1,
    Home: () => 0,
    End: (index, count) => count - 1,
};

/**
 * One tab stop for a list of rows; the arrow keys, Home and End move in it.
 * Keys typed in a field or on a button inside a row are left alone.
 */
export function useRowNavigation(listRef, selector) {
    const state = useState({ activeId: false });
    return {
        isTabStop: (id, firstId) => (state.activeId || firstId) === id,
        focus(id) {
            state.activeId = id;
        },
        onKeydown(ev) {
            const move = MOVES[ev.key];
            if (!move || !ev.target.matches(selector) || ev.altKey || ev.ctrlKey) {
                return;
            }
            const rows = [...listRef.el.querySelectorAll(selector)];
            const next = rows[move(rows.indexOf(ev.target), rows.length)];
            ev.preventDefault();
            ev.stopPropagation();
            next?.focus();
        },
    };
}
