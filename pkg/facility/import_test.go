package facility_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"
	"gocloud.dev/blob/memblob"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/fourthirty/fourthirty/pkg/authz"
	"github.com/fourthirty/fourthirty/pkg/facility"
	"github.com/fourthirty/fourthirty/pkg/fault"
	"github.com/fourthirty/fourthirty/pkg/job"
	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// importer is a world into which files can be brought.
type importer struct {
	*world
	imports *facility.Imports
}

func newImporter(t *testing.T) *importer {
	w := newWorld(t)
	system := func(ctx context.Context, _ uuid.UUID) (*authz.Actor, error) {
		return authz.From(authz.System(ctx)), nil
	}
	return &importer{w, &facility.Imports{Service: w.Service, Files: memblob.OpenBucket(nil), Queue: job.NewQueue(), Actor: system}}
}

// bring imports the content and returns the finished import.
func (w *importer) bring(content string, options ...func(*facility.Upload)) *facility.Import {
	w.Helper()
	i := w.start(content, options...)
	must(w.T, w.imports.Run(w.Context(), i.ID))
	return w.look(i.ID)
}

func (w *importer) start(content string, options ...func(*facility.Upload)) *facility.Import {
	w.Helper()
	up := facility.Upload{Name: "a", Content: strings.NewReader(content)}
	for _, o := range options {
		o(&up)
	}
	i, err := w.imports.Start(w.system(), up)
	must(w.T, err)
	return i
}

func (w *importer) look(id uuid.UUID) *facility.Import {
	w.Helper()
	i, err := w.imports.Get(w.system(), id)
	must(w.T, err)
	return i
}

func dryRun(up *facility.Upload)  { up.DryRun = true }
func partial(up *facility.Upload) { up.Partial = true }

// told is what an import has to say: rows, fields and codes.
func (w *importer) told(i *facility.Import) string {
	w.Helper()
	all, err := w.imports.Findings(w.system(), i.ID, "", nil, 200, "en")
	must(w.T, err)
	said := []string{}
	for _, f := range all {
		if f.Message == f.Code {
			w.Errorf("%s has no text", f.Code)
		}
		said = append(said, fmt.Sprintf("%d %s %s", f.RowNo, f.Field, f.Code))
	}
	return strings.Join(said, "; ")
}

func (w *importer) count(table string) (n int64) {
	w.Helper()
	must(w.T, w.DB.Read(w.Context()).Table(table).Count(&n).Error)
	return n
}

func result(i *facility.Import) string {
	s := fmt.Sprintf("%s %d+%d=%d-%d", i.Status, i.Created, i.Updated, i.Unchanged, i.Rejected)
	if i.Failure != nil {
		s += " " + *i.Failure
	}
	return s
}

func (w *importer) want(i *facility.Import, outcome, told string) {
	w.Helper()
	if got := result(i); got != outcome {
		w.Errorf("got %s, want %s", got, outcome)
	}
	if got := w.told(i); got != told {
		w.Errorf("told %s\nwant %s", got, told)
	}
}

const head = "name,division,kind,code,status,opened_on\n"

func TestImportingAFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	file := "name,division,kind,code,status,opened_on,closed_on,latitude,longitude,datum,floor_area_m2,activity_area_m2,contact_phone,accessibility,notes,host_id\n" +
		"一站,330106109001,service_station,A1,open,2020-03-01,,30.15,120.07,gcj02,523.456,320,13800138000,ramp;lift,\"a\nb\",\n" +
		"儿童之家,330106109001,childrens_home,,open,2021-03-01,,,,,,,,,,A1\n" +
		"二站,330106109002,service_station,,closed,2019-01-01,2022-01-01,,,,,,,,,\n" +
		"三站,330106109002,service_station,,,,,,,,,,,,,\n"
	w.want(w.bring(file), "done 4+0=0-0", "")
	before := w.snapshot()
	w.want(w.bring(file), "done 0+0=4-0", "")
	if after := w.snapshot(); after != before {
		t.Fatalf("before %s\nafter  %s", before, after)
	}
	w.counted()
}

