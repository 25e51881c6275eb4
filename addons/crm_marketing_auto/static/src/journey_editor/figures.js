// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { MESSAGES } from "./step_kinds";

/** How figures are said on a card: short, with their meaning in a title. */

export function percentOf(part, total) {
    if (!total) {
        return "–";
    }
    const value = (100 * part) / total;
    const digits = value > 0 && value < 9.95 ? 1 : 0;
    return _t("%s %", formatFloat(value, { digits: [0, digits], trailingZeros: false }));
}

export function shortNumber(value) {
    if (value >= 999500) {
        return `${formatFloat(value / 1e6, { digits: [0, 1], trailingZeros: false })}M`;
    }
    if (value >= 9995) {
        return `${formatFloat(value / 1e3, { digits: [0, 1], trailingZeros: false })}k`;
    }
    return formatFloat(value, { digits: [0, 0] });
}

const figure = (key, icon, text, title, tone = "") => ({ key, icon, text: String(text), title: String(title), tone });

export function stepFigures(step, counts) {
    const { waiting = 0, done = 0, skipped = 0, failed = 0, unknown = 0 } = counts || {};
    const trouble = failed + unknown;
    const figures = [
        figure("waiting", "fa-hourglass-half", shortNumber(waiting), _t("%s are here now", waiting), waiting ? "o_journey_now" : "text-muted"),
        figure("done", "fa-check", shortNumber(done), _t("%s went through", done)),
    ];
    if (skipped) {
        figures.push(figure("skipped", "fa-ban", shortNumber(skipped), _t("%s were skipped", skipped), "o_journey_skipped"));
    }
    if (trouble) {
        figures.push(figure("failed", "fa-exclamation-triangle", shortNumber(trouble), _t("%s failed", trouble), "text-danger"));
    }
    return figures;
}

/** Return what people did with a message, as shares of those it was sent to. */
export function messageFigures(step, counts) {
    if (!MESSAGES.includes(step.kind)) {
        return [];
    }
    const { sent = 0, open = 0, click = 0 } = counts || {};
    const figures = [figure("sent", "fa-paper-plane-o", shortNumber(sent), _t("%s sent", sent))];
    if (step.kind === "mail") {
        figures.push(figure("open", "fa-envelope-open-o", percentOf(open, sent), _t("%s opened by people", open)));
    }
    figures.push(figure("click", "fa-mouse-pointer", percentOf(click, sent), _t("%s clicked by people", click)));
    return figures;
}

export function startFigures(people) {
    const total = Object.values(people).reduce((sum, count) => sum + count, 0);
    const figures = [
        figure("active", "fa-users", shortNumber(people.active || 0), _t("%s inside now", people.active || 0), "o_journey_now"),
        figure("total", "fa-sign-in", shortNumber(total), _t("%s came in so far", total)),
    ];
    if (people.goal) {
        figures.push(figure("goal", "fa-trophy", shortNumber(people.goal), _t("%s reached the goal", people.goal), "text-success"));
    }
    return figures;
}
