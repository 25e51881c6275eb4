// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/** What moves or covers something is not in a picture. */
const STILL = `
    *, *::before, *::after {
        animation: none !important;
        transition: none !important;
        caret-color: transparent !important;
    }
    .o_notification_manager, .o-mail-ChatHub { visibility: hidden !important; }
`;
/** Milliseconds until a page stands still; charts take longer. */
const CALM = 300;
const DRAWN = 1300;

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function settle() {
    await document.fonts.ready;
    const images = [...document.images].filter((image) => !image.complete);
    await Promise.all(images.map((image) => image.decode().catch(() => {})));
    await pause(document.querySelector("canvas") ? DRAWN : CALM);
}

function clipOf(element) {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + window.scrollX, y: y + window.scrollY, width, height, scale: 1 };
}

async function take(name, element, { only, top }) {
    if (!window.crmTakePicture) {
        return; // nobody asked for pictures
    }
    const style = document.createElement("style");
    style.textContent = STILL;
    document.head.append(style);
    if (only || top) {
        element.scrollIntoView({ block: "start" });
    }
    await settle();
    await new Promise((resolve) => {
        window.crmPictureTaken = resolve;
        window.crmTakePicture(JSON.stringify({ name, clip: only ? clipOf(element) : null }));
    });
    style.remove();
}

/**
 * Return a step that keeps a picture of the page as soon as it shows something.
 *
 * @param {string} name one of PICTURES in tests/browser.py
 * @param {string} trigger what has to be there
 * @param {{ only?: boolean, top?: boolean }} [options] only that element; or, that element
 *  at the top of the picture
 */
export function picture(name, trigger, options = {}) {
    return {
        content: `Picture ${name}`,
        trigger,
        run: ({ anchor }) => take(name, anchor, options),
    };
}

/** Return a step that opens a page as its menu does. */
export function go(action) {
    return {
        content: `Open ${action}`,
        trigger: "body .o_web_client, body.o_web_client",
        run: () =>
            odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, {
                clearBreadcrumbs: true,
            }),
    };
}