// snapshot is every facility, state and event.
func (w *importer) snapshot() string {
	w.Helper()
	var all string
	must(w.T, w.DB.Read(w.Context()).Raw(`SELECT concat((SELECT json_agg(f ORDER BY id) FROM facilities f), (SELECT json_agg(s ORDER BY facility_id, from_day) FROM facility_states s),
 (SELECT count(*) FROM events), (SELECT json_agg(c ORDER BY county) FROM county_statistics c WHERE county = '330106'))`).Scan(&all).Error)
	return all
}

// counted fails unless the counters are what a fresh count gives.
func (w *importer) counted() {
	w.Helper()
	before := w.snapshot()
	must(w.T, w.counts.RecountAll(w.system()))
	if after := w.snapshot(); after != before {
		w.Errorf("counters were wrong:\n%s\n%s", before, after)
	}
}

func TestADryRunAndARefusedFileWriteNothing(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	before := w.snapshot()
	w.want(w.bring(head+"一站,330106109001,service_station,,,\n", dryRun), "done 1+0=0-0", "")
	w.want(w.bring(head+"一站,330106109001,service_station,,,\n二站,330106109001,museum,,,\n"), "refused 1+0=0-1", "3 kind invalid_value")
	if after := w.snapshot(); after != before {
		t.Fatalf("%s", after)
	}
	w.want(w.bring(head+"一站,330106109001,service_station,,,\n二站,330106109001,museum,,,\n", partial), "done 1+0=0-1", "3 kind invalid_value")
	if n := w.count("facilities"); n != 1 {
		t.Fatalf("%d facilities", n)
	}
	w.counted()
}

func TestRowsThatMeanTheSameFacilityAreReported(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	i := w.bring(head+
		"甲站,330106109001,service_station,A1,,\n"+
		"乙站,330106109001,service_station,A1,,\n"+ // the number again
		"丙站,330106109001,service_station,,,\n"+
		"丙站,330106109001,service_station,,,\n"+ // the name again
		"转塘社区图书角,330106109001,service_station,A2,,\n"+
		"转塘社区图书角,330106109001,service_station,A3,,\n", dryRun) // another number: only looks like it
	w.want(i, "done 4+0=0-2", "3 code import_duplicate_row; 5 name import_duplicate_row; 7 name import_similar_row")
	w.create(facility.Input{Name: "转塘社区图书角", Division: community, Kind: facility.ServiceStation, Code: "X"})
	i = w.bring(head+"转塘社区图书馆,330106109001,service_station,,,\n又一站,330106109001,service_station,X,,\n转塘社区图书角,330106109001,service_station,,,\n", dryRun)
	w.want(i, "done 1+1=0-1", "2 name import_similar; 4 name import_duplicate_row")
}

func TestARegisteredFacilityIsFoundByItsNumberOrElseByItsName(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	area := 100.0
	numbered := w.create(facility.Input{Name: "甲站", Division: community, Kind: facility.ServiceStation, Code: "A1", Status: facility.Open, OpenedOn: "2020-01-01", FloorAreaM2: &area, Address: "某路1号"})
	named := w.create(facility.Input{Name: "很不一样的中心", Division: community2, Kind: facility.ServiceStation, Notes: "保留"})
	i := w.bring("name,division,kind,code,floor_area_m2\n甲站新名,330106109001,service_station,A1,250.5\n很不一样的中心,330106109002,service_station,B7,\n")
	w.want(i, "done 0+2=0-0", "")
	first, err := w.Get(w.system(), numbered.ID)
	must(t, err)
	second, err := w.Get(w.system(), named.ID)
	must(t, err)
	if first.Name != "甲站新名" || *first.FloorAreaM2 != 250.5 || first.Address != "某路1号" || first.Version != 2 || first.Status != facility.Open {
		t.Errorf("%+v", first)
	}
	if *second.Code != "B7" || second.Notes != "保留" || second.Version != 2 {
		t.Errorf("%+v", second)
	}
	states, err := w.States(w.system(), numbered.ID)
	must(t, err)
	if len(states) != 2 || states[0].FromDay != today || *states[0].FloorAreaM2 != 250.5 || *states[1].FloorAreaM2 != 100 {
		t.Errorf("%+v", states)
	}
	w.counted()
	w.want(w.bring(head+"甲站新名,330106109001,service_station,A1,closed,2020-01-02\n"), "refused 0+0=0-1", "2 status status_by_command; 2 opened_on status_by_command")
}

