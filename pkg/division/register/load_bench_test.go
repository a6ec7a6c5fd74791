package register

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/dbtest"
)

// BenchmarkLoad compares loading all divisions with a bare COPY of the same rows, made beforehand, into a table
// without indexes and keys.
func BenchmarkLoad(b *testing.B) {
	var rows bytes.Buffer
	if err := encodeAll(b.Context(), &rows, map[string]int32{}); err != nil {
		b.Fatal(err)
	}
	var load, bare time.Duration
	for b.Loop() {
		s := &Service{DB: dbtest.New(b), Now: time.Now}
		bare += bareCopy(b, s, rows.Bytes())
		start := time.Now()
		if err := s.Load(authz.System(b.Context())); err != nil {
			b.Fatal(err)
		}
		load += time.Since(start)
	}
	b.ReportMetric(bare.Seconds()/float64(b.N), "s/copy")
	b.ReportMetric(load.Seconds()/float64(b.N), "s/load")
	b.ReportMetric(load.Seconds()/bare.Seconds(), "load/copy")
}

func bareCopy(b *testing.B, s *Service, rows []byte) time.Duration {
	b.Helper()
	ctx := context.WithoutCancel(b.Context())
	conn, err := stdlib.OpenDBFromPool(s.DB.Pool).Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	const table = "RESET ROLE; CREATE TABLE bare (LIKE divisions INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
	if _, err := conn.ExecContext(ctx, table); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	err = conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, bytes.NewReader(rows), fmt.Sprintf(copyStatement, "bare", ""))
		return err
	})
	took := time.Since(start)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := conn.ExecContext(ctx, "DROP TABLE bare; SET ROLE fourthirty_app"); err != nil {
		b.Fatal(err)
	}
	return took
}
