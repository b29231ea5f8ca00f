package emulator

import (
	"errors"
	"fmt"
	"net/http"
)

// apiError is an error as an AWS service gives it: a code that clients decide
// by, and a message for people.
type apiError struct {
	Code    string
	Message string
	Status  int // 0: 500 for internal errors, else 400
	// Validation says what is wrong with the body of a dashboard.
	Validation []validationMessage
}

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func (e *apiError) status() int {
	if e.Status != 0 {
		return e.Status
	}
	switch e.Code {
	case "InternalException", "InternalFailure", "InternalServerError":
		return http.StatusInternalServerError
	case "ServiceUnavailableException", "ServiceUnavailable":
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

func asAPIError(err error) *apiError {
	var api *apiError
	if errors.As(err, &api) {
		return api
	}
	return &apiError{Code: "InternalException", Message: err.Error()}
}

func failf(code, format string, args ...any) *apiError {
	return &apiError{Code: code, Message: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) *apiError {
	return failf("ResourceNotFoundException", format, args...)
}

func invalid(format string, args ...any) *apiError {
	return failf("ValidationException", format, args...)
}
