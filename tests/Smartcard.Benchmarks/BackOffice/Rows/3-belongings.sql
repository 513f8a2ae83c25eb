-- What a journey has proved, by how far it came.
INSERT INTO evidence (id, address, at, card_id, helper_session_id, journey_id, kind, lockout_epoch, registration_id, user_id)
SELECT pg_temp.v7(j.started + e.step * 30 * second), NULL, j.started + e.step * 30 * second, c.id, NULL, j.id, e.kind, 0, NULL,
    CASE WHEN j.kind = 'InPerson' THEN u.id END
FROM s_now, s_journey j
    JOIN s_card c ON c.n = j.card_n
    JOIN s_user u ON u.n = j.n % 60
    JOIN (VALUES
        ('Unlock', 1, 1, 'CardIdentified'), ('Unlock', 3, 2, 'QuestionsAnswered'), ('Unlock', 4, 3, 'CodeConfirmed'),
        ('Unlock', 4, 4, 'ResetReleased'), ('Unlock', 4, 5, 'ResetConfirmed'),
        ('Registration', 1, 1, 'CardIdentified'), ('Registration', 2, 2, 'PasscodeProved'), ('Registration', 4, 3, 'CodeConfirmed'),
        ('InPerson', 0, 1, 'IdentityChecked'), ('InPerson', 4, 2, 'ResetReleased'), ('InPerson', 4, 3, 'ResetConfirmed'))
        e(of, stage, step, kind)
        ON e.of = j.kind AND e.stage <= CASE j.stage WHEN 'Start' THEN 0 WHEN 'Card' THEN 1 WHEN 'Questions' THEN 2 WHEN 'Code' THEN 3 ELSE 4 END;

INSERT INTO card_tasks (id, answered_again, card_challenge, card_id, card_identifier, challenge, confirm_card_challenge, confirm_challenge,
    created_at, ended_at, expires_at, helper_session_id, journey_id, kind, outcome, place, step, version)
SELECT pg_temp.v7(j.started + t.step * 60 * second), 0, CASE WHEN t.kind = 'Reset' THEN r END, c.id, c.identifier,
    CASE WHEN t.kind <> 'Identify' THEN r END, CASE WHEN t.kind = 'Reset' THEN r END, CASE WHEN t.kind = 'Reset' THEN r END,
    j.started + t.step * 60 * second, j.started + t.step * 90 * second, j.started + t.step * 60 * second + 10 * minute,
    pg_temp.v7(j.started), j.id, t.kind, 'Done', 'Working', 'Over', 3
FROM s_now, s_journey j
    JOIN s_card c ON c.n = j.card_n
    JOIN (VALUES ('Unlock', false, 1, 'Identify'), ('Unlock', true, 2, 'Reset'), ('Registration', false, 1, 'Prove'), ('InPerson', true, 1, 'Reset'))
        t(of, is_last, step, kind) ON t.of = j.kind AND (j.stage = 'Done' OR NOT t.is_last)
    CROSS JOIN LATERAL decode(replace(j.id::text, '-', ''), 'hex') r
WHERE j.stage <> 'Start';

-- Mails are kept for 30 days, codes for one.
INSERT INTO outgoing_mail (id, attempts, card_id, created_at, delivery, delivery_at, delivery_status, due_at, ended_at, journey_id, kind,
    language, not_after, state, "to", version)
SELECT pg_temp.v7(at), 1, c.id, at, m.delivery, at + 20 * second, CASE WHEN m.delivery IN ('Bounced', 'Dropped') THEN '5.1.1' END, at,
    at + second, j.id, m.kind, 'en', at + 15 * minute, m.state, 'person.' || c.identifier || '@nhs.net', 2
