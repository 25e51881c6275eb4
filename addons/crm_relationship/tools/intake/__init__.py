# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What customers bring from other systems: files read as rows, headers recognised.

Reading order: `errors`, `guards`, `encoding`, the readers (`csv_file`, `workbook_file`,
`vcard_file`), `table` (one door for all of them), `profiles`, `dates`, `cells`,
`convert`.
"""
