-- Facilities spread evenly over the divisions of the right level. Keys and indexes are set aside meanwhile; each
-- is kept with its definition.
BEGIN;
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL session_replication_role = replica;
CREATE TEMP TABLE aside ON COMMIT DROP AS
  SELECT conrelid::regclass::text AS of, conname AS name, pg_get_constraintdef(oid) AS def, true AS is_constraint
  FROM pg_constraint WHERE conrelid IN ('facilities'::regclass, 'facility_states'::regclass) AND contype IN ('f', 'x')
  UNION ALL
  SELECT '', indexrelid::regclass::text, pg_get_indexdef(indexrelid), false
  FROM pg_index i WHERE indrelid IN ('facilities'::regclass, 'facility_states'::regclass) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
DO $$
DECLARE a record;
BEGIN
  FOR a IN SELECT * FROM aside WHERE is_constraint LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', a.of, a.name); END LOOP;
  FOR a IN SELECT * FROM aside WHERE NOT is_constraint LOOP EXECUTE 'DROP INDEX ' || a.name; END LOOP;
END $$;

INSERT INTO organisations (id, name, kind, division)
SELECT gen_random_uuid(), name || '儿童服务中心', 'operator', code FROM divisions WHERE level = 2
AND NOT EXISTS (SELECT FROM organisations);

CREATE TEMP TABLE place ON COMMIT DROP AS
WITH wanted (level, kind, label, letters, n) AS (VALUES
  (3, 'guidance_centre', '儿童友好指导中心', 'ertongyouhaozhidaozhongxin', 905),
  (4, 'service_centre', '儿童服务中心', 'ertongfuwuzhongxin', 15860),
  (5, 'service_station', '儿童服务站', 'ertongfuwuzhan', 65317)
), numbered AS (
  SELECT code, level, name, pinyin, initials, row_number() OVER (PARTITION BY level ORDER BY code) AS i, count(*) OVER (PARTITION BY level) AS all
  FROM divisions WHERE level >= 3
)
SELECT code, kind, d.name || label || CASE WHEN k = 1 THEN '' ELSE '第' || k || '分部' END AS name, pinyin || letters AS pinyin, initials || left(letters, 4) AS initials, i
FROM numbered d JOIN wanted w ON w.level = d.level CROSS JOIN generate_series(1, i * n * {times} / "all" - (i - 1) * n * {times} / "all") k;

CREATE TEMP TABLE owner ON COMMIT DROP AS SELECT substr(division, 1, 4) AS city, id FROM organisations;

INSERT INTO facilities (id, county, division, kind, name, pinyin, initials, grams, address, latitude, longitude, datum_given,
  floor_area_m2, activity_area_m2, operator_id, contact_name, accessibility, status, opened_on)
SELECT gen_random_uuid(), substr(code, 1, 6), code, kind, name, pinyin, initials,
  (SELECT array_agg(DISTINCT g ORDER BY g) FROM generate_series(1, length(name)) k CROSS JOIN LATERAL (VALUES (substr(name, k, 1)), (substr(name, k, 2))) v (g)),
  '人民路' || i || '号', 20 + (i * 7919 % 25000) / 1000.0, 80 + (i * 104729 % 40000) / 1000.0, 'gcj02',
  100 + i % 900, (100 + i % 900) * (0.3 + i % 5 * 0.1), owner.id, '负责人', '{ramp,accessible_toilet}', 'open', '2024-01-01'::date + (i % 600)::int
FROM place LEFT JOIN owner ON owner.city = substr(code, 1, 4);

INSERT INTO facility_states (county, facility_id, from_day, division, kind, status, floor_area_m2, activity_area_m2)
SELECT county, id, opened_on, division, kind, status, floor_area_m2, activity_area_m2 FROM facilities;

DO $$
DECLARE a record;
BEGIN
  FOR a IN SELECT * FROM aside WHERE NOT is_constraint LOOP EXECUTE a.def; END LOOP;
  FOR a IN SELECT * FROM aside WHERE is_constraint LOOP EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', a.of, a.name, a.def); END LOOP;
END $$;
COMMIT;
