package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgxpool"
)

// addCluster streams PostgreSQL's own base backup, with the log that makes it consistent.
func (a *archive) addCluster(ctx context.Context, s Source) error {
	conn, err := replicate(ctx, s.URL)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	a.manifest.PostgreSQL = conn.ParameterStatus("server_version")
	start, err := pglogrepl.StartBaseBackup(ctx, conn, pglogrepl.BaseBackupOptions{Label: "fourthirty", Fast: true, WAL: true})
	if err != nil {
		return fmt.Errorf("base backup: %w", err)
	}
	if len(start.Tablespaces) > 1 {
		return errors.New("base backup: tablespaces outside the data folder are not supported")
	}
	if err := a.receive(ctx, conn); err != nil {
		return fmt.Errorf("base backup: %w", err)
	}
	end, err := pglogrepl.FinishBaseBackup(ctx, conn)
	if err != nil {
		return fmt.Errorf("base backup: %w", err)
	}
	a.manifest.StartLSN, a.manifest.EndLSN = start.LSN.String(), end.LSN.String()
	return nil
}

// replicate opens a replication connection. Its slot, which ends with it, keeps the server from recycling log that
// the backup still needs.
func replicate(ctx context.Context, url string) (*pgconn.PgConn, error) {
	pool, err := pgxpool.ParseConfig(url) // knows the pool_ parameters that DATABASE_URL may have
	if err != nil {
		return nil, fmt.Errorf("address of PostgreSQL: %w", err)
	}
	config := &pool.ConnConfig.Config
	config.RuntimeParams["replication"] = "true"
	conn, err := pgconn.ConnectConfig(ctx, config)
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && (refused.Code == "42501" || refused.Code == "28000") {
		return nil, fmt.Errorf("PostgreSQL does not let this role replicate (it needs the attribute REPLICATION and a line in pg_hba.conf): %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("connect for replication: %w", err)
	}
	slot := "fourthirty_backup_" + strconv.FormatUint(uint64(conn.PID()), 10)
	if _, err := conn.Exec(ctx, "CREATE_REPLICATION_SLOT "+slot+" TEMPORARY PHYSICAL RESERVE_WAL").ReadAll(); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("replication slot: %w", err)
	}
	return conn, nil
}

// receive takes the files out of the stream while it comes.
func (a *archive) receive(ctx context.Context, conn *pgconn.PgConn) error {
	if err := pglogrepl.NextTableSpace(ctx, conn); err != nil {
		return err
	}
	stream, write := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		err := copyStream(ctx, conn, write)
		write.CloseWithError(err)
		sent <- err
	}()
	err := a.addTar(stream)
	_ = stream.CloseWithError(err)
	return errors.Join(err, <-sent)
}

// copyStream passes on the content of the one archive, by the protocol of PostgreSQL 15 and newer: each message
// is a new archive, data of it, a manifest, or progress.
func copyStream(ctx context.Context, conn *pgconn.PgConn, to io.Writer) error {
	for {
		message, err := conn.ReceiveMessage(ctx)
		if err != nil {
			return err
		}
		switch m := message.(type) {
		case *pgproto3.CopyData:
			if len(m.Data) > 0 && m.Data[0] == 'd' {
				if _, err := io.Copy(to, bytes.NewReader(m.Data[1:])); err != nil {
					return err
				}
			}
		case *pgproto3.CopyDone:
			return nil
		case *pgproto3.ErrorResponse:
			return pgconn.ErrorResponseToPgError(m)
		}
	}
}

func (a *archive) addTar(stream io.Reader) error {
	in := tar.NewReader(stream)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, stream) // the padding behind the last file
			return err
		}
		if err != nil {
			return err
		}
		h.Name, h.Uname, h.Gname, h.Format = clusterDir+h.Name, "", "", tar.FormatPAX
		if err := a.add(h, in); err != nil {
			return err
		}
	}
}
