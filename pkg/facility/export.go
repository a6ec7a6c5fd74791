package facility

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// exportBatch is how many facilities are in memory at once.
const exportBatch = 2000

// Export writes the facilities of the filter that the actor may export, in the language, with the columns
// that an import reads.
func (s *Service) Export(ctx context.Context, f Filter, w sheet.Writer, lang string) error {
	if err := w.Row(titles(lang)); err != nil {
		return err
	}
	f.Limit, f.After = exportBatch, nil
	for {
		rows, err := s.exportPage(ctx, f)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := w.Row(cells(&rows[i], lang)); err != nil {
				return fmt.Errorf("export: %w", err)
			}
		}
		if len(rows) < exportBatch {
			return nil
		}
		last := rows[len(rows)-1]
		f.After = &Place{Division: last.Division, ID: last.ID}
	}
}

func cells(f *Facility, lang string) []any {
	all := make([]any, len(fileColumns))
	for i, c := range fileColumns {
		all[i] = c.cell(f, lang)
	}
	return all
}

func (s *Service) exportPage(ctx context.Context, f Filter) ([]Facility, error) {
	q := s.readable(ctx).Scopes(f.scope, authz.Within(ctx, authz.FacilityExport, "facilities.division", "facilities.operator_id")).
		Select(columns).Order("facilities.division, facilities.id").Limit(f.Limit)
	if f.After != nil {
		q = q.Where("(facilities.division, facilities.id) > (?, ?)", f.After.Division, f.After.ID)
	}
	rows := []Facility{}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return rows, s.nameHosts(ctx, rows)
}

// nameHosts fills in the number, or else the name, of the facilities around children's homes.
func (s *Service) nameHosts(ctx context.Context, rows []Facility) error {
	var ids []uuid.UUID
	for _, f := range rows {
		if f.HostID != nil {
			ids = append(ids, *f.HostID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var found []struct {
		ID   uuid.UUID
		Name string
	}
	if err := s.DB.Read(ctx).Raw("SELECT id, coalesce(code, name) AS name FROM facilities WHERE id IN ?", ids).Scan(&found).Error; err != nil {
		return fmt.Errorf("export: hosts: %w", err)
	}
	names := make(map[uuid.UUID]string, len(found))
	for _, h := range found {
		names[h.ID] = h.Name
	}
	for i, f := range rows {
		if f.HostID != nil {
			rows[i].hostName = names[*f.HostID]
		}
	}
	return nil
}
