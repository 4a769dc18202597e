/* token.h - the kinds of token of the language and their names (hcl.md 1.2).
 * Threads: static data. */
#ifndef PL_LEX_TOKEN_H
#define PL_LEX_TOKEN_H
#include <pipelite/base.h>

/* clang-format off */
/* ORDER tokens: enum constant, name in vectors and dumps */
#define PL_TOKENS(X)                                                                     \
    X(OBRACE, "OBrace") X(CBRACE, "CBrace") X(OBRACK, "OBrack") X(CBRACK, "CBrack")      \
    X(OPAREN, "OParen") X(CPAREN, "CParen") X(OQUOTE, "OQuote") X(CQUOTE, "CQuote")      \
    X(OHEREDOC, "OHeredoc") X(CHEREDOC, "CHeredoc")                                      \
    X(STAR, "Star") X(SLASH, "Slash") X(PLUS, "Plus") X(MINUS, "Minus")                  \
    X(PERCENT, "Percent") X(EQUAL, "Equal") X(EQUAL_OP, "EqualOp")                       \
    X(NOT_EQUAL, "NotEqual") X(LESS, "LessThan") X(LESS_EQ, "LessThanEq")                \
    X(GREATER, "GreaterThan") X(GREATER_EQ, "GreaterThanEq") X(AND, "And") X(OR, "Or")   \
    X(BANG, "Bang") X(DOT, "Dot") X(COMMA, "Comma") X(ELLIPSIS, "Ellipsis")              \
    X(FAT_ARROW, "FatArrow") X(QUESTION, "Question") X(COLON, "Colon")                   \
    X(DOUBLE_COLON, "DoubleColon") X(TEMPLATE_INTERP, "TemplateInterp")                  \
    X(TEMPLATE_CONTROL, "TemplateControl") X(TEMPLATE_SEQ_END, "TemplateSeqEnd")         \
    X(QUOTED_LIT, "QuotedLit") X(STRING_LIT, "StringLit") X(NUMBER_LIT, "NumberLit")     \
    X(IDENT, "Ident") X(COMMENT, "Comment") X(NEWLINE, "Newline")                        \
    X(BIT_AND, "BitwiseAnd") X(BIT_OR, "BitwiseOr") X(BIT_NOT, "BitwiseNot")             \
    X(BIT_XOR, "BitwiseXor") X(APOSTROPHE, "Apostrophe") X(BACKTICK, "Backtick")         \
    X(SEMICOLON, "Semicolon") X(QUOTED_NEWLINE, "QuotedNewline") X(INVALID, "Invalid")   \
    X(BAD_UTF8, "BadUTF8") X(EOF, "EOF")
/* clang-format on */

typedef enum pl_token_kind {
#define X(kind, name) PL_T_##kind,
    PL_TOKENS(X)
#undef X
        PL_T_COUNT
} pl_token_kind;

/* 12 bytes: a file is lexed into one array of them before it is parsed. */
typedef struct pl_token {
    uint32_t start, end; /* bytes in the file; the BOM counts */
    uint8_t kind;        /* pl_token_kind */
} pl_token;

/* By how much a token changes the depth of brackets, quotes and templates: 1, -1 or 0. */
int pl_token_depth(pl_token_kind kind);

#endif
