// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** The files of an import: saved once they are there, so that the columns show. */
export class ImportFilesField extends Many2ManyBinaryField {
    async onFileUploaded(files) {
        await super.onFileUploaded(files);
        if (this.files.length) {
            await this.props.record.save();
        }
    }
}

registry.category("fields").add("crm_import_files", {
    ...many2ManyBinaryField,
    component: ImportFilesField,
});
