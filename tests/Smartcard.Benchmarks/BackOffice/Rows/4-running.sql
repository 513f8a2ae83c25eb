-- Journeys under way, heard of within the last 20 minutes: unlocks, each as the one that a real person left at the questions.
CREATE TEMP TABLE s_running AS
SELECT k.n, pg_temp.v7(heard - 3 * minute) AS id, heard - 3 * minute AS started, heard, c.id AS card_id, c.staff_id, c.identifier,
    ('{Start,Card,Questions,Code,Passcode}'::text[])[1 + pg_temp.lot(k.n, 5)] AS stage,
    CASE WHEN k.n % 100 = 0 THEN 'InPerson' ELSE 'Unlock' END AS kind, r.id AS registration_id
FROM (SELECT n, now - (running - n)::bigint * (20 * minute) / running AS heard, minute, registered FROM s_now, generate_series(1, s_now.running) n) k
    JOIN s_card c ON c.n = k.n::bigint * 15485863 % k.registered
    LEFT JOIN s_registration r ON r.card_n = c.n AND r.is_active;
ANALYZE s_running;
INSERT INTO journeys (id, asked_questions, card_id, channel, kind, language, last_heard_at, registration_id, staff_id, stage, started_at, workflow)
SELECT id, CASE WHEN kind = 'Unlock' AND stage IN ('Questions', 'Code', 'Passcode') THEN '3,1' ELSE '' END,
    CASE WHEN stage <> 'Start' OR kind = 'InPerson' THEN card_id END, CASE WHEN kind = 'InPerson' THEN 'booth' ELSE 'webchat' END, kind, 'en', heard,
    CASE WHEN kind = 'Unlock' AND stage <> 'Start' THEN registration_id END,
    CASE WHEN stage <> 'Start' OR kind = 'InPerson' THEN staff_id END, CASE WHEN kind <> 'InPerson' THEN stage END, started,
    CASE kind WHEN 'InPerson' THEN '' ELSE lower(kind) END
FROM s_running;
INSERT INTO in_person_resets (id, card_id, helped_by, identity_check, seen)
SELECT j.id, j.card_id, u.id, 'Staff badge with photograph', 'x' FROM s_running j JOIN s_user u ON u.n = j.n / 100 % 60 WHERE j.kind = 'InPerson';
INSERT INTO evidence (id, at, card_id, journey_id, kind, lockout_epoch, user_id)
SELECT pg_temp.v7(j.started), j.started, j.card_id, j.id, CASE WHEN j.kind = 'InPerson' THEN 'IdentityChecked' ELSE 'CardIdentified' END, 0,
    CASE WHEN j.kind = 'InPerson' THEN u.id END
FROM s_running j JOIN s_user u ON u.n = j.n / 100 % 60 WHERE j.stage NOT IN ('Start', 'Card') OR j.kind = 'InPerson';

CREATE TEMP TABLE s_waiting AS
SELECT i.* FROM workflow_instances i
WHERE i.status = 'Suspended' AND i.definition_id = 'unlock'
    AND EXISTS (SELECT 1 FROM workflow_bookmarks b WHERE b.instance_id = i.id) ORDER BY i.created_at DESC LIMIT 1;
INSERT INTO workflow_instances (id, correlation_id, created_at, definition_id, state, status, turn, updated_at, version)
SELECT j.id, t.correlation_id, j.started, 'unlock', replace(t.state, t.id::text, j.id::text), 'Suspended', t.turn, j.heard, 1
FROM s_running j, s_waiting t WHERE j.kind <> 'InPerson';
INSERT INTO workflow_turns (instance_id, sequence, journal)
SELECT j.id, w.sequence, w.journal FROM s_running j, s_waiting t JOIN workflow_turns w ON w.instance_id = t.id WHERE j.kind <> 'InPerson';
-- Timers come due in an hour, so that nothing is resumed while pages are timed.
INSERT INTO workflow_bookmarks (id, due_at, instance_id, key, name)
SELECT pg_temp.v7(j.started), CASE WHEN b.due_at IS NOT NULL THEN now + 60 * minute + j.n * second END, j.id,
    encode(sha256((b.key || j.id)::bytea), 'hex'), b.name
FROM s_now, s_running j, s_waiting t JOIN workflow_bookmarks b ON b.instance_id = t.id WHERE j.kind <> 'InPerson';
INSERT INTO pairings (id, code_hash, created_at, expires_at, journey_id, used_at)
SELECT pg_temp.v7(started), encode(sha256(id::text::bytea), 'hex'), started, started + 10 * minute, id,
    CASE WHEN stage <> 'Card' THEN started + second END
FROM s_now, s_running WHERE stage <> 'Start';
INSERT INTO helper_sessions (id, created_at, journey_id, last_seen_at, token_hash)
SELECT pg_temp.v7(started), started, id, heard, encode(sha256((id || 'token')::bytea), 'hex') FROM s_running WHERE stage NOT IN ('Start', 'Card');
INSERT INTO card_tasks (id, answered_again, card_id, card_identifier, challenge, created_at, expires_at, helper_session_id, journey_id, kind,
    place, step, version)
SELECT pg_temp.v7(j.heard), 0, j.card_id, j.identifier, sha256(j.id::text::bytea), j.heard, now + 60 * minute, h.id, j.id, 'Reset',
    'WaitingForPasscode', 'Waiting', 0
FROM s_now, s_running j JOIN helper_sessions h ON h.journey_id = j.id WHERE j.stage = 'Passcode';
INSERT INTO email_codes (id, address, card_id, created_at, expires_at, journey_id, keyed_hash, state, wrong_tries)
SELECT pg_temp.v7(heard), 'person.' || identifier || '@nhs.net', card_id, heard, now + 60 * minute, id, sha256(id::text::bytea), 'Live', 0
FROM s_now, s_running WHERE stage = 'Code' AND kind <> 'InPerson';
INSERT INTO outgoing_mail (id, attempts, card_id, created_at, delivery, due_at, ended_at, journey_id, kind, language, not_after, state, "to", version)
SELECT pg_temp.v7(heard), 1, card_id, heard, 'Unknown', CASE WHEN n % 50 = 0 THEN now + 120 * minute ELSE heard END,
    CASE WHEN n % 50 <> 0 THEN heard + second END, id, 'UnlockCode', 'en', now + 180 * minute,
    CASE WHEN n % 50 = 0 THEN 'Waiting' ELSE 'Sent' END, 'person.' || identifier || '@nhs.net', 1
FROM s_now, s_running WHERE stage = 'Code' AND kind <> 'InPerson';
INSERT INTO conversations (id, browser_hash, created_at, entries, journey_id, last_entry_at, last_heard_at, user_id, wished_language)
SELECT replace(gen_random_uuid()::text, '-', ''), encode(sha256(id::text::bytea), 'hex'), started, 12, id, heard, heard, replace(id::text, '-', ''), 'en'
FROM s_running WHERE kind <> 'InPerson';
