package investment

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/db"
)

// loadFunding gives every project its funding lines, in the order of years.
func loadFunding(tx *gorm.DB, projects []Project) error {
	ids, at := make([]uuid.UUID, len(projects)), make(map[uuid.UUID]int, len(projects))
	for i := range projects {
		ids[i], at[projects[i].ID] = projects[i].ID, i
		projects[i].Funding = []FundingLine{}
	}
	if len(ids) == 0 {
		return nil
	}
	var lines []FundingLine
	if err := tx.Order("project_id, year, id").Find(&lines, "project_id IN ?", ids).Error; err != nil {
		return fmt.Errorf("funding of projects: %w", err)
	}
	for _, l := range lines {
		p := &projects[at[l.ProjectID]]
		p.Funding = append(p.Funding, l)
	}
	return nil
}

// saveFunding replaces the funding lines of a project by those it holds.
func (p *Project) saveFunding(tx *gorm.DB) error {
	if err := tx.Where("project_id = ? AND county = ?", p.ID, p.County).Delete(&FundingLine{}).Error; err != nil {
		return fmt.Errorf("clear funding: %w", err)
	}
	for i := range p.Funding {
		p.Funding[i].ID, p.Funding[i].ProjectID, p.Funding[i].County = uuid.Must(uuid.NewV7()), p.ID, p.County
	}
	if len(p.Funding) == 0 {
		return nil
	}
	if err := tx.Create(&p.Funding).Error; err != nil {
		return fmt.Errorf("write funding: %w", err)
	}
	return nil
}

// Recount writes the ledger of a county anew, and makes other writers of it wait until the transaction ends.
func Recount(tx *gorm.DB, county string) error {
	raw, err := db.SQLTx(tx)
	if err != nil {
		return err
	}
	for _, q := range []string{
		"SELECT pg_advisory_xact_lock(hashtextextended($1, 431))",
		"DELETE FROM county_investment WHERE county = $1",
		`INSERT INTO county_investment (county, year, day, projects, central_fen, local_fen, other_fen, planned_area_dm2, delivered_area_dm2)
		 SELECT county, year, day, sum(projects), sum(central_fen), sum(local_fen), sum(other_fen), sum(planned_area_dm2), sum(delivered_area_dm2)
		 FROM investment_entries WHERE county = $1 GROUP BY county, year, day`,
	} {
		if _, err := raw.ExecContext(tx.Statement.Context, q, county); err != nil {
			return fmt.Errorf("recount investment of %s: %w", county, err)
		}
	}
	return nil
}
