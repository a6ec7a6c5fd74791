package statistics

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// investmentDriftSQL adds up the ledger of every county and year, and the projects themselves by another way:
// one figure at a time, as they stand now, without what was cancelled.
const investmentDriftSQL = `
WITH kept AS (SELECT * FROM investment_projects WHERE status <> 'cancelled'),
counted AS (
  SELECT p.county, l.year::int AS year, l.source || '_fen' AS name, sum(l.amount_fen) AS n
  FROM kept p JOIN funding_lines l ON l.project_id = p.id GROUP BY 1, 2, 3
  UNION ALL SELECT county, date_part('year', planned_on)::int, 'projects', count(*) FROM kept GROUP BY 1, 2
  UNION ALL SELECT county, date_part('year', planned_on)::int, 'planned_area_dm2', sum(planned_area_m2) * 100 FROM kept GROUP BY 1, 2
  UNION ALL SELECT county, date_part('year', delivered_on)::int, 'delivered_area_dm2', sum(delivered_area_m2) * 100 FROM kept WHERE delivered_on IS NOT NULL GROUP BY 1, 2
),
stored AS (
  SELECT c.county, c.year::int AS year, v.name, sum(v.n) AS n FROM county_investment c
  CROSS JOIN LATERAL (VALUES ('projects', c.projects::bigint), ('central_fen', c.central_fen), ('local_fen', c.local_fen), ('other_fen', c.other_fen),
    ('planned_area_dm2', c.planned_area_dm2), ('delivered_area_dm2', c.delivered_area_dm2)) v (name, n) GROUP BY 1, 2, 3
)
SELECT county, year::text, name, coalesce(s.n, 0)::bigint, coalesce(c.n, 0)::bigint
FROM stored s FULL JOIN counted c USING (county, year, name)
WHERE coalesce(s.n, 0) <> coalesce(c.n, 0) ORDER BY 1, 2, 3`

func verifyInvestment(ctx context.Context, tx pgx.Tx) ([]Difference, error) {
	rows, err := tx.Query(ctx, investmentDriftSQL)
	if err != nil {
		return nil, fmt.Errorf("verify investment: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Difference])
	if err != nil {
		return nil, fmt.Errorf("verify investment: %w", err)
	}
	return all, nil
}