func TestAHomeFindsTheFacilityAroundItBelowOrAboveInTheFile(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	file := "name,division,kind,code,host_id\n家一,330106109001,childrens_home,,H1\n家二,330106109001,childrens_home,,很大的中心\n" +
		"很大的中心,330106109001,service_station,H1,\n家三,330106109001,childrens_home,,没有的\n家四,330106109001,childrens_home,,\n"
	for _, option := range []func(*facility.Upload){dryRun, partial} {
		w.want(w.bring(file, option), "done 3+0=0-2", "5 host_id host_not_found; 6 host_id host_for_home_only")
	}
	var hosted int64
	must(t, w.DB.Read(t.Context()).Raw("SELECT count(*) FROM facilities h JOIN facilities f ON f.id = h.host_id WHERE f.code = 'H1'").Scan(&hosted).Error)
	if hosted != 2 {
		t.Fatalf("%d homes have a host", hosted)
	}
}

func TestWarningsDoNotKeepRowsOut(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	must(t, w.DB.Read(t.Context()).Exec("INSERT INTO organisations (id, name, kind, uscc, division) VALUES (gen_random_uuid(), '某中心', 'social_service', '52330100MJ87654321', '330106000000')").Error)
	i := w.bring("名称,设施名称,区划代码,设施类型,纬度,经度,坐标系,运营机构\n" +
		"x,巴黎站,330106109001,服务站,48.85,2.35,WGS-84,\n" +
		"x,某站,330106109001,服务站（社区级）,,,,52330100MJ87654321\n" +
		"x,（示例）转塘社区,330106109001,服务站,,,,\n")
	if got := result(i); got != "done 2+0=0-0" || i.Warned != 2 || *i.RowsTotal != 2 {
		t.Fatalf("%s %d %s", got, i.Warned, w.told(i))
	}
	if got := w.told(i); !strings.HasPrefix(got, "1  import_column_unknown; 2 point coordinates_outside_china; 3 operator_id uscc_check_digit") || !strings.HasSuffix(got, "4  import_example") {
		t.Fatal(got)
	}
}

func TestFilesThatCannotBeReadAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	good := "一站,330106109001,service_station,,,\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("设施名称,区划代码,设施类型\n一站,330106109001,服务站\n")
	must(t, err)
	for name, c := range map[string]struct{ content, want string }{
		"GB18030":              {gb, "done 1+0=0-0"},
		"UTF-8 with a mark":    {"\ufeff" + head + good, "done 1+0=0-0"},
		"semicolons":           {strings.ReplaceAll(head+good, ",", ";"), "done 1+0=0-0"},
		"UTF-16":               {"\xff\xfen\x00a\x00m\x00e\x00", "failed 0+0=0-0 import_encoding"},
		"zeros":                {strings.Repeat("a\x00", 500), "failed 0+0=0-0 import_encoding"},
		"noise":                {"name,division\n\xff\xff\xff\xfe\xfe,\x80\x80", "failed 0+0=0-0 import_encoding"},
		"a zip, no workbook":   {archive(t, "a.txt", 10), "failed 0+0=0-0 import_unreadable"},
		"half a zip":           {"PK\x03\x04 and no more", "failed 0+0=0-0 import_unreadable"},
		"a zip bomb":           {archive(t, "xl/worksheets/sheet1.xml", 600<<20), "failed 0+0=0-0 import_unzip_limit"},
		"the head only":        {head, "failed 0+0=0-0 import_empty"},
		"a column twice":       {"name,division,kind,名称,设施名称\n" + good, "failed 0+0=0-0 import_header_doubled"},
		"no kind":              {"name,division\n一站,330106109001\n", "failed 0+0=0-0 import_header_missing"},
		"latitude only":        {"name,division,kind,纬度\n一站,330106109001,服务站,30\n", "failed 0+0=0-0 import_header_missing"},
		"no head":              {good, "failed 0+0=0-0 import_header_missing"},
		"a stray quote":        {head + "\"一站,330106109001,service_station,,,\n", "failed 0+0=0-0 import_csv_syntax"},
		"200,001 rows":         {head + strings.Repeat(good, 200_001), "failed"},
		"a million blank rows": {workbook(t, func(sw *excelize.StreamWriter) error { return sw.SetRow("A1048576", []any{""}) }), "failed 0+0=0-0 import_empty"},
		"16,384 columns": {workbook(t, func(sw *excelize.StreamWriter) error {
			return sw.SetRow("A1", slices.Repeat([]any{"x"}, 16384))
		}), "failed 0+0=0-0 import_too_many_columns"},
	} {
		got := result(w.bring(c.content, dryRun))
		if got != c.want && !(c.want == "failed" && strings.HasPrefix(got, "failed") && strings.HasSuffix(got, "import_too_many_rows")) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if n := w.count("facilities"); n != 0 {
		t.Fatalf("%d facilities", n)
	}
}

func archive(t *testing.T, name string, size int64) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create(name)
	must(t, err)
	_, err = io.CopyN(f, zeros{}, size)
	must(t, err)
	must(t, z.Close())
	return out.String()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func workbook(t *testing.T, fill func(*excelize.StreamWriter) error) string {
	t.Helper()
	f := excelize.NewFile()
	sw, err := f.NewStreamWriter("Sheet1")
	must(t, err)
	must(t, fill(sw))
	must(t, sw.Flush())
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.String()
}

func TestCellsThatHoldWhatTheyShouldNotAreReportedByTheirRow(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	i := w.bring("name,division,kind,code,notes,latitude,longitude,floor_area_m2,opened_on,status,accessibility,operator_id\n"+
		"a\x00b,330106109001,service_station,,,,,,,,,\n"+
		strings.Repeat("长", 201)+",330106109001,service_station,,,,,,,,,\n"+
		"丙,330106109001,service_station,"+strings.Repeat("1", 65)+","+strings.Repeat("注", 2001)+",,,,,,,\n"+
		"丁,123,service_station,,,1e400,120,NaN,2030-01-01,open,rampe,无此机构\n"+
		"戊,330106109001,service_station,,,120.07,30.15,-5,,,,\n"+
		"\n,,,,,,,,,,,\n"+
		"己,330106109001,service_station,,\"x\ny\",95,,,,,,\n"+
		"庚,330106109001,,,,,,,,,,\n", dryRun)
	w.want(i, "done 0+0=0-7", "2 name control_characters; 3 name too_long; 4 code too_long; 4 notes too_long; "+
		"5 division division_code; 5 opened_on future; 5 point.latitude import_number; 5 floor_area_m2 import_number; 5 operator_id organisation_not_found; 5 accessibility.0 invalid_value; "+
		"6 point coordinates_swapped; 6 floor_area_m2 out_of_range; 9 point.longitude required; 10 kind required")
}

