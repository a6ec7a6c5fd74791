package authz

import "slices"

// Permission is one thing a person may do; where is decided by the territory of the grant.
type Permission string

// The permissions. Later domains append theirs.
const (
	DivisionRead        Permission = "division.read"
	DivisionManage      Permission = "division.manage"
	DivisionProfileEdit Permission = "division.profile.edit"
	FacilityRead        Permission = "facility.read"
	FacilityWrite       Permission = "facility.write"
	FacilityOperate     Permission = "facility.operate"
	FacilityImport      Permission = "facility.import"
	FacilityExport      Permission = "facility.export"
	FacilityContactRead Permission = "facility.contact.read"
	InvestmentRead      Permission = "investment.read"
	InvestmentWrite     Permission = "investment.write"
	StatisticsRead      Permission = "statistics.read"
	StatisticsPublish   Permission = "statistics.publish"
	OrganisationRead    Permission = "organisation.read"
	OrganisationWrite   Permission = "organisation.write"
	UserRead            Permission = "user.read"
	UserManage          Permission = "user.manage"
	EventRead           Permission = "event.read"
	EventFeed           Permission = "event.feed"
	AuditVerify         Permission = "audit.verify"
	PersonRead          Permission = "person.read" // children and their guardians, masked
	PersonWrite         Permission = "person.write"
	PersonReveal        Permission = "person.reveal" // numbers, addresses and needs in clear, each time on record (R142)
	WorkerRead          Permission = "worker.read"
	WorkerWrite         Permission = "worker.write"
	ProgrammeRead       Permission = "programme.read"
	ProgrammeWrite      Permission = "programme.write"
	EnrolmentRead       Permission = "enrolment.read"
	EnrolmentWrite      Permission = "enrolment.write"
	AttendanceRead      Permission = "attendance.read"
	AttendanceWrite     Permission = "attendance.write"
	TaskRead            Permission = "task.read"
	TaskWrite           Permission = "task.write"
	CaseRead            Permission = "case.read" // figures so small that they tell of single children
	LoanRead            Permission = "loan.read"
	LoanWrite           Permission = "loan.write"
	AppointmentRead     Permission = "appointment.read"
	AppointmentWrite    Permission = "appointment.write"
	CounsellingNote     Permission = "counselling.note" // own notes, and those one supervises
)

// Role is a named bundle of permissions.
type Role string

// The roles.
const (
	Administrator      Role = "administrator"
	Officer            Role = "officer"
	CentreStaff        Role = "centre_staff"
	CommitteeMember    Role = "committee_member"
	CaseWorker         Role = "case_worker"
	ProcurementOfficer Role = "procurement_officer"
	Supplier           Role = "supplier"
	Auditor            Role = "auditor"
	Integrator         Role = "integrator"
)

var readers = []Permission{DivisionRead, FacilityRead, StatisticsRead, OrganisationRead}

// roles is the permission table: the one place that says what a role may do.
var roles = map[Role][]Permission{
	Administrator: {
		DivisionRead, DivisionManage, DivisionProfileEdit,
		FacilityRead, FacilityWrite, FacilityOperate, FacilityImport, FacilityExport, FacilityContactRead,
		InvestmentRead, InvestmentWrite, StatisticsRead, StatisticsPublish,
		OrganisationRead, OrganisationWrite, UserRead, UserManage, EventRead, EventFeed, AuditVerify,
		PersonRead, PersonWrite, PersonReveal, WorkerRead, WorkerWrite, ProgrammeRead, ProgrammeWrite,
		EnrolmentRead, EnrolmentWrite, AttendanceRead, AttendanceWrite, TaskRead, TaskWrite, CaseRead,
		LoanRead, LoanWrite, AppointmentRead, AppointmentWrite, CounsellingNote,
	},
	Officer: with(DivisionProfileEdit, FacilityWrite, FacilityOperate, FacilityImport, FacilityExport,
		FacilityContactRead, InvestmentRead, InvestmentWrite, StatisticsPublish, OrganisationWrite, UserRead, EventRead,
		WorkerRead, ProgrammeRead),
	CentreStaff: with(DivisionProfileEdit, FacilityWrite, FacilityOperate, FacilityImport, FacilityExport,
		FacilityContactRead, OrganisationWrite, EventRead,
		PersonRead, PersonWrite, PersonReveal, WorkerRead, WorkerWrite, ProgrammeRead, ProgrammeWrite,
		EnrolmentRead, EnrolmentWrite, AttendanceRead, AttendanceWrite, TaskRead, TaskWrite, LoanRead, LoanWrite,
		AppointmentRead, AppointmentWrite),
	CommitteeMember: with(DivisionProfileEdit, FacilityContactRead,
		PersonRead, PersonWrite, PersonReveal, ProgrammeRead, EnrolmentRead, EnrolmentWrite, AttendanceRead, TaskRead, TaskWrite),
	CaseWorker: with(FacilityContactRead,
		PersonRead, PersonWrite, PersonReveal, WorkerRead, ProgrammeRead, EnrolmentRead, AttendanceRead, TaskRead, TaskWrite, CaseRead,
		AppointmentRead, AppointmentWrite, CounsellingNote),
	ProcurementOfficer: with(InvestmentRead, OrganisationWrite),
	Supplier:           {DivisionRead, FacilityRead, ProgrammeRead},
	Auditor:            with(InvestmentRead, FacilityExport, UserRead, EventRead, EventFeed, AuditVerify, WorkerRead, ProgrammeRead),
	Integrator:         with(FacilityWrite, FacilityImport, FacilityExport, InvestmentRead, EventFeed, ProgrammeRead),
}

func with(more ...Permission) []Permission { return append(slices.Clone(readers), more...) }

// Permissions lists what a role may do; nil for a role that does not exist.
func Permissions(r Role) []Permission { return roles[r] }

// Roles lists every role in a fixed order.
func Roles() []Role {
	return []Role{Administrator, Officer, CentreStaff, CommitteeMember, CaseWorker, ProcurementOfficer, Supplier, Auditor, Integrator}
}

func (r Role) may(p Permission) bool { return slices.Contains(roles[r], p) }
