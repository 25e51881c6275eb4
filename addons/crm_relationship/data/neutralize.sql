-- A copy of the database neither calls providers nor hears them
UPDATE crm_channel_account
   SET active = FALSE,
       secret = NULL,
       verify_token = NULL,
       access_token = NULL,
       page_token = NULL,
       refresh_token = NULL,
       app_secret = NULL,
       token = NULL,
       token_digest = NULL;
-- No report leaves a copy
UPDATE crm_report_schedule SET active = FALSE;
-- Monitoring has no address of a copy
DELETE FROM ir_config_parameter WHERE key = 'crm_relationship.health_token_digest';
-- The address of a recording may hold a password
UPDATE crm_call SET recording = NULL;
-- What waits to be sent is not sent by whoever sets up an account again
UPDATE crm_channel_outbox
   SET state = 'cancelled',
       detail = 'Neutralised copy of a database'
 WHERE state IN ('ready', 'sending');
