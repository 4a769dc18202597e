mod "missing_query" {
  title = "missing_query"
}