FROM s_now, s_journey j
    JOIN s_card c ON c.n = j.card_n
    CROSS JOIN LATERAL (
        SELECT k.step, k.kind, j.started + k.step * 60 * second AS at,
            CASE WHEN pg_temp.lot(j.n + k.step, 200) = 0 THEN 'Failed' ELSE 'Sent' END AS state,
            CASE WHEN pg_temp.lot(j.n + k.step, 200) = 0 THEN 'Unknown' WHEN pg_temp.lot(j.n + k.step, 100) = 1 THEN 'Bounced'
                WHEN pg_temp.lot(j.n + k.step, 200) = 2 THEN 'Dropped' WHEN pg_temp.lot(j.n + k.step, 20) = 3 THEN 'Unknown'
                ELSE 'Delivered' END AS delivery
        FROM (VALUES (1, CASE j.kind WHEN 'Registration' THEN 'RegistrationCode' ELSE 'UnlockCode' END),
                     (2, CASE j.kind WHEN 'Registration' THEN 'Registered' ELSE 'Unlocked' END)) k(step, kind)
        WHERE k.step = 1 OR j.stage = 'Done') m
WHERE j.n > finished - finished / 10 AND j.kind IN ('Unlock', 'Registration') AND j.stage IN ('Code', 'Done');

INSERT INTO email_codes (id, address, card_id, created_at, expires_at, journey_id, keyed_hash, state, wrong_tries)
SELECT pg_temp.v7(j.started), 'person.' || c.identifier || '@nhs.net', c.id, j.started, j.started + 15 * minute, j.id,
    sha256(j.id::text::bytea), CASE j.stage WHEN 'Done' THEN 'Used' ELSE 'Expired' END, 0
FROM s_now, s_journey j JOIN s_card c ON c.n = j.card_n
WHERE j.started > now - day AND j.kind IN ('Unlock', 'Registration') AND j.stage IN ('Code', 'Done');

INSERT INTO conversations (id, browser_hash, created_at, entries, journey_id, last_entry_at, last_heard_at, user_id, wished_language)
SELECT replace(gen_random_uuid()::text, '-', ''), encode(sha256(j.id::text::bytea), 'hex'), j.started, 12, NULL, j.ended, j.heard,
    replace(j.id::text, '-', ''), 'en'
FROM s_now, s_journey j WHERE j.started > now - 30 * day AND j.kind <> 'InPerson';

-- Instances as a real unlock left its own; what each step did is kept for the newest alone, which is a tenth.
INSERT INTO workflow_instances (id, correlation_id, created_at, definition_id, state, status, turn, updated_at, version)
SELECT j.id, t.correlation_id, j.started, CASE j.kind WHEN 'Unlock' THEN CASE WHEN pg_temp.lot(j.n, 5) = 0 THEN 'unlock-card-and-code'
        ELSE 'unlock' END ELSE lower(j.kind) END, replace(t.state, t.id::text, j.id::text),
    CASE WHEN j."end" = 'Faulted' THEN 'Faulted' WHEN j."end" IN ('Cancelled', 'Abandoned') THEN 'Cancelled' ELSE 'Finished' END,
    t.turn, j.ended, 1
FROM s_journey j, (SELECT * FROM workflow_instances WHERE definition_id = 'unlock' AND status = 'Finished' LIMIT 1) t
WHERE j.kind <> 'InPerson' ORDER BY j.n;
INSERT INTO workflow_turns (instance_id, sequence, journal)
SELECT j.id, t.sequence, t.journal
FROM s_now, s_journey j, workflow_turns t
WHERE t.instance_id = (SELECT id FROM workflow_instances WHERE definition_id = 'unlock' AND status = 'Finished' AND turn > 0
    AND EXISTS (SELECT 1 FROM workflow_turns w WHERE w.instance_id = workflow_instances.id) LIMIT 1)
    AND j.n > finished - finished / 10 AND j.kind <> 'InPerson';
INSERT INTO workflow_incidents (id, activity_id, activity_type, at, instance_id, message, node_id)
SELECT pg_temp.v7(j.ended), 'ask', 'Smartcard.AskSecurityQuestions', j.ended, j.id, 'A fault of ours.', 'unlock:ask'
FROM s_journey j WHERE j."end" = 'Faulted';
