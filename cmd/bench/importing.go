package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

const imported = "imported"

// importing measures section c, in a database that has divisions but no facilities.
func (b *bench) importing(ctx context.Context) error {
	ours, err := b.platform(ctx, imported)
	if err != nil {
		return err
	}
	defer ours.stop()
	file, err := b.facilityFile(ctx)
	if err != nil {
		return err
	}
	ratios, speeds, err := compare(ctx, 1, 0,
		timed(b.beforeImport, func(ctx context.Context) error { return ours.importFile(ctx, file) }),
		b.copyImported("(LIKE facilities INCLUDING ALL)", foreignKeys),
		b.copyImported("(LIKE facilities INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id, county))"))
	if err != nil {
		return err
	}
	what := fmt.Sprintf("import %d facilities : bare COPY", facilities)
	b.addDuration("c", what, 1/ratios[1], 8, speeds)
	b.add(row{Section: "c", What: what + " without indexes (time)", Ratio: 1 / ratios[2], Detail: fmt.Sprintf("%.3g ms : %.3g ms", 1000/speeds[0], 1000/speeds[2])})
	return nil
}

func (b *bench) beforeImport(ctx context.Context) error {
	return b.exec(ctx, imported, "TRUNCATE facilities, facility_states, county_statistics_past, facility_imports CASCADE", "DELETE FROM county_statistics", "CHECKPOINT")
}

// copyImported copies the rows of facilities that the import wrote into another table of the same database.
func (b *bench) copyImported(columns string, more ...string) subject {
	var rows bytes.Buffer
	prepare := func(ctx context.Context) error {
		if err := b.sealed(ctx); err != nil {
			return err
		}
		rows.Reset()
		err := b.owner(ctx, imported, func(conn *pgx.Conn) error {
			_, err := conn.PgConn().CopyTo(ctx, &rows, "COPY facilities TO STDOUT WITH (FORMAT binary)")
			return err
		})
		if err != nil {
			return err
		}
		return b.exec(ctx, imported, slices.Concat([]string{"DROP TABLE IF EXISTS bare", "CREATE TABLE bare " + columns}, more, []string{"CHECKPOINT"})...)
	}
	return timed(prepare, func(ctx context.Context) error {
		return b.owner(ctx, imported, func(conn *pgx.Conn) error {
			_, err := conn.PgConn().CopyFrom(ctx, &rows, "COPY bare FROM STDIN WITH (FORMAT binary)")
			return err
		})
	})
}

// foreignKeys gives the bare table those of facilities, which LIKE leaves out.
const foreignKeys = `DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT conname, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE conrelid = 'facilities'::regclass AND contype = 'f' LOOP
    EXECUTE format('ALTER TABLE bare ADD CONSTRAINT %I %s', k.conname, k.def);
  END LOOP;
END $$`

// sealed waits until the platform has nothing left to do in the background.
func (b *bench) sealed(ctx context.Context) error {
	return b.owner(ctx, imported, func(conn *pgx.Conn) error {
		for left := 1; left > 0; time.Sleep(50 * time.Millisecond) {
			if err := conn.QueryRow(ctx, "SELECT (SELECT count(*) FROM events) - (SELECT count(*) FROM event_seals)").Scan(&left); err != nil {
				return err
			}
		}
		return nil
	})
}

// facilityFile is the facilities of the small database as a person would hand them in.
func (b *bench) facilityFile(ctx context.Context) ([]byte, error) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	_ = w.Write([]string{"设施编号", "设施名称*", "区划代码*", "设施类型*", "状态", "开放日期", "地址", "纬度", "经度", "坐标系", "建筑面积（平方米）", "活动面积（平方米）", "联系人", "无障碍设施"})
	err := b.owner(ctx, small, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, `SELECT 'N' || row_number() OVER (PARTITION BY county ORDER BY id), name, division, kind, status, opened_on::text, address, latitude::text, longitude::text,
			datum_given, floor_area_m2::text, activity_area_m2::text, contact_name, array_to_string(accessibility, ';') FROM facilities ORDER BY division, id LIMIT $1`, facilities)
		if err != nil {
			return err
		}
		cells := make([]string, 14)
		to := make([]any, len(cells))
		for i := range cells {
			to[i] = &cells[i]
		}
		_, err = pgx.ForEachRow(rows, to, func() error { return w.Write(cells) })
		return err
	})
	w.Flush()
	return file.Bytes(), err
}

// importFile hands a file in and waits until it is written.
func (c *child) importFile(ctx context.Context, file []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "facilities.csv")
	if err != nil {
		return err
	}
	_, _ = part.Write(file)
	_ = form.Close()
	var job struct {
		ID                        string
		Status                    string
		Created, Rejected, Warned int
	}
	if err := c.ask(ctx, http.MethodPost, "/facilities/imports", form.FormDataContentType(), &body, &job); err != nil {
		return err
	}
	for job.Status == "queued" || job.Status == "running" {
		time.Sleep(50 * time.Millisecond)
		if err := c.ask(ctx, http.MethodGet, "/facility-imports/"+job.ID, "", nil, &job); err != nil {
			return err
		}
	}
	if job.Created != facilities {
		return fmt.Errorf("import: %+v", job)
	}
	return nil
}

func (c *child) ask(ctx context.Context, method, path, media string, body io.Reader, to any) error {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+c.Addr+api+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Content-Type", media)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s: %.300s", method, path, res.Status, text)
	}
	return json.Unmarshal(text, to)
}
