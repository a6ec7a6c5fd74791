package fault

import "slices"

// Warning is something unusual that a person may confirm by sending its code in "confirm".
type Warning struct {
	Code       string `json:"code" validate:"required" example:"possible_duplicate"`
	Field      string `json:"field,omitempty" example:"name"`
	Params     Params `json:"params,omitempty" swaggertype:"object"`
	Candidates any    `json:"candidates,omitempty" swaggertype:"array,object"`
	Message    string `json:"message,omitempty"` // filled in at the edge, in the caller's language
}

// Confirm answers "confirmation_needed", with the warnings that were not confirmed as data.
func Confirm(confirmed []string, warnings []Warning) error {
	var open []Warning
	for _, w := range warnings {
		if !slices.Contains(confirmed, w.Code) {
			open = append(open, w)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return New(Conflict, "confirmation_needed").With(open)
}
