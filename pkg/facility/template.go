package facility

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/fourthirty/fourthirty/pkg/sheet"
)

// Marks of the example row, which imports leave out.
const exampleZH, exampleEN = "（示例）", "(Example) "

// lastRow is how far drop-down lists reach.
const lastRow = 5000

// Template writes an empty file for imports: heads, an example, and in a workbook drop-down lists and a
// sheet that explains each column.
func Template(w io.Writer, format sheet.Format, lang string) error {
	if format == sheet.XLSX {
		return templateBook(w, lang)
	}
	out, err := sheet.NewWriter(w, format, "")
	if err != nil {
		return err
	}
	if err := fillTemplate(out, lang); err != nil {
		return err
	}
	return out.Close()
}

func fillTemplate(out sheet.Writer, lang string) error {
	if err := out.Row(titles(lang)); err != nil {
		return err
	}
	example := make([]any, len(fileColumns))
	for i, c := range fileColumns {
		example[i] = c.example(lang)
	}
	return out.Row(example)
}

func (c column) example(lang string) string {
	switch {
	case c.Field == "name":
		return say(lang, exampleZH, exampleEN) + c.Example
	case c.words() != nil && c.Example != "":
		return called(c.words(), c.Example, lang)
	}
	return c.Example
}

// words are what may stand in the column; nil for anything.
func (c column) words() []word {
	switch c.Field {
	case "kind":
		return kindWords
	case "status":
		return statusWords
	case "point.datum":
		return datumWords
	case "accessibility":
		return accessibilityWords
	}
	return nil
}

// SheetName is what the sheet of facilities is called in a workbook.
func SheetName(lang string) string { return say(lang, "设施", "Facilities") }

func templateBook(w io.Writer, lang string) error {
	book, err := sheet.NewBook(w, SheetName(lang))
	if err != nil {
		return err
	}
	if err := fillTemplate(book, lang); err != nil {
		return err
	}
	if err := dropDowns(book, lang); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if err := explain(book.File, lang); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	return book.Close()
}

// dropDowns offers the words of kind, status and datum; accessibility takes several and cannot have one.
func dropDowns(book *sheet.Book, lang string) error {
	for i, c := range fileColumns {
		if c.words() == nil || c.Field == "accessibility" {
			continue
		}
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		list := excelize.NewDataValidation(true)
		list.SetSqref(letter + "2:" + letter + strconv.Itoa(lastRow))
		list.SetError(excelize.DataValidationErrorStyleStop, c.title(lang), say(lang, "请从列表中选择。", "Please choose from the list."))
		if err := list.SetDropList(names(c.words(), lang)); err != nil {
			return err
		}
		if err := book.File.AddDataValidation(book.Sheet, list); err != nil {
			return err
		}
	}
	return nil
}

func explain(f *excelize.File, lang string) error {
	name := say(lang, "填写说明", "How to fill in")
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	rows := [][]any{
		{say(lang, "列", "Column"), say(lang, "必填", "Required"), say(lang, "说明", "Explanation")},
	}
	for _, c := range fileColumns {
		must := say(lang, "否", "no")
		if c.Required {
			must = say(lang, "是", "yes")
		}
		rows = append(rows, []any{say(lang, c.ZH, c.EN), must, say(lang, c.HelpZH, c.HelpEN)})
	}
	rows = append(rows, []any{}, []any{say(lang, "示例行（名称以“（示例）”开头）不会被导入。", "The example row, whose name begins with “(Example)”, is not imported.")},
		[]any{say(lang, "每次最多 20 万行。列的顺序可以改变，非必填的列可以删去。", "At most 200,000 rows at a time. Columns may change places, and those not required may be deleted.")})
	for i, row := range rows {
		if err := f.SetSheetRow(name, "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	if err := f.SetColWidth(name, "A", "B", 22); err != nil {
		return err
	}
	return f.SetColWidth(name, "C", "C", 100)
}
