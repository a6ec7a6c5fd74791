package api

import (
	"bufio"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// format reads in which format a file is wanted; CSV when nothing is said.
func (q *query) format() sheet.Format {
	f := sheet.Format(q.text("format"))
	if f == "" {
		return sheet.CSV
	}
	fault.OneOf(&q.in, "format", f, sheet.Formats()...)
	return f
}

// stream answers a file that is written piece by piece. What goes wrong before the first piece is a problem
// like any other; after it the connection is cut, so that nobody takes half a file for the whole.
func stream(c echo.Context, name string, format sheet.Format, write func(w io.Writer) error) error {
	body := &fileBody{c: c, name: name + "." + string(format), media: format.MediaType()}
	buffer := bufio.NewWriterSize(body, 64<<10)
	err := write(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err != nil && c.Response().Committed {
		panic(http.ErrAbortHandler)
	}
	return err
}

// fileBody sends the head of the answer with the first byte.
type fileBody struct {
	c           echo.Context
	name, media string
}

// Write sends a piece to the client.
func (b *fileBody) Write(p []byte) (int, error) {
	r := b.c.Response()
	if !r.Committed {
		r.Header().Set(echo.HeaderContentType, b.media)
		r.Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": b.name}))
		r.WriteHeader(http.StatusOK)
	}
	return r.Write(p)
}

// dated is a file's name with the day on which it was made.
func (a *API) dated(name string) string { return name + "-" + a.Config.Clock().Format(time.DateOnly) }
