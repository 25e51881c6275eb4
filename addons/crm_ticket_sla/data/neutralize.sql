-- A copy of the database calls nobody when an escalation is reached
UPDATE crm_sla_level
   SET webhook_url = NULL;
UPDATE crm_sla_webhook
   SET url = 'https://neutralized.invalid',
       state = CASE WHEN state IN ('ready', 'sending') THEN 'cancelled' ELSE state END;
-- and no program opens tickets in it: the keys hold where the secret was copied too
UPDATE crm_ticket_api_key
   SET active = FALSE;
