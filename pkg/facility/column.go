package facility

import (
	"slices"
	"strings"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// column is one column of the files in which facilities go in and out.
type column struct {
	Field    string // of Input, or of Facility where only exports have it
	ZH, EN   string
	Required bool
	Length   int // of the longest text; 0 for anything else
	Example  string
	HelpZH   string
	HelpEN   string
	cell     func(f *Facility, lang string) any
	take     func(e *entry, text string) // nil: shown in exports, ignored in imports
}

// title is the head of the column; a star marks what must be filled in.
func (c column) title(lang string) string {
	if c.Required {
		return say(lang, c.ZH, c.EN) + "*"
	}
	return say(lang, c.ZH, c.EN)
}

func say(lang, zh, en string) string {
	if strings.HasPrefix(lang, "en") {
		return en
	}
	return zh
}

// word is what a value of an enumeration is called in files.
type word struct{ Code, ZH, EN string }

var kindWords = []word{
	{string(GuidanceCentre), "指导中心（市、区级）", "Guidance centre"}, {string(ServiceCentre), "服务中心（街道、乡镇级）", "Service centre"},
	{string(ServiceStation), "服务站（社区级）", "Service station"}, {string(ChildrensHome), "儿童之家", "Children's home"},
}

var statusWords = []word{
	{string(Planned), "规划中", "Planned"}, {string(Building), "建设中", "Under construction"}, {string(Open), "开放", "Open"},
	{string(Suspended), "暂停开放", "Suspended"}, {string(Closed), "已关闭", "Closed"},
}

var datumWords = []word{{string(WGS84), "WGS-84", "WGS-84"}, {string(GCJ02), "GCJ-02（高德、腾讯）", "GCJ-02"}, {string(BD09), "BD-09（百度）", "BD-09"}}

var accessibilityWords = []word{
	{"ramp", "无障碍坡道", "Ramp"}, {"lift", "电梯", "Lift"}, {"accessible_toilet", "无障碍卫生间", "Accessible toilet"}, {"tactile_paving", "盲道", "Tactile paving"},
	{"nursing_room", "母婴室", "Nursing room"}, {"wheelchair", "轮椅", "Wheelchair"}, {"sign_language", "手语服务", "Sign language"}, {"accessible_parking", "无障碍车位", "Accessible parking"},
}

// called gives the word of a code in the language.
func called(words []word, code, lang string) string {
	for _, w := range words {
		if w.Code == code {
			return say(lang, w.ZH, w.EN)
		}
	}
	return code
}

// meant gives the code of a word in any language, or of the code itself; the text as it is when unknown.
func meant(words []word, text string) string {
	folded := fold(text)
	for _, w := range words {
		if slices.Contains([]string{fold(w.Code), fold(w.ZH), fold(w.EN), fold(shortened(w.ZH))}, folded) {
			return w.Code
		}
	}
	return text
}

// shortened is a word without the explanation in brackets.
func shortened(s string) string {
	head, _, _ := strings.Cut(s, "（")
	return head
}

var folder = strings.NewReplacer(" ", "", "\u3000", "", "_", "", "-", "", "*", "", "（", "(", "）", ")", "’", "'", "\n", "")

// fold makes texts that people take for the same equal: case, spaces, the width of brackets.
func fold(s string) string { return strings.ToLower(folder.Replace(s)) }

func names(words []word, lang string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = say(lang, w.ZH, w.EN)
	}
	return all
}

func textCell(get func(f *Facility) string) func(*Facility, string) any {
	return func(f *Facility, _ string) any {
		if s := get(f); s != "" {
			return s
		}
		return nil
	}
}

func wordCell(words []word, get func(f *Facility) string) func(*Facility, string) any {
	return func(f *Facility, lang string) any {
		if s := get(f); s != "" {
			return called(words, s, lang)
		}
		return nil
	}
}

func numberCell(get func(f *Facility) *float64) func(*Facility, string) any {
	return func(f *Facility, _ string) any {
		if n := get(f); n != nil {
			return *n
		}
		return nil
	}
}

func dayCell(get func(f *Facility) *division.Day) func(*Facility, string) any {
	return textCell(func(f *Facility) string { return string(text(get(f))) })
}

func accessibilityCell(f *Facility, lang string) any {
	all := make([]string, len(f.Accessibility))
	for i, a := range f.Accessibility {
		all[i] = called(accessibilityWords, a, lang)
	}
	if len(all) == 0 {
		return nil
	}
	return strings.Join(all, say(lang, "、", "; "))
}

// storedDatum is that of every point the platform gives out.
func storedDatum(f *Facility) string {
	if f.Latitude == nil {
		return ""
	}
	return string(WGS84)
}