func TestDatesOfAWorkbookAreRead(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	i := w.bring(workbook(t, func(sw *excelize.StreamWriter) error {
		return errors.Join(sw.SetRow("A1", []any{"设施名称*", "区划代码*", "设施类型*", "状态", "开放日期"}),
			sw.SetRow("A2", []any{"一站", 330106109001, "服务站（社区级）", "开放", 43891}),
			sw.SetRow("A4", []any{"大不同", 330106109001, "服务站", "开放", "2020/3/1"}))
	}))
	w.want(i, "done 2+0=0-0", "")
	var days []string
	must(t, w.DB.Read(t.Context()).Raw("SELECT DISTINCT opened_on::text FROM facilities").Scan(&days).Error)
	if fmt.Sprint(days) != "[2020-03-01]" {
		t.Fatal(days)
	}
}

func TestAnImportThatBrokeOffIsCarriedOutOnceWhenItIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	i := w.start(head + "一站,330106109001,service_station,A1,,\n大不同,330106109001,service_station,,,\n")
	w.imports.Service.Counts = broken{}
	if err := w.imports.Run(t.Context(), i.ID); err == nil || w.count("facilities") != 0 || w.look(i.ID).Status != facility.ImportRunning {
		t.Fatalf("%v %d %s", err, w.count("facilities"), w.look(i.ID).Status)
	}
	must(t, w.imports.Resume(t.Context()))
	if n := w.count("river_job"); n != 2 {
		t.Fatalf("%d jobs", n)
	}
	w.imports.Service.Counts = w.counts
	done := make(chan error, 4)
	for range 4 {
		go func() { done <- w.imports.Run(t.Context(), i.ID) }()
	}
	for range 4 {
		if err := <-done; err != nil && !strings.Contains(err.Error(), "carried out elsewhere") {
			t.Fatal(err)
		}
	}
	w.want(w.look(i.ID), "done 2+0=0-0", "")
	if w.count("facilities") != 2 || w.count("events") != 2 || w.count("facility_states") != 2 {
		t.Fatal("written twice")
	}
	w.counted()
}

func TestAnImportWorksWithTheRightsItsActorHasWhenItRuns(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	grants := []authz.Grant{{Role: authz.Officer, Division: community}}
	w.imports.Actor = func(context.Context, uuid.UUID) (*authz.Actor, error) {
		return &authz.Actor{UserID: uuid.New(), Login: "li", Grants: grants}, nil
	}
	w.want(w.bring(head+"一站,330106109001,service_station,,,\n横桥站,330106109002,service_station,,,\n"), "refused 1+0=0-1", "3 division import_outside_territory")
	grants = nil
	w.want(w.bring(head+"一站,330106109001,service_station,,,\n"), "failed 0+0=0-0 forbidden", "")
	_, err := w.imports.Start(authz.WithActor(t.Context(), &authz.Actor{}), facility.Upload{})
	if fault.Code(err) != "forbidden" {
		t.Fatal(err)
	}
}

func TestTheFileOfAnOldImportIsDeletedAndItsReportStays(t *testing.T) {
	t.Parallel()
	w := newImporter(t)
	i := w.bring(head+"一站,330106109001,museum,,,\n", dryRun)
	must(t, w.imports.Sweep(t.Context()))
	var out bytes.Buffer
	must(t, w.imports.Refused(w.system(), i.ID, &out, sheet.CSV, "en"))
	if got := out.String(); !strings.HasSuffix(got, "Kind: Not one of the allowed values: Guidance centre, Service centre, Service station, Children's home.\"\r\n") {
		t.Fatalf("%q", got)
	}
	w.Service.Now = func() time.Time { return now.Add(31 * 24 * time.Hour) }
	must(t, w.imports.Sweep(t.Context()))
	if err := w.imports.Refused(w.system(), i.ID, &out, sheet.CSV, "en"); fault.Code(err) != "import_file_gone" {
		t.Fatal(err)
	}
	w.want(w.look(i.ID), "done 0+0=0-1", "2 kind invalid_value")
}
