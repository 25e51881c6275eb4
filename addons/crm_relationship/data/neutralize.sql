-- A copy of the database neither calls providers nor hears them
UPDATE crm_channel_account
   SET active = FALSE,
       secret = NULL,
       token = NULL,
       token_digest = NULL;
