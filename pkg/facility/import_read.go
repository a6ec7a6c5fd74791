package facility

import (
	"errors"
	"io"
	"strings"
	"sync"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// chunk is what was read of the file at once; io.EOF comes with the last rows.
type chunk struct {
	rows, homes []*entry
	examples    []Finding
	err         error
}

// rows carries out every row but those of children's homes, which it puts aside.
func (r *run) rows(tx *gorm.DB) error {
	chunks, stop := r.ahead()
	defer stop()
	for c := range chunks {
		if err := r.report(r.outer, c.examples); err != nil {
			return err
		}
		if c.err != nil && !errors.Is(c.err, io.EOF) {
			return c.err
		}
		r.homes = append(r.homes, c.homes...)
		if err := r.batch(tx, c.rows); err != nil {
			return err
		}
	}
	return nil
}

// ahead reads the file while the rows before are judged and written. Nothing reads any more after stop.
func (r *run) ahead() (chunks <-chan *chunk, stop func()) {
	out, quit := make(chan *chunk), make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		defer close(out)
		for c := r.read(); ; c = r.read() {
			select {
			case out <- c:
			case <-quit:
				return
			}
			if c.err != nil {
				return
			}
		}
	})
	return out, func() { close(quit); reader.Wait() }
}

// read takes the next rows in.
func (r *run) read() *chunk {
	c := &chunk{}
	for len(c.rows) < importBatch {
		cells, row, err := r.in.Row()
		if err != nil {
			c.err = err
			return c
		}
		e := &entry{row: row, cells: cells, early: r.in.Early}
		e.read(r.layout, cells)
		switch {
		case strings.HasPrefix(e.in.Name, exampleZH) || strings.HasPrefix(e.in.Name, strings.TrimSpace(exampleEN)):
			e.bad, e.warnings = nil, []fault.Warning{{Code: "import_example"}}
			c.examples = append(c.examples, e.findings(r.record.ID, r.layout, cells)...)
		case e.in.Kind == ChildrensHome:
			c.homes = append(c.homes, e)
		default:
			c.rows = append(c.rows, e)
		}
	}
	return c
}
