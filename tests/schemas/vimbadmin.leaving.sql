-- SPDX-License-Identifier: Apache-2.0
-- A mailbox that is about to be deleted, not switched off: tables of older releases cannot say so.
UPDATE mailbox SET active = 1, delete_pending = 1 WHERE username = 'dora@one.example';
