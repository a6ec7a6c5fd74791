package register

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/data"
	"github.com/fourthirty/fourthirty/pkg/event"
)

// CountryName is what the root of the tree is called.
const CountryName = "中华人民共和国"

// Load fills an empty register with the divisions of the whole country, which takes some seconds. It does
// nothing when there are divisions already. Several processes may call it at once: one loads, the others wait.
func (s *Service) Load(ctx context.Context) error {
	return s.DB.Read(ctx).Connection(func(c *gorm.DB) error {
		conn, ok := c.Statement.ConnPool.(*sql.Conn)
		if !ok {
			return errors.New("load divisions: not within a transaction")
		}
		return c.Transaction(func(tx *gorm.DB) error { return load(tx, conn) })
	})
}

func load(tx *gorm.DB, conn *sql.Conn) error {
	var loaded bool
	err := tx.Raw("SELECT EXISTS (SELECT FROM divisions) FROM pg_advisory_xact_lock(hashtext('fourthirty.divisions'))").Scan(&loaded).Error
	if err != nil {
		return fmt.Errorf("load divisions: %w", err)
	}
	if loaded {
		return nil
	}
	start, counts := time.Now(), map[string]int32{}
	slog.InfoContext(tx.Statement.Context, "loading divisions", "total", data.Rows)
	indexes, err := dropIndexes(tx)
	if err != nil {
		return fmt.Errorf("load divisions: drop indexes: %w", err)
	}
	if err := copyAll(tx.Statement.Context, conn, fmt.Sprintf(copyStatement, "divisions", ", FREEZE"), counts); err != nil {
		return fmt.Errorf("load divisions: copy: %w", err)
	}
	if err := makeIndexes(tx, indexes); err != nil {
		return fmt.Errorf("load divisions: index: %w", err)
	}
	if err := saveCounts(tx, division.Beginning, counts); err != nil {
		return err
	}
	slog.InfoContext(tx.Statement.Context, "loaded divisions", "rows", data.Rows, "took", time.Since(start).Round(time.Millisecond))
	loadedFrom := map[string]any{"rows": data.Rows, "as_of": data.AsOf, "source": data.Source}
	return event.Record(tx, event.Change{Action: "division.load", Subject: "division", SubjectID: string(division.Country), Division: division.Country, After: loadedFrom})
}

const primaryKey = "ALTER TABLE divisions ADD CONSTRAINT divisions_pkey PRIMARY KEY (code)"

// dropIndexes takes all indexes away, for they are made faster from the finished table, and returns the
// statements that bring them back. A table truncated in this transaction can be filled without its log.
func dropIndexes(tx *gorm.DB) ([]string, error) {
	var defs []struct{ Name, Def string }
	const list = `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS def
		FROM pg_index WHERE indrelid = 'divisions'::regclass AND NOT indisprimary ORDER BY indexrelid`
	if err := tx.Raw(list).Scan(&defs).Error; err != nil {
		return nil, err
	}
	// The application's role owns no table; the role that signed in does.
	statements := []string{"SET LOCAL ROLE NONE", "TRUNCATE divisions", "ALTER TABLE divisions DROP CONSTRAINT divisions_pkey"}
	again := []string{primaryKey}
	for _, d := range defs {
		statements, again = append(statements, "DROP INDEX "+d.Name), append(again, d.Def)
	}
	return again, run(tx, statements)
}

func makeIndexes(tx *gorm.DB, indexes []string) error {
	slog.InfoContext(tx.Statement.Context, "indexing divisions", "indexes", len(indexes))
	// One helper beside the leader keeps two cores busy; more brought nothing on two and little on more.
	statements := append([]string{"SET LOCAL maintenance_work_mem = '256MB'", "SET LOCAL max_parallel_maintenance_workers = 1"}, indexes...)
	return run(tx, append(statements, "ANALYZE divisions", "SET LOCAL ROLE "+db.AppRole))
}

func run(tx *gorm.DB, statements []string) error {
	for _, s := range statements {
		if err := tx.Exec(s).Error; err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

const copyStatement = `COPY %s (code, parent, level, name, committee_type, pinyin, initials,
	name_key, pinyin_key, initials_key, grams, valid_from) FROM STDIN WITH (FORMAT binary%s)`

// copyAll streams the country and all divisions into the empty table and counts the communities of each county.
func copyAll(ctx context.Context, conn *sql.Conn, statement string, counts map[string]int32) error {
	read, write := io.Pipe()
	go func() { write.CloseWithError(encodeAll(ctx, write, counts)) }()
	err := conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, read, statement)
		return err
	})
	return errors.Join(err, read.CloseWithError(io.ErrClosedPipe))
}

func encodeAll(ctx context.Context, to io.Writer, counts map[string]int32) error {
	w := bufio.NewWriterSize(to, 1<<16)
	var e encoder
	done := 0
	put := func(code division.Code, name []byte) error {
		if code.Level() == division.Community {
			counts[code.County()]++
		}
		if done++; done%200000 == 0 {
			slog.InfoContext(ctx, "loading divisions", "done", done, "total", data.Rows)
		}
		_, err := w.Write(e.row(code, string(name)))
		return err
	}
	if _, err := w.WriteString(binaryHeader); err != nil {
		return err
	}
	if err := put(division.Country, []byte(CountryName)); err != nil {
		return err
	}
	if err := data.Each(put); err != nil {
		return err
	}
	if _, err := w.WriteString(binaryTrailer); err != nil {
		return err
	}
	return w.Flush()
}
