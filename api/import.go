package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
)

func (a *API) importRoutes(r *router) {
	r.get("/facilities/imports/template", authz.FacilityImport, a.importTemplate)
	r.get("/facilities/imports", authz.FacilityImport, a.listImports)
	r.post("/facilities/imports", authz.FacilityImport, a.startImport)
	r.get("/facility-imports/:id", authz.FacilityImport, a.getImport)
	r.post("/facility-imports/:id/apply", authz.FacilityImport, a.applyImport)
	r.get("/facility-imports/:id/rows", authz.FacilityImport, a.importRows)
	r.get("/facility-imports/:id/errors", authz.FacilityImport, a.importErrors)
}

// importTemplate gives an empty file to fill in.
//
//	@ID			getFacilityImportTemplate
//	@Summary	Download an empty file to fill in, with an example and explanations
//	@Tags		facility-imports
//	@Produce	text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		format	query		string	false	"kind of file"	enums(csv,xlsx)	default(csv)
//	@Success	200		{file}		file
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/imports/template [get]
func (a *API) importTemplate(c echo.Context) error {
	q := newQuery(c)
	format := q.format()
	if err := q.err(); err != nil {
		return err
	}
	return stream(c, "facilities-template", format, func(w io.Writer) error { return facility.Template(w, format, lang(c)) })
}

// startImport takes a file in.
//
//	@ID			startFacilityImport
//	@Summary	Import facilities from a file
//	@Description	CSV (UTF-8 or GB18030) or XLSX, at most 200,000 rows, with the headings of the template in either language. A row means the facility with its number in the county, or else the one with its name in the division. Importing a file again changes nothing. Unless partial is true, one wrong row keeps all out.
//	@Tags		facility-imports
//	@Accept		mpfd
//	@Produce	json
//	@Param		Idempotency-Key	header		string	false	"repeats give the first answer"	maxLength(255)
//	@Param		file			formData	file	true	"the table"
//	@Param		dry_run			formData	bool	false	"only check it"
//	@Param		partial			formData	bool	false	"write the good rows even when others are wrong"
//	@Success	202				{object}	facility.Import
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facilities/imports [post]
func (a *API) startImport(c echo.Context) error {
	up, file, err := upload(c)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close(); _ = c.Request().MultipartForm.RemoveAll() }()
	return a.write(c, func(ctx context.Context) (answer, error) {
		i, err := a.Imports.Start(ctx, up)
		if err != nil {
			return answer{}, err
		}
		return accepted(i), nil
	})
}

// upload reads the form; a repeat with the same Idempotency-Key must have the same file and choices.
func upload(c echo.Context) (up facility.Upload, file multipart.File, err error) {
	if !isUpload(c) {
		return up, nil, fault.New(fault.Unsupported, "media_type", "want", echo.MIMEMultipartForm)
	}
	q := newQuery(c)
	if err := q.err(); err != nil {
		return up, nil, err
	}
	if err := c.Request().ParseMultipartForm(4 << 20); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return up, nil, err
		}
		return up, nil, fault.New(fault.Malformed, "malformed_form")
	}
	var in fault.Fields
	up.DryRun, up.Partial = choice(c, &in, "dry_run"), choice(c, &in, "partial")
	file, header, err := c.Request().FormFile("file")
	if err != nil {
		in.Add("file", "required")
		return up, nil, in.Err()
	}
	up.Name, up.Content = header.Filename, file
	if err := in.Err(); err != nil {
		return up, nil, errors.Join(err, file.Close())
	}
	return up, file, remember(c, up, file)
}

func choice(c echo.Context, in *fault.Fields, name string) bool {
	v := c.Request().FormValue(name)
	if v != "" && v != "true" && v != "false" {
		in.Add(name, "invalid_value", "allowed", "true, false")
	}
	return v == "true"
}

