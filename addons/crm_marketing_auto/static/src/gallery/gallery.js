// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { withSetup } from "@crm_relationship/setup/setup";

/** The ready-made journeys to start from. */
export class GalleryDialog extends Component {
    static template = "crm_marketing_auto.GalleryDialog";
    static components = { Dialog };
    static props = { close: Function, choose: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ ready: [], isBusy: false });
        this.title = _t("New journey from…");
        onWillStart(async () => {
            this.state.ready = await this.orm.call("crm.journey", "gallery", []);
        });
    }

    messages(ready) {
        return ready.messages === 1 ? _t("1 message") : _t("%s messages", ready.messages);
    }

    async choose(key) {
        this.state.isBusy = true;
        try {
            await this.props.choose(key);
            this.props.close();
        } finally {
            this.state.isBusy = false;
        }
    }
}

const withGallery = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.dialogs = useService("dialog");
        }

        openGallery() {
            this.dialogs.add(GalleryDialog, { choose: (key) => this.makeFrom(key) });
        }

        async makeFrom(key) {
            const resId = await this.model.orm.call("crm.journey", "create_from_gallery", [key]);
            const action = await this.model.orm.call("crm.journey", "action_draw", [[resId]]);
            await this.actionService.doAction(action);
        }
    };

class JourneyKanbanController extends withGallery(KanbanController) {}
class JourneyListController extends withGallery(ListController) {}

const journeyKanbanView = {
    ...kanbanView,
    Controller: JourneyKanbanController,
    buttonTemplate: "crm_marketing_auto.JourneyButtons",
};

registry
    .category("views")
    .add("crm_journey_kanban", withSetup(journeyKanbanView, "journeys", "crm_marketing_auto.crm_setup_action"));
registry.category("views").add("crm_journey_list", {
    ...listView,
    Controller: JourneyListController,
    buttonTemplate: "crm_marketing_auto.JourneyButtons",
});
