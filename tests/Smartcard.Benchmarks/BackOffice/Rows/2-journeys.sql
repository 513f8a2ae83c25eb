-- The newest has the highest number. Every fourth is a registration that was completed; cards beyond the first ones register again.
CREATE TEMP TABLE s_journey AS
SELECT n, pg_temp.v7(started) AS id, kind, j."end", started, heard,
    least(CASE WHEN j."end" = 'Abandoned' THEN heard + 30 * minute ELSE heard END, now - second) AS ended,
    CASE WHEN j."end" = 'Completed' THEN 'Done'
         WHEN j."end" = 'Referred' THEN 'Questions'
         WHEN j."end" IN ('Stopped', 'Moved') THEN 'Card'
         WHEN j."end" = 'Faulted' THEN 'Code'
         ELSE ('{Start,Card,Questions,Code}'::text[])[1 + pg_temp.lot(n + 7, 4)] END AS stage,
    card_n
FROM (
    SELECT *, started + (60 + pg_temp.lot(n + 6, 400)) * second AS heard,
        CASE kind
            WHEN 'Report' THEN 'Completed'
            WHEN 'InPerson' THEN CASE WHEN fate < 80 THEN 'Completed' WHEN fate < 95 THEN 'Cancelled' ELSE 'Abandoned' END
            WHEN 'Registration' THEN
                CASE WHEN n % 4 = 0 THEN 'Completed' WHEN fate < 60 THEN 'Abandoned' WHEN fate < 85 THEN 'Cancelled' ELSE 'Stopped' END
            ELSE CASE WHEN fate < 70 THEN 'Completed' WHEN fate < 78 THEN 'Referred' WHEN fate < 84 THEN 'Stopped'
                WHEN fate < 88 THEN 'Cancelled' WHEN fate < 97 THEN 'Abandoned' WHEN fate < 98 THEN 'Faulted' ELSE 'Moved' END
        END AS "end"
    FROM (
        SELECT n, now, second, minute, pg_temp.lot(n + 5, 100) AS fate,
            now - 10 * minute - (finished - n)::bigint * (401 * day / finished) AS started,
            CASE WHEN n % 4 = 0 OR pg_temp.lot(n, 100) < 8 THEN 'Registration' WHEN pg_temp.lot(n, 100) < 93 THEN 'Unlock'
                WHEN pg_temp.lot(n, 100) < 95 THEN 'Report' ELSE 'InPerson' END AS kind,
            (CASE WHEN n % 4 = 0 THEN (n / 4)::bigint * 7919 ELSE n::bigint * 104729 END % registered)::int AS card_n
        FROM s_now, generate_series(1, s_now.finished) n) k) j;
ALTER TABLE s_journey ADD PRIMARY KEY (n);
ANALYZE s_journey;

CREATE TEMP TABLE s_registration AS
SELECT pg_temp.v7(j.started) AS id, j.id AS journey_id, j.started, j.ended, j.card_n,
    j.n / 4 > finished / 4 - registered AS is_active
FROM s_journey j, s_now WHERE j.n % 4 = 0;
CREATE INDEX ON s_registration (card_n) WHERE is_active;
ANALYZE s_registration;
INSERT INTO registrations (id, address, answers, card_id, completed_at, created_at, journey_id, question_order, staff_id, state)
SELECT r.id, 'person.' || c.identifier || '@nhs.net', (SELECT answers FROM registrations WHERE state = 'Active' LIMIT 1), c.id, r.ended,
    r.started, r.journey_id, '3,1,4,2', c.staff_id, CASE WHEN r.is_active THEN 'Active' ELSE 'Superseded' END
FROM s_registration r JOIN s_card c ON c.n = r.card_n;

INSERT INTO journeys (id, asked_questions, card_id, channel, "end", ended_at, kind, language, last_heard_at, registration_id, staff_id,
    stage, started_at, workflow)
SELECT j.id, CASE WHEN j.kind = 'Unlock' AND stage IN ('Questions', 'Code', 'Done') THEN '3,1' ELSE '' END, c.id,
    CASE WHEN j.kind = 'InPerson' THEN 'booth' WHEN pg_temp.lot(j.n, 3) = 0 THEN 'msteams' ELSE 'webchat' END, j."end", j.ended, j.kind,
    CASE WHEN pg_temp.lot(j.n, 10) = 0 THEN 'cy' ELSE 'en' END, j.heard, coalesce(own.id, CASE WHEN c.id IS NOT NULL THEN r.id END), c.staff_id,
    CASE WHEN j.kind <> 'InPerson' THEN j.stage END, j.started,
    CASE j.kind WHEN 'Unlock' THEN CASE WHEN pg_temp.lot(j.n, 5) = 0 THEN 'unlock-card-and-code' ELSE 'unlock' END
        WHEN 'InPerson' THEN '' ELSE lower(j.kind) END
FROM s_journey j
    LEFT JOIN s_card c ON c.n = j.card_n AND (j.stage <> 'Start' OR j.kind = 'InPerson')
    LEFT JOIN s_registration own ON own.journey_id = j.id
    LEFT JOIN s_registration r ON r.card_n = j.card_n AND r.is_active AND j.kind IN ('Unlock', 'InPerson');

INSERT INTO in_person_resets (id, card_id, helped_by, identity_check, seen)
SELECT j.id, c.id, u.id, 'Staff badge with photograph', 'x'
FROM s_journey j JOIN s_card c ON c.n = j.card_n JOIN s_user u ON u.n = j.n % 60 WHERE j.kind = 'InPerson';

INSERT INTO booth_cases (id, card_id, closed_at, journey_id, opened_at, reason)
SELECT pg_temp.v7(j.ended), c.id, CASE WHEN rank > 300 THEN j.ended + 30 * minute END, j.id, j.ended,
    ('{SelfServiceStopped,QuestionsLockedOut,CodeLimit,CardKeyDoubtful}'::text[])[1 + pg_temp.lot(j.n, 4)]
FROM (SELECT *, row_number() OVER (ORDER BY n DESC) AS rank FROM s_journey WHERE "end" = 'Referred') j JOIN s_card c ON c.n = j.card_n, s_now;