// remember makes file and choices what a repeat is known by.
func remember(c echo.Context, up facility.Upload, file io.ReadSeeker) error {
	if c.Request().Header.Get("Idempotency-Key") == "" {
		return nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	c.Set(rawBody, append(h.Sum(nil), strconv.FormatBool(up.DryRun)+strconv.FormatBool(up.Partial)...))
	return nil
}

// ApplyInput says how a file that was checked is imported.
type ApplyInput struct {
	Partial bool `json:"partial,omitempty"` // write the good rows even when others are wrong
}

// applyImport imports a checked file for real.
//
//	@ID			applyFacilityImport
//	@Summary	Import the file of a dry run for real
//	@Tags		facility-imports
//	@Accept		json
//	@Produce	json
//	@Param		id				path		string		true	"the dry run"	format(uuid)
//	@Param		Idempotency-Key	header		string		false	"repeats give the first answer"	maxLength(255)
//	@Param		body			body		ApplyInput	true	"how"
//	@Success	202				{object}	facility.Import
//	@Failure	default			{object}	Problem
//	@Security	bearer
//	@Router		/facility-imports/{id}/apply [post]
func (a *API) applyImport(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	in, err := bind[ApplyInput](c)
	if err != nil {
		return err
	}
	return a.write(c, func(ctx context.Context) (answer, error) {
		i, err := a.Imports.Apply(ctx, id, in.Partial)
		if err != nil {
			return answer{}, err
		}
		return accepted(i), nil
	})
}

func accepted(i *facility.Import) answer {
	return answer{Status: http.StatusAccepted, Body: i, Location: "/facility-imports/" + i.ID.String()}
}

// listImports lists imports.
//
//	@ID			listFacilityImports
//	@Summary	List your imports and those in your territory, newest first
//	@Tags		facility-imports
//	@Produce	json
//	@Param		limit	query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor	query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200		{object}	Page[facility.Import]
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facilities/imports [get]
func (a *API) listImports(c echo.Context) error {
	q := newQuery(c)
	limit := q.limit()
	before, err := after[uuid.UUID](a, c, "imports")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Imports.List(c.Request().Context(), before, limit+1)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Say(lang(c))
	}
	return page(a, c, "imports", rows, limit, func(i facility.Import) uuid.UUID { return i.ID })
}

// getImport tells how far an import is.
//
//	@ID			getFacilityImport
//	@Summary	See how far an import is and what came of it
//	@Tags		facility-imports
//	@Produce	json
//	@Param		id		path		string	true	"import"	format(uuid)
//	@Success	200		{object}	facility.Import
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facility-imports/{id} [get]
func (a *API) getImport(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	i, err := a.Imports.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	i.Say(lang(c))
	return c.JSON(http.StatusOK, i)
}

// importRows reports row by row.
//
//	@ID			listFacilityImportRows
//	@Summary	List what is wrong or unusual in the rows of an import
//	@Tags		facility-imports
//	@Produce	json
//	@Param		id			path		string	true	"import"	format(uuid)
//	@Param		severity	query		string	false	"only these"	enums(error,warning)
//	@Param		limit		query		int		false	"page size"	minimum(1)	maximum(200)	default(50)
//	@Param		cursor		query		string	false	"next_cursor of the page before"	maxLength(1000)
//	@Success	200			{object}	Page[facility.Finding]
//	@Failure	default		{object}	Problem
//	@Security	bearer
//	@Router		/facility-imports/{id}/rows [get]
func (a *API) importRows(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	limit, severity := q.limit(), q.text("severity")
	if severity != "" {
		fault.OneOf(&q.in, "severity", severity, "error", "warning")
	}
	place, err := after[facility.FindingPlace](a, c, "import-rows")
	if err != nil {
		return err
	}
	if err := q.err(); err != nil {
		return err
	}
	rows, err := a.Imports.Findings(c.Request().Context(), id, severity, place, limit+1, lang(c))
	if err != nil {
		return err
	}
	return page(a, c, "import-rows", rows, limit, facility.Finding.Place)
}

// importErrors gives the refused rows as a file.
//
//	@ID			getFacilityImportErrors
//	@Summary	Download the refused rows with what to correct, to import them again
//	@Tags		facility-imports
//	@Produce	text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		id		path		string	true	"import"	format(uuid)
//	@Param		format	query		string	false	"kind of file"	enums(csv,xlsx)	default(csv)
//	@Success	200		{file}		file
//	@Failure	default	{object}	Problem
//	@Security	bearer
//	@Router		/facility-imports/{id}/errors [get]
func (a *API) importErrors(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	format := q.format()
	if err := q.err(); err != nil {
		return err
	}
	return stream(c, "facilities-to-correct", format, func(w io.Writer) error {
		return a.Imports.Refused(c.Request().Context(), id, w, format, lang(c))
	})
}
