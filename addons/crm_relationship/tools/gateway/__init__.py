# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What providers send: read, checked and made harmless, without a database.

Reading order: `call` (the vocabulary), `payload` (any body becomes plain data),
`signature` (the scheme of our own), then one module for what each kind of provider
sends.
"""
