-- Counts the counties of the scope anew from all that was ever true of them, and writes every stretch of days that
-- ends on or after $2. Each fact becomes a change (+) on the day it begins and one (-) on the day it ends;
-- running sums of the changes are the counters. {scope} is $1 or its
-- elements, and {name} the number of a counter.
WITH scope AS MATERIALIZED (
  SELECT {scope} COLLATE "C" AS county
),
state AS MATERIALIZED (
  SELECT s.county, s.division, s.kind, s.status, s.from_day, s.to_day,
         s.status = 'open' AND s.kind <> 'childrens_home' AS open,
         coalesce(s.floor_area_m2 * 100, 0)::bigint AS floor,
         coalesce(s.activity_area_m2 * 100, 0)::bigint AS activity,
         CASE WHEN s.activity_area_m2 IS NULL THEN 0 ELSE coalesce(s.floor_area_m2 * 100, 0)::bigint END AS activity_floor
  FROM scope JOIN facility_states s ON s.county = scope.county
),
unit AS MATERIALIZED (
  SELECT scope.county, d.code, d.level, d.valid_from AS from_day, d.valid_to AS to_day
  FROM scope JOIN divisions d ON d.code >= scope.county || '000000' AND d.code <= scope.county || '999999'
  WHERE d.level >= 4
),
township AS (
  SELECT county, from_day, to_day, count(*)::int AS n FROM unit WHERE level = 4 GROUP BY 1, 2, 3
),
place AS (
  SELECT division, range_agg(daterange(from_day, to_day)) AS during
  FROM state WHERE open GROUP BY 1
),
centre AS (
  SELECT substr(division, 1, 9) AS township, range_agg(daterange(from_day, to_day)) AS during
  FROM state WHERE open AND kind = 'service_centre' AND substr(division, 7, 3) <> '000' GROUP BY 1
),
guidance AS (
  SELECT county, range_agg(daterange(from_day, to_day)) AS during
  FROM state WHERE open AND kind = 'guidance_centre' GROUP BY 1
),
alike AS MATERIALIZED ( -- communities to which the same has happened
  SELECT c.county, substr(c.code, 1, 9) AS township, c.from_day, c.to_day, p.during, count(*)::int AS n
  FROM unit c LEFT JOIN place p ON p.division = c.code
  WHERE c.level = 5
  GROUP BY 1, 2, 3, 4, 5
),
covered AS (
  SELECT county, n, {communities_own} AS counter, during * datemultirange(daterange(from_day, to_day)) AS during
  FROM alike WHERE during IS NOT NULL
  UNION ALL
  SELECT a.county, a.n, {communities_reach},
         (coalesce(a.during, '{}') + coalesce(c.during, '{}') + coalesce(g.during, '{}')) * datemultirange(daterange(a.from_day, a.to_day))
  FROM alike a LEFT JOIN centre c ON c.township = a.township LEFT JOIN guidance g ON g.county = a.county
  WHERE coalesce(a.during, c.during, g.during) IS NOT NULL
),
profile AS MATERIALIZED (
  SELECT * FROM (
    SELECT c.county, c.code, p.households::bigint AS households, greatest(p.as_of, c.from_day) AS from_day,
           least(lead(p.as_of) OVER (PARTITION BY p.division ORDER BY p.as_of), c.to_day) AS to_day
    FROM unit c JOIN division_profiles p ON p.division = c.code
    WHERE c.level = 5 AND p.households IS NOT NULL
  ) p WHERE households > 0 AND (to_day IS NULL OR from_day < to_day)
),
piece AS (
  SELECT county, code, from_day AS day, 0::bigint AS area, households, 1 AS known FROM profile
  UNION ALL SELECT county, code, to_day, 0, -households, -1 FROM profile WHERE to_day IS NOT NULL
  UNION ALL SELECT county, division, from_day, floor, 0, 0 FROM state WHERE open AND division IN (SELECT code FROM profile)
  UNION ALL SELECT county, division, to_day, -floor, 0, 0 FROM state WHERE open AND to_day IS NOT NULL AND division IN (SELECT code FROM profile)
),
pieces AS (
  SELECT county, code, day, sum(sum(area)) OVER w AS area, sum(sum(households)) OVER w AS households, sum(sum(known)) OVER w AS known
  FROM piece GROUP BY county, code, day
  WINDOW w AS (PARTITION BY county, code ORDER BY day)
),
density AS ( -- R164: 30 m2 per 100 households are 30 dm2 a household
  SELECT county, code, day, CASE WHEN known > 0 THEN area ELSE 0 END AS area, (known > 0 AND area >= 30 * households)::int AS met FROM pieces
),
change (county, day, counter, amount) AS (
  SELECT county, '0001-01-01'::date, 0, 0::bigint FROM scope
  UNION ALL
  SELECT s.county, e.day, v.counter, e.sign * v.amount
  FROM state s
  CROSS JOIN LATERAL (VALUES (s.from_day, 1), (s.to_day, -1)) e (day, sign)
  CROSS JOIN LATERAL (VALUES
    (array_position('{{facilities}}'::text[], s.kind || '_' || s.status), 1::bigint),
    ({floor_area_dm2}, CASE WHEN s.open THEN s.floor ELSE 0 END),
    ({activity_area_dm2}, CASE WHEN s.open THEN s.activity ELSE 0 END),
    ({activity_floor_area_dm2}, CASE WHEN s.open THEN s.activity_floor ELSE 0 END)
  ) v (counter, amount)
  WHERE e.day IS NOT NULL AND v.amount <> 0
  UNION ALL
  SELECT t.county, e.day, {townships}, e.amount
  FROM township t CROSS JOIN LATERAL (VALUES (t.from_day, t.n), (t.to_day, -t.n)) e (day, amount) WHERE e.day IS NOT NULL
  UNION ALL
  SELECT a.county, e.day, {communities}, e.amount
  FROM alike a CROSS JOIN LATERAL (VALUES (a.from_day, a.n), (a.to_day, -a.n)) e (day, amount) WHERE e.day IS NOT NULL
  UNION ALL
  SELECT c.county, e.day, c.counter, e.amount
  FROM covered c CROSS JOIN LATERAL unnest(c.during) r
  CROSS JOIN LATERAL (VALUES (lower(r), c.n), (upper(r), -c.n)) e (day, amount) WHERE e.day IS NOT NULL
  UNION ALL
  SELECT p.county, e.day, v.counter, e.sign * v.amount
  FROM profile p
  CROSS JOIN LATERAL (VALUES (p.from_day, 1), (p.to_day, -1)) e (day, sign)
  CROSS JOIN LATERAL (VALUES ({communities_known}, 1::bigint), ({households}, p.households)) v (counter, amount)
  WHERE e.day IS NOT NULL
  UNION ALL
  SELECT county, day, {known_floor_area_dm2}, (area - lag(area, 1, 0::numeric) OVER (PARTITION BY code ORDER BY day))::bigint FROM density
  UNION ALL
  SELECT county, day, {communities_area_met}, met - lag(met, 1, 0) OVER (PARTITION BY code ORDER BY day) FROM density
),
daily AS (
  SELECT county, day, {sums} FROM change GROUP BY county, day
),
step AS MATERIALIZED (
  SELECT county, day AS from_day, lead(day) OVER w AS to_day, {running}
  FROM daily WINDOW w AS (PARTITION BY county ORDER BY day)
),
earlier AS (
  INSERT INTO county_statistics_past (county, from_day, to_day, {columns})
  SELECT county, from_day, to_day, {columns} FROM step
  WHERE to_day >= $2
)
INSERT INTO county_statistics (county, from_day, {columns})
SELECT county, from_day, {columns} FROM step WHERE to_day IS NULL
ON CONFLICT (county) DO UPDATE SET from_day = EXCLUDED.from_day, {excluded}
