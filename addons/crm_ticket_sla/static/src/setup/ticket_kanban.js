// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { withSetup } from "@crm_relationship/setup/setup";

registry.category("views").add("crm_ticket_kanban", withSetup(kanbanView, "tickets", "crm_ticket_sla.crm_setup_action"));
