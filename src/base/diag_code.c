/* diag_code.c - the names of diagnostic codes (docs/diagnostics.md). */
#include "base/diag.h"
#include "base/assert.h"
#include "base/str.h"

/* The names of docs/diagnostics.md; `make check` compares them with that file and with
 * pl_diag_code. A new code is added at the end of all three. */
static const char *const words[] = {
    [PL_DIAG_OTHER] = "other",
    [PL_DIAG_UNKNOWN_VARIABLE] = "unknown-variable",
    [PL_DIAG_UNSUPPORTED_ATTRIBUTE] = "unsupported-attribute",
    [PL_DIAG_MISSING_ELEMENT] = "missing-element",
    [PL_DIAG_INVALID_INDEX] = "invalid-index",
    [PL_DIAG_CYCLE] = "cycle",
    [PL_DIAG_EVALUATION_OVER] = "evaluation-over",
    [PL_DIAG_NO_MOD_FILE] = "no-mod-file",
    [PL_DIAG_NOT_THERE_YET] = "not-there-yet",
    [PL_DIAG_INVALID_CHARACTER] = "invalid-character",
    [PL_DIAG_INVALID_ESCAPE] = "invalid-escape",
    [PL_DIAG_INVALID_SYNTAX] = "invalid-syntax",
    [PL_DIAG_UNCLOSED] = "unclosed",
    [PL_DIAG_NESTED_TOO_DEEPLY] = "nested-too-deeply",
    [PL_DIAG_UNSUPPORTED_BLOCK] = "unsupported-block",
    [PL_DIAG_UNSUPPORTED_ARGUMENT] = "unsupported-argument",
    [PL_DIAG_MISSING_ARGUMENT] = "missing-argument",
    [PL_DIAG_DUPLICATE_ARGUMENT] = "duplicate-argument",
    [PL_DIAG_DUPLICATE_BLOCK] = "duplicate-block",
    [PL_DIAG_INVALID_LABELS] = "invalid-labels",
    [PL_DIAG_INVALID_NAME] = "invalid-name",
    [PL_DIAG_NOT_ALLOWED_HERE] = "not-allowed-here",
    [PL_DIAG_NULL_VALUE] = "null-value",
    [PL_DIAG_INVALID_OPERAND] = "invalid-operand",
    [PL_DIAG_INVALID_INTERPOLATION] = "invalid-interpolation",
    [PL_DIAG_INVALID_KEY] = "invalid-key",
    [PL_DIAG_INVALID_CONDITION] = "invalid-condition",
    [PL_DIAG_NOT_ITERABLE] = "not-iterable",
    [PL_DIAG_UNKNOWN_FUNCTION] = "unknown-function",
    [PL_DIAG_ARGUMENT_COUNT] = "argument-count",
    [PL_DIAG_INVALID_FUNCTION_ARGUMENT] = "invalid-function-argument",
    [PL_DIAG_FUNCTION_FAILED] = "function-failed",
    [PL_DIAG_UNSUITABLE_VALUE] = "unsuitable-value",
    [PL_DIAG_INVALID_TYPE] = "invalid-type",
    [PL_DIAG_DUPLICATE_RESOURCE] = "duplicate-resource",
    [PL_DIAG_UNKNOWN_RESOURCE] = "unknown-resource",
    [PL_DIAG_WRONG_KIND] = "wrong-kind",
    [PL_DIAG_UNRESOLVED] = "unresolved",
    [PL_DIAG_INVALID_REFERENCE] = "invalid-reference",
    [PL_DIAG_INVALID_PARAM] = "invalid-param",
    [PL_DIAG_INVALID_CHILD] = "invalid-child",
    [PL_DIAG_QUERY] = "query",
    [PL_DIAG_DUPLICATE_NAME] = "duplicate-name",
    [PL_DIAG_MISPLACED_WITH] = "misplaced-with",
    [PL_DIAG_VARIABLE_NOT_SET] = "variable-not-set",
    [PL_DIAG_UNDECLARED_VARIABLE] = "undeclared-variable",
    [PL_DIAG_INVALID_VARIABLE] = "invalid-variable",
    [PL_DIAG_VARIABLE_FILE] = "variable-file",
    [PL_DIAG_INVALID_MOD_FILE] = "invalid-mod-file",
    [PL_DIAG_INVALID_REQUIREMENT] = "invalid-requirement",
    [PL_DIAG_REQUIREMENT_NOT_MET] = "requirement-not-met",
    [PL_DIAG_INVALID_LOCK_FILE] = "invalid-lock-file",
    [PL_DIAG_MISSING_MOD] = "missing-mod",
    [PL_DIAG_UNKNOWN_MOD] = "unknown-mod",
    [PL_DIAG_INSTALL_FAILED] = "install-failed",
    [PL_DIAG_CHECKSUM] = "checksum",
    [PL_DIAG_MISSING_PROGRAM] = "missing-program",
    [PL_DIAG_CANNOT_READ] = "cannot-read",
    [PL_DIAG_CANNOT_WRITE] = "cannot-write",
    [PL_DIAG_CANNOT_LISTEN] = "cannot-listen",
    [PL_DIAG_INVALID_SETTING] = "invalid-setting",
    [PL_DIAG_INVALID_FLAG] = "invalid-flag",
    [PL_DIAG_INVALID_CONFIG] = "invalid-config",
    [PL_DIAG_OUTPUT_TEMPLATE] = "output-template",
    [PL_DIAG_DEPRECATED] = "deprecated",
    [PL_DIAG_CANNOT_RUN] = "cannot-run",
    [PL_DIAG_NO_DATABASE] = "no-database",
    [PL_DIAG_NO_THREAD] = "no-thread",
    [PL_DIAG_CANCELLED] = "cancelled",
    [PL_DIAG_CLOSED] = "closed",
    [PL_DIAG_NO_INDEX] = "no-index",
    [PL_DIAG_TOO_LARGE] = "too-large",
    [PL_DIAG_CHANGED] = "changed",
    [PL_DIAG_NO_MEMORY] = "no-memory",
    [PL_DIAG_UNKNOWN_VALUE] = "unknown-value",
    [PL_DIAG_NO_OBJECT] = "no-object",
    [PL_DIAG_INVALID_EXEMPTION] = "invalid-exemption",
    [PL_DIAG_EXPIRED_EXEMPTION] = "expired-exemption",
    [PL_DIAG_UNUSED_EXEMPTION] = "unused-exemption",
    [PL_DIAG_INVALID_BASELINE] = "invalid-baseline",
    [PL_DIAG_FAILED_PANEL] = "failed-panel",
    [PL_DIAG_COPY_IN_WORKSPACE] = "copy-in-workspace",
    [PL_DIAG_MORE_MESSAGES] = "more-messages",
    [PL_DIAG_HISTORY] = "history",
};

pl_str pl_diag_code_name(pl_diag_code code)
{
    pl_assert((size_t)code < PL_COUNT(words) && words[code]);
    return pl_str_cstr(words[code]);
}

bool pl_diag_code_known(uint32_t code)
{
    return code < PL_COUNT(words) && words[code];
}
