-- Every breach of the rules by which one schema runs on one PostgreSQL and on several: table, rule, object.
-- Tables of River and goose stay on the coordinator and carry no comment.
WITH tagged AS (
    SELECT c.oid, c.relname, substring(obj_description(c.oid, 'pg_class') FROM '^dist:(county|reference|local)\M') AS tag
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'
      AND c.relname <> 'goose_db_version' AND c.relname NOT LIKE 'river\_%'
), own AS (
    SELECT t.*, t.tag = 'county' AS spread, a.attnum, a.attnotnull AND a.attgenerated = '' AS sound
    FROM tagged t LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'county' AND t.tag = 'county'
)
SELECT relname::text, 'no comment dist:county, dist:reference or dist:local', '' FROM own WHERE tag IS NULL
UNION ALL
SELECT relname, 'county missing, nullable or generated', '' FROM own WHERE spread AND sound IS NOT TRUE
UNION ALL
SELECT o.relname, 'unique key without county', i.indexrelid::regclass::text
FROM own o JOIN pg_index i ON i.indrelid = o.oid
WHERE o.spread AND i.indisunique AND NOT coalesce(o.attnum = ANY (i.indkey), false)
UNION ALL
SELECT o.relname, 'exclusion without county', x.conname
FROM own o JOIN pg_constraint x ON x.conrelid = o.oid AND x.contype = 'x'
WHERE o.spread AND NOT EXISTS (
    SELECT FROM unnest(x.conkey, x.conexclop) u (k, op) JOIN pg_operator p ON p.oid = u.op
    WHERE u.k = o.attnum AND p.oprname = '=')
UNION ALL
SELECT o.relname, 'foreign key to a table that lies elsewhere', f.conname
FROM own o
JOIN pg_constraint f ON f.conrelid = o.oid AND f.contype = 'f'
JOIN own r ON r.oid = f.confrelid
WHERE (o.spread AND r.spread AND NOT EXISTS (
           SELECT FROM unnest(f.conkey, f.confkey) u (a, b) WHERE u.a = o.attnum AND u.b = r.attnum))
   OR (o.spread IS NOT TRUE AND r.spread)
   OR (o.spread AND r.tag = 'local')
UNION ALL
SELECT o.relname, 'foreign key that changes county', f.conname
FROM own o JOIN pg_constraint f ON f.conrelid = o.oid AND f.contype = 'f'
WHERE o.spread AND o.attnum = ANY (f.conkey) AND (f.confdeltype IN ('n', 'd') OR f.confupdtype IN ('n', 'd', 'c'))
UNION ALL
SELECT o.relname, 'trigger', g.tgname
FROM own o JOIN pg_trigger g ON g.tgrelid = o.oid AND NOT g.tgisinternal WHERE o.spread
UNION ALL
SELECT o.relname, 'row-level security with a subquery', p.polname
FROM own o JOIN pg_policy p ON p.polrelid = o.oid
WHERE o.spread AND (p.polqual::text LIKE '%{SUBLINK%' OR p.polwithcheck::text LIKE '%{SUBLINK%')
UNION ALL
SELECT o.relname, 'sequence or identity', a.attname
FROM own o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0
WHERE o.spread AND (a.attidentity <> '' OR EXISTS (
    SELECT FROM pg_attrdef d
    WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%'))
ORDER BY 1, 2, 3
