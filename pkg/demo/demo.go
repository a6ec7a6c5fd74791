// Package demo fills a new installation with clearly marked data to look at: facilities in every province,
// their money and some figures, and one account a role. It writes through the services, as people would.
package demo

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"

	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/db"
	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/register"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/investment"
	"github.com/fourthirty/fourthirty/pkg/org"
)

// Services are those that the demo writes through.
type Services struct {
	DB         *db.DB
	Org        *org.Service
	Division   *register.Service
	Facility   *facility.Service
	Investment *investment.Service
}

// Account is a demo login with the password that was made for it.
type Account struct {
	Login, Password string
	Role            authz.Role
	Division        division.Code
	Place           string
}

// home is where the accounts of the demo work: 西湖区 in 杭州, and its 转塘街道.
const (
	home     division.Code = "330106000000"
	homeTown division.Code = "330106010000"
)

var accounts = []Account{
	{Login: "demo.admin", Role: authz.Administrator, Division: division.Country, Place: "全国 / the country"},
	{Login: "demo.officer", Role: authz.Officer, Division: "330000000000", Place: "浙江省"},
	{Login: "demo.staff", Role: authz.CentreStaff, Division: home, Place: "杭州市西湖区"},
	{Login: "demo.committee", Role: authz.CommitteeMember, Division: homeTown, Place: "西湖区转塘街道"},
	{Login: "demo.auditor", Role: authz.Auditor, Division: division.Country, Place: "全国 / the country"},
}

// Seed fills the database once. The accounts come with their passwords the first time; later calls change
// nothing and give the accounts without.
func Seed(ctx context.Context, s Services) ([]Account, error) {
	made := slices.Clone(accounts)
	var exists bool
	if err := s.DB.Read(ctx).Raw("SELECT EXISTS (SELECT FROM users WHERE login = ?)", made[0].Login).Scan(&exists).Error; err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	if exists {
		return made, nil
	}
	slog.InfoContext(ctx, "making demo data")
	return made, s.DB.Write(ctx, func(ctx context.Context, _ *gorm.DB) error {
		if err := s.country(ctx); err != nil {
			return fmt.Errorf("demo data: %w", err)
		}
		for i := range made {
			if err := s.account(ctx, &made[i]); err != nil {
				return fmt.Errorf("demo account %s: %w", made[i].Login, err)
			}
		}
		return nil
	})
}

func (s Services) account(ctx context.Context, a *Account) error {
	u, err := s.Org.CreateUser(ctx, org.UserInput{Login: a.Login, Name: "演示账号 " + a.Login, Division: a.Division, Demo: true})
	if err != nil {
		return err
	}
	a.Password = u.Password
	_, err = s.Org.AddGrant(ctx, u.ID, authz.Grant{Role: a.Role, Division: a.Division})
	return err
}

// city is the capital of a province, with its centre (WGS84).
type city struct {
	code     division.Code
	lat, lon float64
}

var capitals = []city{
	{"110100000000", 39.90, 116.41}, {"120100000000", 39.13, 117.20}, {"130100000000", 38.04, 114.51}, {"140100000000", 37.87, 112.55},
	{"150100000000", 40.84, 111.75}, {"210100000000", 41.80, 123.43}, {"220100000000", 43.82, 125.32}, {"230100000000", 45.80, 126.53},
	{"310100000000", 31.23, 121.47}, {"320100000000", 32.06, 118.80}, {"330100000000", 30.27, 120.15}, {"340100000000", 31.82, 117.23},
	{"350100000000", 26.07, 119.30}, {"360100000000", 28.68, 115.86}, {"370100000000", 36.65, 117.12}, {"410100000000", 34.75, 113.62},
	{"420100000000", 30.59, 114.31}, {"430100000000", 28.23, 112.94}, {"440100000000", 23.13, 113.26}, {"450100000000", 22.82, 108.37},
	{"460100000000", 20.04, 110.20}, {"500100000000", 29.56, 106.55}, {"510100000000", 30.66, 104.06}, {"520100000000", 26.65, 106.63},
	{"530100000000", 25.04, 102.71}, {"540100000000", 29.65, 91.13}, {"610100000000", 34.34, 108.94}, {"620100000000", 36.06, 103.83},
	{"630100000000", 36.62, 101.78}, {"640100000000", 38.49, 106.23}, {"650100000000", 43.83, 87.62},
}

func (s Services) country(ctx context.Context) error {
	for _, c := range capitals {
		counties, err := s.pick(ctx, c.code, division.County, 3)
		if err != nil {
			return err
		}
		if c.code.Contains(home) && !slices.ContainsFunc(counties, func(p place) bool { return p.Code == home }) {
			counties = append(counties, place{Code: home, Name: "西湖区"})
		}
		for _, county := range counties {
			if err := s.county(ctx, c, county); err != nil {
				return err
			}
		}
	}
	return s.figures(ctx)
}

type place struct {
	Code division.Code
	Name string
}

// pick gives the first divisions of a level inside another.
func (s Services) pick(ctx context.Context, within division.Code, level division.Level, n int) ([]place, error) {
	lo, hi := within.Range()
	var places []place
	err := s.DB.Read(ctx).Table("divisions").Select("code, name").Where("code > ? AND code < ? AND level = ? AND valid_to IS NULL", lo, hi, level).
		Order("code").Limit(n).Find(&places).Error
	return places, err
}

// luck is a number from 0 to n-1 that is always the same for a code.
func luck(code division.Code, salt string, n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(string(code) + salt))
	return int(h.Sum32() % uint32(n)) // #nosec G115 -- small and positive
}

// figures gives the communities of the home town their households and children.
func (s Services) figures(ctx context.Context) error {
	places, err := s.pick(ctx, homeTown, division.Community, 30)
	if err != nil {
		return err
	}
	for _, p := range places {
		households := 800 + luck(p.Code, "households", 1500)
		residents, boys, girls := households*26/10, households/9, households/10
		in := register.Figures{Source: "演示数据", Households: &households, Residents: &residents, Boys3To5: &boys, Girls3To5: &girls}
		if _, err := s.Division.SetProfile(ctx, p.Code, "2025-12-31", 0, in); err != nil {
			return err
		}
	}
	return nil
}
