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
	rows, err := b.copyOut(ctx, "facilities")
	if err != nil {
		return err
	}
	empty := func(ctx context.Context) error {
		return b.exec(ctx, imported, "TRUNCATE facilities, facility_states, county_statistics_past, facility_imports CASCADE", "DELETE FROM county_statistics")
	}
	ratios, speeds, err := compare(ctx, 1, 0,
		timed(empty, func(ctx context.Context) error { return ours.importFile(ctx, file) }),
		timed(b.bareTable("facilities", "id, county"), b.bareCopy(rows)))
	if err != nil {
		return err
	}
	b.addDuration("c", fmt.Sprintf("import %d facilities : bare COPY", facilities), 1/ratios[1], 8, speeds)
	return nil
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
