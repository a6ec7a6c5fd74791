package api

import (
	"errors"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// uploadMemory is how much of an upload stays in memory; the rest waits in a temporary file.
const uploadMemory = 8 << 20

// uploaded opens the field "file" of a multipart body; the other fields can be read by FormValue after it.
func uploaded(c echo.Context) (multipart.File, *multipart.FileHeader, error) {
	err := c.Request().ParseMultipartForm(uploadMemory)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, nil, err
	case errors.Is(err, http.ErrNotMultipart):
		return nil, nil, fault.New(fault.Unsupported, "media_type", "want", echo.MIMEMultipartForm)
	case err != nil:
		return nil, nil, fault.New(fault.Malformed, "malformed_upload")
	}
	file, header, err := c.Request().FormFile("file")
	if err != nil {
		var in fault.Fields
		in.Add("file", "required")
		return nil, nil, in.Err()
	}
	return file, header, nil
}
