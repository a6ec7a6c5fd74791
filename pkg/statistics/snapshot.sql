-- Counts the county $1 as it is on the day $2, for divisions from $3 up to below $4, one row for every different
-- beginning of $5 digits. {facilities} is a list of columns. The parameters stand in a row of their own so that
-- the planner, which would look at them for 2 ms each time, keeps one plan for all.
asked AS MATERIALIZED (
  SELECT $1::text COLLATE "C" AS county, $2::date AS day, $3::text COLLATE "C" AS low, $4::text COLLATE "C" AS high, $5::int AS width
),
state AS MATERIALIZED (
  SELECT division, kind || '_' || status AS kind, kind AS of_kind,
         status = 'open' AND kind <> 'childrens_home' AS open,
         coalesce(floor_area_m2 * 100, 0)::bigint AS floor,
         coalesce(activity_area_m2 * 100, 0)::bigint AS activity,
         CASE WHEN activity_area_m2 IS NULL THEN 0 ELSE coalesce(floor_area_m2 * 100, 0)::bigint END AS activity_floor
  FROM facility_states
  WHERE county = (SELECT county FROM asked) AND from_day <= (SELECT day FROM asked) AND (to_day IS NULL OR to_day > (SELECT day FROM asked))
),
place AS MATERIALIZED (
  SELECT division, sum(floor)::bigint AS floor FROM state WHERE open GROUP BY 1
),
guidance AS MATERIALIZED (
  SELECT EXISTS (SELECT FROM state WHERE open AND of_kind = 'guidance_centre') AS open
),
profile AS (
  SELECT DISTINCT ON (division) division, households FROM division_profiles
  WHERE division >= (SELECT low FROM asked) AND division < (SELECT high FROM asked) AND as_of <= (SELECT day FROM asked) AND households IS NOT NULL
  ORDER BY division, as_of DESC
),
community AS (
  SELECT substr(d.code, 1, (SELECT width FROM asked)) AS key, d.code, d.name, d.level, place.division IS NOT NULL AS own,
         guidance.open OR place.division IS NOT NULL OR substr(d.code, 1, 9) IN
           (SELECT substr(division, 1, 9) FROM state WHERE open AND of_kind = 'service_centre' AND substr(division, 7, 3) <> '000') AS reach,
         nullif(profile.households, 0)::bigint AS households, coalesce(place.floor, 0) AS floor
  FROM divisions d CROSS JOIN guidance
  LEFT JOIN place ON place.division = d.code
  LEFT JOIN profile ON profile.division = d.code
  WHERE d.code >= (SELECT low FROM asked) AND d.code < (SELECT high FROM asked) AND d.level >= 4 AND d.valid_from <= (SELECT day FROM asked) AND (d.valid_to IS NULL OR d.valid_to > (SELECT day FROM asked))
),
facilities AS (
  SELECT substr(division, 1, (SELECT width FROM asked)) AS key, {facilities},
         coalesce(sum(floor) FILTER (WHERE open), 0)::bigint AS floor_area_dm2,
         coalesce(sum(activity) FILTER (WHERE open), 0)::bigint AS activity_area_dm2,
         coalesce(sum(activity_floor) FILTER (WHERE open), 0)::bigint AS activity_floor_area_dm2
  FROM state WHERE division >= (SELECT low FROM asked) AND division < (SELECT high FROM asked) GROUP BY 1
),
communities AS (
  SELECT key,
         count(*) FILTER (WHERE level = 5) AS communities,
         count(*) FILTER (WHERE level = 4) AS townships,
         count(*) FILTER (WHERE level = 5 AND own) AS communities_own,
         count(*) FILTER (WHERE level = 5 AND reach) AS communities_reach,
         count(*) FILTER (WHERE level = 5 AND households IS NOT NULL) AS communities_known,
         count(*) FILTER (WHERE level = 5 AND floor >= 30 * households) AS communities_area_met, -- R164
         coalesce(sum(households) FILTER (WHERE level = 5), 0)::bigint AS households,
         coalesce(sum(floor) FILTER (WHERE level = 5 AND households IS NOT NULL), 0)::bigint AS known_floor_area_dm2
  FROM community GROUP BY 1
)
