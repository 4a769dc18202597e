mod "invalid_syntax" {
  title = "invalid_syntax"
}
