mod "missing_refs" {
  title = "missing_refs"
}
