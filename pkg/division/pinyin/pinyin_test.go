package pinyin_test

import (
	"testing"

	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
)

func TestNamesAreSpelledAsTheirInhabitantsSayThem(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]string{
		"转塘街道":     {"zhuantangjiedao", "ztjd"},
		"重庆市":      {"chongqingshi", "cqs"},
		"厦门市":      {"xiamenshi", "xms"},
		"长沙市":      {"changshashi", "css"},
		"长子县":      {"zhangzixian", "zzx"},
		"乐清市":      {"yueqingshi", "yqs"},
		"乐山市":      {"leshanshi", "lss"},
		"六安市":      {"luanshi", "las"},
		"吕梁市":      {"lvliangshi", "lls"},
		"成都市":      {"chengdushi", "cds"},
		"佛山市":      {"foshanshi", "fss"},
		"喀什地区":     {"kashidiqu", "ksdq"},
		"西藏自治区":    {"xizangzizhiqu", "xzzzq"},
		"东莞市":      {"dongguanshi", "dgs"},
		"闵行区":      {"minhangqu", "mhq"},
		"沙坪坝区":     {"shapingbaqu", "spbq"},
		"蚌埠市":      {"bengbushi", "bbs"},
		"番禺区":      {"panyuqu", "pyq"},
		"八二五（０7）A": {"baerwu07a", "bew07a"},
		"":         {"", ""},
	} {
		full, initials := pinyin.Of(name)
		if got := [2]string{full, initials}; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func FuzzSpellingIsMadeOfLettersAndDigits(f *testing.F) {
	f.Add("转塘街道")
	f.Add("A-（１）\x00\xff")
	f.Fuzz(func(t *testing.T, name string) {
		full, initials := pinyin.Of(name)
		for _, b := range []byte(full + initials) {
			if (b < 'a' || b > 'z') && (b < '0' || b > '9') {
				t.Fatalf("%q in the spelling of %q", b, name)
			}
		}
		if len(initials) > len(full) {
			t.Fatalf("%q is longer than %q", initials, full)
		}
	})
}
