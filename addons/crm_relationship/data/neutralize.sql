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
