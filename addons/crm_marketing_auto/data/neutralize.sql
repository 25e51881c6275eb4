-- A copy of the database sends nothing to anybody, and no program starts a journey in it
UPDATE crm_journey
   SET state = 'paused',
       paused_at = COALESCE(paused_at, now() AT TIME ZONE 'UTC'),
       pause_reason = 'Neutralised copy of a database'
 WHERE state = 'running';
UPDATE crm_journey
   SET hook_token = NULL,
       hook_secret = NULL;
UPDATE mail_mail
   SET state = 'cancel'
 WHERE state = 'outgoing'
   AND is_in_lane IS TRUE;
UPDATE sms_sms
   SET state = 'canceled'
 WHERE state IN ('outgoing', 'pending', 'held');
