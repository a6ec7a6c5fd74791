// Package pkg is the map of the house.
//
// # Import order
//
// One way only: fault <- division <- authz <- event <- org, calendar, facility <- people
// <- program <- task <- enrolment <- attendance <- api <- cmd.
// db and dbtest stand beside them; nothing imports api; cmd only wires.
//
// # Glossary
//
// The words below are used in code, API, docs and interface; the words in brackets are avoided.
//
//   - division (not: region, area): a unit of the administrative tree, keyed by its 12-digit code:
//     province, city, county, township, community. "community" covers villages.
//   - territory: a division with everything below it, as a half-open range of codes.
//   - facility (not: site, venue): a place of community service. Kinds (R167): guidance centre
//     (district or city), service centre (street or township), service station (community), and
//     children's home, which is hosted inside another facility.
//   - space (not: room in code): a room of a facility; "room" in the interface.
//   - terminal: a device for minors in a facility, with protection software (R122).
//   - inspection: a safety inspection with a due date (R123).
//   - opening rule: when a facility is open, in layers: regular, term, vacation, holiday, exception.
//   - state: what a facility was over a stretch of days; the source of statistics as of a date.
//   - coverage: a share of communities with a stated numerator, denominator and definition.
//   - gap: a community that a definition of coverage does not reach.
//   - project, funding line: an investment and one amount of money in it, by source and year, in fen.
//   - series: a published figure that the platform did not count itself.
//   - child (not: kid, pupil, beneficiary): a minor whom a community serves.
//   - guardian (not: parent): who stands in a relation to a child, with or without the right to pick it up.
//   - worker (not: teacher, employee): leads sessions or helps in them, as staff, volunteer or professional.
//   - category: a dated fact about a child with its source, such as left-behind (R112).
//   - care gap: hours of the week between school and home with nobody (R111).
//   - programme, cohort, session: a service of a facility; one run of it with its places; one meeting.
//   - timetable: rules by RFC 5545 that give sessions.
//   - enrolment: a child's way to a place; offer: a place that is held for a child for some time.
//   - roll: the children expected in a session; mark: present, late, excused or absent.
//   - hand-over: a child leaves a session with somebody who may pick it up.
//   - task: something to do that the platform noticed, made once.
//   - organisation (not: company, agency): who operates facilities, delivers services or is a department.
//   - grant: a role held by a user in a territory, perhaps for one organisation only.
//   - actor: who a request or a job works for.
//   - event: one entry of the append-only audit trail and change feed; a seal links it into the chain.
//   - fault: an error a caller may see, with a stable code.
package pkg
