package register

import (
	"strings"

	"github.com/fourthirty/fourthirty/pkg/division"
)

// CommitteeType is the kind of committee that governs a community.
type CommitteeType string

// The kinds of committees. The "like" ones are units of farms, forests, parks and zones that have no elected
// committee but are counted beside them; a virtual one stands for a zone without inhabitants.
const (
	Residents     CommitteeType = "residents"
	Villagers     CommitteeType = "villagers"
	ResidentsLike CommitteeType = "residents_like"
	VillagersLike CommitteeType = "villagers_like"
	Virtual       CommitteeType = "virtual"
)

// endings decide by the name, in this order; they are what the names of the 2023 table end with.
var endings = []struct {
	text string
	kind CommitteeType
}{
	{"虚拟社区", Virtual}, {"虚拟生活区", Virtual},
	{"村民委员会", Villagers}, {"村委会", Villagers}, {"牧民委员会", Villagers}, {"牧委会", Villagers}, {"渔委会", Villagers},
	{"村民委会", Villagers}, {"查委员会", Villagers}, {"查委会", Villagers}, {"村委员会", Villagers}, {"村委", Villagers},
	{"居民委员会", Residents}, {"居委会", Residents}, {"家委会", Residents}, {"居民委会", Residents}, {"区委员会", Residents}, {"区委会", Residents},
	{"居民管理委员会", Residents}, {"居委", Residents},
	{"社区", Residents}, {"嘎查", Villagers}, {"村", Villagers},
}

// CommitteeOf tells the kind of committee of a community from its name and, where the name does not say, from
// the block that its code lies in: 001 residents, 200 villagers, 400 and 500 what is like them (R86).
// Other divisions have none.
func CommitteeOf(code division.Code, name string) CommitteeType {
	if code.Level() != division.Community {
		return ""
	}
	block := blockOf(code)
	if i := strings.IndexAny(name, "（("); i > 0 {
		name = name[:i]
	}
	for _, e := range endings {
		if strings.HasSuffix(name, e.text) {
			return e.kind.within(block)
		}
	}
	return block
}

func blockOf(code division.Code) CommitteeType {
	switch code[9] {
	case '0', '1':
		return Residents
	case '4':
		return ResidentsLike
	case '5':
		return VillagersLike
	}
	return Villagers
}

// within keeps "like" for the units that were given a code of such a block, whatever they call themselves.
func (k CommitteeType) within(block CommitteeType) CommitteeType {
	if k != Virtual && (block == ResidentsLike || block == VillagersLike) {
		return block
	}
	return k
}
